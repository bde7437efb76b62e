import { namespaceIdOf, parsePrivateEndpointId } from "../domain/azure-id.ts";
import { type CommandAnswer, spanOf, tableOf } from "../domain/command.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import type { RequestKind } from "../domain/request-kind.ts";
import { type Covered, NOT_FOUND, namespaceNamed, type Scope, severalNamespaces } from "./command-scope.ts";
import type { World } from "./world.ts";

const COLUMNS = ["Request", "Namespace", "Wants", "Endpoint", "Waits for", "State"];

const WANTS: Readonly<Record<RequestKind, string>> = {
  "approve-or-reject": "to join",
  revoke: "to be revoked",
  remove: "to be removed",
  "clean-up": "to be cleaned up",
  "clean-up-endpoint": "its endpoint to be cleaned up",
};

/** The open requests that somebody may decide, those that have waited longest first. */
export async function pendingFor(
  world: World,
  scope: Scope,
  { namespace, from }: { readonly namespace: string | undefined; readonly from: number },
): Promise<CommandAnswer> {
  const meant = await meantBy(scope, namespace);
  if ("text" in meant) return { kind: "words", text: meant.text };
  const { covered, isCut, id } = meant;
  const open = (await Promise.all(covered.map((one) => world.store.requests.openIn(one.namespace)))).flat();
  if (open.length === 0 && !isCut) return { kind: "words", text: "Nothing waits for you." };
  const now = world.clock();
  const rows = open.toSorted((one, other) => one.seenAt.localeCompare(other.seenAt)).map((one) => rowOf(one, now));
  const title = open.length === 1 ? "1 request waits" : `${open.length} requests wait`;
  const note = isCut ? "There are more namespaces than were looked at: name one." : undefined;
  const asked = { kind: "pending", namespace: id, from } as const;
  return { kind: "table", table: tableOf({ title, about: id, asked, columns: COLUMNS, rows, from, note }) };
}

interface MeantNamespaces {
  readonly covered: readonly Covered[];
  readonly isCut: boolean;
  /** Of the only one that was asked about. */
  readonly id: string | undefined;
}

type Meant = MeantNamespaces | { readonly text: string };

async function meantBy(scope: Scope, name: string | undefined): Promise<Meant> {
  if (name === undefined) return { ...(await scope.all()), id: undefined };
  const found = await namespaceNamed(scope, name);
  if (found === "none") return { text: NOT_FOUND };
  if (!("namespace" in found)) return { text: severalNamespaces(found) };
  return { covered: [found], isCut: false, id: namespaceIdOf(found.namespace) };
}

function rowOf({ id, kind, connection, privateEndpoint, seenAt, progress }: ConnectionRequest, now: Date) {
  const endpoint = parsePrivateEndpointId(privateEndpoint)?.name ?? privateEndpoint;
  const state = progress.shown?.split(" ")[0] ?? "not asked yet";
  return [id, connection.namespace, WANTS[kind], endpoint, spanOf(now.getTime() - Date.parse(seenAt)), state];
}
