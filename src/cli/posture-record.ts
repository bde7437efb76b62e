import type { AuditAnswer, MeAnswer, RequestsAnswer, ShownEntry } from "../domain/answers.ts";
import { connectionIdOf, foldedId, type NamespaceId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import type { Api } from "./api.ts";
import { MOST } from "./command.ts";
import { BEGINNING } from "./export-log.ts";

/** What the service knows about connections. */
export interface Recorded {
  /** Whether the caller may read about it: of other namespaces nothing is known, whatever is on record. */
  covers(namespace: NamespaceId): boolean;
  /** Who approved what is approved: this service, or somebody elsewhere, whom it saw. */
  approvedBy(connection: Connection): "us" | "elsewhere" | undefined;
  /** When the request about a Pending connection was seen. */
  seenAt(connection: Connection): string | undefined;
}

const OURS = ["change.applied", "change.settled", "request.kept"];
const KINDS = [...OURS, "external.change"].join(",");

export async function readRecord(api: Api, told: (words?: string) => void): Promise<Recorded> {
  const { namespaces } = await api.get<MeAnswer>("api/me", "roles");
  const approvals = new Map<string, "us" | "elsewhere">();
  let entries = 0;
  for await (const page of pagesOf(api)) {
    for (const entry of page) note(approvals, entry);
    entries += page.length;
    told(`Reading the record: ${entries} entries`);
  }
  const seen = new Map<string, string>();
  for await (const page of openIn(api))
    for (const one of page) seen.set(keyOf(one.connection, one.privateEndpoint), one.seenAt);
  told();
  const keyOfConnection = ({ id, privateEndpoint }: Connection) => keyOf(connectionIdOf(id), privateEndpoint ?? "");
  const covered = namespaces?.map((name) => name.toLowerCase());
  return {
    // Names of namespaces are unique in all of Azure.
    covers: ({ namespace }) => covered?.includes(namespace.toLowerCase()) ?? true,
    approvedBy: (connection) => approvals.get(keyOfConnection(connection)),
    seenAt: (connection) => seen.get(keyOfConnection(connection)),
  };
}

const keyOf = (connection: string, privateEndpoint: string) => foldedId(`${connection}\n${privateEndpoint}`);

/** Newest first: the first entry that knows a connection as Approved says how it came to be so. */
function note(approvals: Map<string, "us" | "elsewhere">, entry: ShownEntry): void {
  const { connection, privateEndpoint, kind, after } = entry;
  if (connection === undefined || privateEndpoint === undefined || after !== "Approved") return;
  const key = keyOf(connection, privateEndpoint);
  if (!approvals.has(key)) approvals.set(key, OURS.includes(kind) ? "us" : "elsewhere");
}

async function* openIn(api: Api): AsyncGenerator<RequestsAnswer["requests"]> {
  let cursor: string | undefined;
  do {
    const asked = { state: "open", top: MOST, cursor };
    const { requests, next } = await api.get<RequestsAnswer>("api/requests", "requests", asked);
    yield requests;
    cursor = next;
  } while (cursor !== undefined);
}

async function* pagesOf(api: Api): AsyncGenerator<readonly ShownEntry[]> {
  let cursor: string | undefined;
  do {
    const asked = { kind: KINDS, from: BEGINNING, top: MOST, cursor };
    const { entries, next } = await api.get<AuditAnswer>("api/audit", "entries", asked);
    yield entries;
    cursor = next;
  } while (cursor !== undefined);
}
