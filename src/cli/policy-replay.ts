import { text } from "node:stream/consumers";
import { parseRecord } from "../adapters/policy/parse-record.ts";
import { parseConnectionId, parsePrivateEndpointId } from "../domain/azure-id.ts";
import {
  type Became,
  isAgainstOwners,
  isTreatedOtherwise,
  type RecordedEntry,
  type Replayed,
} from "../domain/policy-replay.ts";
import { safeAddress } from "./address.ts";
import { type Api, reachApi } from "./api.ts";
import { BEGINNING } from "./export-log.ts";
import { inWords } from "./policy-test.ts";
import { inFile, textIn } from "./policy-text.ts";
import { exitFor } from "./problem.ts";
import { tableOf } from "./table.ts";
import { Ended, EXIT, type Terminal, Unusable } from "./terminal.ts";

const UNIT_HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** `90d`, `12h`, `2w` before now, or a date. */
export function sinceOf(words: string, now: Date): Date {
  const [, amount, unit = ""] = /^(\d{1,5})([hdw])$/.exec(words) ?? [];
  const hours = Number(amount) * (UNIT_HOURS[unit] ?? Number.NaN);
  const since = new Date(unit ? now.getTime() - hours * 3_600_000 : words);
  if (Number.isNaN(since.getTime()))
    throw new Unusable(`--since ${words}: give an age like 90d, 12h or 2w, or a date.`);
  return since;
}

interface Where {
  readonly from: string | undefined;
  readonly scope: string | undefined;
}

/** Where `npm start` gives its audit log, unless its port was set to another one. */
const SANDBOX_RECORD = "http://localhost:7070/audit.ndjson";

/** Entries in a file, on the standard input (`-`), or where an address answers with them. */
export async function recordFrom({ from: given, scope }: Where, terminal: Terminal): Promise<readonly RecordedEntry[]> {
  const from = given ?? (terminal.env["RELAY_APPROVALS_URL"] || SANDBOX_RECORD);
  const parsed = parseRecord(await recordText(from, scope, terminal));
  if ("faults" in parsed) throw new Unusable(inFile(from, parsed.faults).join("\n"));
  return parsed.entries;
}

function recordText(from: string, scope: string | undefined, terminal: Terminal): Promise<string> {
  if (from === "-") return terminal.input();
  if (!/^https?:/i.test(from)) return textIn(from);
  const address = safeAddress(from);
  if (address.pathname === "/") return recordOf(reachApi({ url: from, scope }, terminal));
  return answerOf(address, terminal.env["RELAY_APPROVALS_TOKEN"]);
}

/** All of it, since an approval that is older than the requests in question counts too. */
async function recordOf(api: Api): Promise<string> {
  return text(await api.read("api/audit", { format: "ndjson", from: BEGINNING }));
}

/** The token never goes on to where an answer leads. */
async function answerOf(address: URL, token: string | undefined): Promise<string> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(address, { headers, redirect: "error" }).catch((cause: unknown) => {
    throw new Ended(EXIT.noAnswer, `${address.href} gives no answer. Name the record with --from.`, { cause });
  });
  if (!response.ok) throw new Ended(exitFor(response.status), `${address.href} answers ${response.status}.`);
  return response.text();
}

export function replayLines(replayed: readonly Replayed[], since: Date): readonly string[] {
  const differing = replayed.filter(isTreatedOtherwise);
  const against = differing.filter(isAgainstOwners);
  const counts = `Requests since ${since.toISOString().slice(0, 10)}: ${replayed.length}. Treated otherwise: ${differing.length}.`;
  return [
    ...(differing.length > 0 ? [...tableOf(HEAD, differing.map(row)), ""] : []),
    `${counts} Against what the owners said (!): ${against.length}.`,
  ];
}

const HEAD = ["REQUEST", "SEEN", "CONNECTION", "ENDPOINT", "THEN", "NOW", ""];

function row(replayed: Replayed) {
  const { request, at, connection, privateEndpoint, was, wouldBe } = replayed;
  const id = parseConnectionId(connection);
  return [
    request,
    at.slice(0, 10),
    id ? `${id.namespace}/${id.connection}` : connection,
    parsePrivateEndpointId(privateEndpoint)?.name ?? privateEndpoint,
    thenInWords(was),
    inWords(wouldBe.kind, wouldBe.rule),
    isAgainstOwners(replayed) ? "!" : "",
  ];
}

function thenInWords({ kind, rule, said }: Became): string {
  if (kind !== "ask") return inWords(kind, rule);
  return said === undefined ? "asked, not decided" : `asked, owners said ${said}`;
}
