import { Resolver } from "node:dns/promises";
import { painted } from "./colour.ts";
import { command, printJson, printLines } from "./command.ts";
import { type Resolved, type Verdict, verdictOn } from "./dns-verdict.ts";
import { reachOf } from "./private-address.ts";
import { type RelayHost, relayHost } from "./relay-host.ts";
import { Ended, EXIT, type Screen, Unusable } from "./terminal.ts";

export const checkDns = command({
  words: "check-dns <namespace>",
  told: "Whether a namespace's name leads to its private endpoint from here",
  options: (parser) =>
    parser
      .positional("namespace", { type: "string", demandOption: true, describe: "Name, host name or id of a namespace" })
      .option("server", {
        type: "string",
        requiresArg: true,
        describe: "Ask this DNS server, as address or address:port, and not those of this machine",
      })
      .option("json", { type: "boolean", default: false, describe: "The answer in JSON" }),
  async run({ namespace, server, json }, terminal) {
    const name = relayHost(namespace);
    const resolver = resolverFor(server);
    const resolved = await resolve(resolver, name.host);
    const verdict = verdictOn(name, resolved);
    const answer = { ...name, resolvers: resolver.getServers(), ...resolved, verdict };
    if (json) printJson(terminal, answer);
    else printLines(terminal, linesOf(answer, terminal.screen));
    return verdict.isGood ? EXIT.done : EXIT.found;
  },
});

/** A resolver that is far away answers in a fraction of it. */
const ANSWER_WITHIN_MS = 3_000;
const TRIES = 2;

function resolverFor(server: string | undefined): Resolver {
  const resolver = new Resolver({ timeout: ANSWER_WITHIN_MS, tries: TRIES });
  if (server === undefined) return resolver;
  try {
    resolver.setServers([server]);
    return resolver;
  } catch (cause) {
    throw new Unusable(`--server ${server}: give an address like 10.0.0.4, or 10.0.0.4:53.`, { cause });
  }
}

/** More than any chain of Azure has; what leads in a circle ends too. */
const MOST_ALIASES = 8;

async function resolve(resolver: Resolver, host: string): Promise<Resolved> {
  const aliases: string[] = [];
  const answered = (asking: Promise<string[]>) => answerOf(asking, { resolver, last: aliases.at(-1) ?? host });
  for (let name: string | undefined = host; name !== undefined && aliases.length < MOST_ALIASES; ) {
    const [next]: readonly string[] = await answered(resolver.resolveCname(name));
    if (next !== undefined) aliases.push(next.toLowerCase());
    name = next;
  }
  const [four, six] = await Promise.all([answered(resolver.resolve4(host)), answered(resolver.resolve6(host))]);
  return { aliases, addresses: [...four, ...six] };
}

/** That there is no such name, or none of this kind, is an answer. */
const NONE = ["ENOTFOUND", "ENODATA"];

/** What a resolver says of itself, in RFC 1035's words, and what that mostly comes from. */
const FAILURES: Readonly<Record<string, string>> = {
  ESERVFAIL:
    "that it failed (SERVFAIL). Mostly a resolver that it forwards to does not answer, or is not to be reached",
  EREFUSED: "that it does not answer this machine (REFUSED). Mostly the address is not one that it serves",
  EFORMERR: "that it did not understand the question (FORMERR)",
  ENOTIMP: "that it has no answers of this kind (NOTIMP)",
};

interface Place {
  readonly resolver: Resolver;
  /** How far the chain of aliases was followed. */
  readonly last: string;
}

async function answerOf(asking: Promise<string[]>, { resolver, last }: Place): Promise<readonly string[]> {
  try {
    return await asking;
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (NONE.includes(code)) return [];
    const servers = resolver.getServers().join(", ");
    const failure = FAILURES[code];
    const says = failure
      ? `The resolver ${servers} says of ${last} ${failure}. --server asks another one.`
      : `The resolver ${servers} gives no answer (${code}). Is port 53 open to it?`;
    throw new Ended(EXIT.noAnswer, says, { cause });
  }
}

interface Answer extends RelayHost, Resolved {
  readonly resolvers: readonly string[];
  readonly verdict: Verdict;
}

function linesOf({ host, resolvers, aliases, addresses, verdict }: Answer, screen: Screen | undefined) {
  const shown = addresses.map((address) => `${address} (${reachOf(address)})`);
  return [
    `Name        ${host}`,
    `Resolver    ${resolvers.join(", ")}`,
    `Alias       ${aliases.join(" → ") || "none"}`,
    `Address     ${shown.join(", ") || "none"}`,
    painted(verdict.says, verdict.isGood ? "green" : "red", screen),
    ...(verdict.cure === undefined ? [] : [`Cure        ${verdict.cure}`]),
    ...verdict.commands.map((line) => `            $ ${line}`),
  ];
}
