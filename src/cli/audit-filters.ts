import type { Argv } from "yargs";
import type { AuditKind } from "../domain/audit.ts";
import type { Verdict } from "../domain/request-kind.ts";
import type { Parameters } from "./api.ts";
import { unprotected } from "./query-words.ts";

const KINDS: Readonly<Record<AuditKind, true>> = {
  ...{ "request.seen": true, "request.asked": true, "request.told": true, "request.held": true, "request.kept": true },
  ...{ "request.escalated": true, "request.superseded": true, "request.expired": true, "reminder.sent": true },
  ...{ "card.posted": true, "vote.cast": true, "vote.refused": true, "decision.made": true, "policy.ruled": true },
  ...{ "change.intended": true, "change.applied": true, "change.refused": true, "change.failed": true },
  ...{ "change.indeterminate": true, "change.settled": true, "external.change": true, "clean-up.planned": true },
  ...{ "policy.changed": true, "policy.refused": true, "alert.raised": true },
};

const VERDICTS: readonly Verdict[] = ["approve", "reject", "revoke", "remove", "keep"];

const text = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;

/** The filters of the record, as options and in the query language. */
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
    .option("actor", text("Who did it: a person, a rule or azure"))
    .option("kind", { ...text("What happened"), choices: Object.keys(KINDS).toSorted() })
    .option("verdict", { ...text("What was said"), choices: VERDICTS })
    .option("rule", text("Name of a rule of the policy"))
    .option("from", text("From this time on: 2026-11-01 or 2026-11-01T08:00:00Z"))
    .option("to", text("Up to this time"));
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

const KEYS = "request|connection|namespace|subscription|actor|kind|verdict|rule|created";
const KEY = new RegExp(`(?:^|\\s)-?(?:${KEYS}):`, "g");
const PARTS = new RegExp(`^(-?(?:(?:${KEYS}):)?)(.*)$`, "s");

/** Words as a shell hands them on: a word with spaces in it was quoted there, unless it reads like a query of its own. */
export function queryText(words: readonly string[]): string {
  return words.map((word) => quotedAgain(unprotected(word))).join(" ");
}

function quotedAgain(word: string): string {
  const keys = word.match(KEY) ?? [];
  const isQuery = word.includes('"') || keys.length > 1 || keys[0]?.startsWith(" ");
  if (!/\s/.test(word) || isQuery) return word;
  const [, key = "", value = ""] = PARTS.exec(word) ?? [];
  return `${key}"${value}"`;
}
