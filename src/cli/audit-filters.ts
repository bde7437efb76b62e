import type { Argv } from "yargs";
import type { Parameters } from "./api.ts";
import { unprotected } from "./query-words.ts";

const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;

/** The filters of the record, as options and in the query language. What a value may be, the service says. */
export function filters<Options>(parser: Argv<Options>) {
  return parser
    .positional("query", {
      type: "string",
      array: true,
      default: [] as string[],
      describe: 'Words of the query language: namespace:contoso-orders -kind:card.posted "ticket 4711"',
    })
    .option("namespace", text("Name or id of a namespace"))
    .option("connection", text("namespace/connection, or a connection's id"))
    .option("request", text("Id of a request"))
    .option("subscription", text("The requester's subscription"))
    .option("actor", text("Who did it: words of a name, a rule, me, service or azure"))
    .option("kind", text("What happened, or a family like change.*"))
    .option("verdict", text("What was said: approve, reject, revoke, remove or keep"))
    .option("rule", text("Name of a rule of the policy"))
    .option("from", text("From this time on: 2026-11-01, 2026-11-01T08:00Z or 7d"))
    .option("to", text("Up to this time; a day is included"));
}

export interface Filters {
  readonly query: readonly string[];
  readonly namespace?: string | undefined;
  readonly connection?: string | undefined;
  readonly request?: string | undefined;
  readonly subscription?: string | undefined;
  readonly actor?: string | undefined;
  readonly kind?: string | undefined;
  readonly verdict?: string | undefined;
  readonly rule?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export function parametersOf(asked: Filters): Parameters {
  const { namespace, connection, request, subscription, actor, kind, verdict, rule, from, to } = asked;
  const q = asked.query.length > 0 ? queryText(asked.query) : undefined;
  return { q, namespace, connection, request, subscription, actor, kind, verdict, rule, from, to };
}

const KEYS = "text|request|connection|namespace|subscription|actor|kind|verdict|rule|created";
const KEY = new RegExp(`(?:^|\\s)-?(?:${KEYS}):`, "g");
const PARTS = new RegExp(`^(-?(?:(?:${KEYS}):)?)(.*)$`, "s");

/** No value of these has a space in it: what follows is another word. */
const ONE_WORD = /^-?(?:request|connection|namespace|subscription|kind|verdict|created):/;

/** Words as a shell hands them on: a word with spaces in it was quoted there, unless it reads like a query of its own. */
export function queryText(words: readonly string[]): string {
  return words.map((word) => quotedAgain(unprotected(word))).join(" ");
}

function quotedAgain(word: string): string {
  const keys = word.match(KEY) ?? [];
  const isQuery = word.includes('"') || keys.length > 1 || keys[0]?.startsWith(" ") || ONE_WORD.test(word);
  if (!/\s/.test(word) || isQuery) return word;
  const [, key = "", value = ""] = PARTS.exec(word) ?? [];
  return `${key}"${value}"`;
}
