import { z } from "zod";
import type { AuditAnswer, MeAnswer, RequestSummary, RequestsAnswer, ShownEntry } from "../domain/answers.ts";
import { connectionIdOf, foldedId, type NamespaceId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import type { Api } from "./api.ts";
import { MOST } from "./command.ts";
import { BEGINNING } from "./export-log.ts";
import { pagesOf } from "./pages.ts";
import { shaped } from "./shaped.ts";

/** What the service knows about connections. */
export interface Recorded {
  /** Whether the caller may read about it: of other namespaces nothing is known, whatever is on record. */
  covers(namespace: NamespaceId): boolean;
  /** Who approved what is approved: this service, or somebody elsewhere, whom it saw. */
  approvedBy(connection: Connection): "us" | "elsewhere" | undefined;
  /** Of a Pending connection. */
  waiting(connection: Connection): Waiting;
}

/** `undefined`: no request about it was ever seen. */
export interface Waiting {
  /** When it was first seen, of those times that it has been Pending ever since; whatever became of its requests. */
  readonly since: string | undefined;
  /** The last request about it. */
  readonly request: string | undefined;
  /** Whether that one is open. */
  readonly isAsked: boolean;
}

const text = z.string();
const next = text.nullish();
/** Of the answers, what is read of them here. */
const ME = z.looseObject({ namespaces: z.array(text).nullish() });
const ENTRIES = z.looseObject({
  entries: z.array(
    z.looseObject({
      ...{ kind: text, at: text, request: text.optional(), after: text.optional() },
      ...{ connection: text.optional(), privateEndpoint: text.optional() },
    }),
  ),
  next,
});
const OPEN = z.looseObject({
  requests: z.array(z.looseObject({ id: text, kind: text, seenAt: text, connection: text, privateEndpoint: text })),
  next,
});

const OURS = ["change.applied", "change.settled", "request.kept"];
// Whoever was faster in Azure than our request ended it.
const KINDS = [...OURS, "external.change", "request.superseded", "request.seen"].join(",");

/** Of one connection with its private endpoint. */
interface History {
  approvedBy?: "us" | "elsewhere";
  since?: string;
  request?: string;
  /** What is older is of an earlier time of waiting. */
  isWaitKnown?: true;
}

export async function readRecord(api: Api, told: (words?: string) => void): Promise<Recorded> {
  const { namespaces } = shaped(ME, await api.get<MeAnswer>("api/me", "roles"), "api/me");
  const histories = new Map<string, History>();
  let entries = 0;
  for await (const page of entriesIn(api)) {
    for (const entry of page) note(histories, entry);
    entries += page.length;
    told(`Reading the record: ${entries} entries`);
  }
  const open = await openRequests(api);
  told();
  const covered = namespaces?.map((name) => name.toLowerCase());
  return {
    // Names of namespaces are unique in all of Azure.
    covers: ({ namespace }) => covered?.includes(namespace.toLowerCase()) ?? true,
    approvedBy: (connection) => histories.get(keyOfConnection(connection))?.approvedBy,
    waiting(connection) {
      const key = keyOfConnection(connection);
      const [asked, past] = [open.get(key), histories.get(key)];
      return { since: past?.since ?? asked?.seenAt, request: asked?.id ?? past?.request, isAsked: asked !== undefined };
    },
  };
}

async function openRequests(api: Api): Promise<ReadonlyMap<string, RequestSummary>> {
  const requests: RequestSummary[] = [];
  for await (const page of openIn(api)) requests.push(...page.filter(({ kind }) => kind === "approve-or-reject"));
  return new Map(requests.map((one) => [keyOf(one.connection, one.privateEndpoint), one]));
}

const keyOf = (connection: string, privateEndpoint: string) => foldedId(`${connection}\n${privateEndpoint}`);

const keyOfConnection = ({ id, privateEndpoint }: Connection) => keyOf(connectionIdOf(id), privateEndpoint ?? "");

/** Newest first: the first entry that knows a connection as Approved says how it came to be so. */
function note(histories: Map<string, History>, entry: ShownEntry): void {
  const { connection, privateEndpoint, kind, after } = entry;
  if (connection === undefined || privateEndpoint === undefined) return;
  const key = keyOf(connection, privateEndpoint);
  const history = histories.get(key) ?? {};
  histories.set(key, history);
  if (after === "Approved") history.approvedBy ??= OURS.includes(kind) ? "us" : "elsewhere";
  noteWait(history, entry);
}

function noteWait(history: History, { kind, at, request, after }: ShownEntry): void {
  if (history.isWaitKnown) return;
  if (kind === "request.seen") {
    history.since = at;
    history.request ??= request;
  } else if (after !== undefined && after !== "Pending") history.isWaitKnown = true;
}

async function* openIn(api: Api): AsyncGenerator<RequestsAnswer["requests"]> {
  const read = async (cursor?: string) => {
    const asked = { state: "open", top: MOST, cursor };
    return shaped(OPEN, await api.get<RequestsAnswer>("api/requests", "requests", asked), "api/requests");
  };
  for await (const { requests } of pagesOf<RequestsAnswer>(read)) yield requests;
}

async function* entriesIn(api: Api): AsyncGenerator<readonly ShownEntry[]> {
  const read = async (cursor?: string) => {
    const asked = { kind: KINDS, from: BEGINNING, top: MOST, cursor };
    return shaped(ENTRIES, await api.get<AuditAnswer>("api/audit", "entries", asked), "api/audit");
  };
  for await (const { entries } of pagesOf<AuditAnswer>(read)) yield entries;
}
