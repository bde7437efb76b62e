import { connectionIdOf, isSameId, namespaceIdOf, parsePrivateEndpointId } from "../domain/azure-id.ts";
import { type CommandAnswer, tableOf } from "../domain/command.ts";
import { approvedAmong, type Connection, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import type { Round } from "../domain/round.ts";
import { NOT_FOUND, namespaceNamed, type Scope, severalNamespaces } from "./command-scope.ts";
import type { World } from "./world.ts";

const COLUMNS = ["Connection", "State", "Endpoint", "Subscription", "Request"];

/** Every connection of a namespace as Azure says now, and how many of its 64 places are used. */
export async function connectionsIn(
  world: World,
  scope: Scope,
  { namespace: name, from }: { readonly namespace: string; readonly from: number },
): Promise<CommandAnswer> {
  const found = await namespaceNamed(scope, name);
  if (found === "none") return { kind: "words", text: NOT_FOUND };
  if (!("namespace" in found)) return { kind: "words", text: severalNamespaces(found) };
  const { namespace } = found;
  const [listed, rounds] = await Promise.all([world.connections.list(namespace), world.store.rounds.in(namespace)]);
  if (listed === "gone") return { kind: "words", text: `Azure has no namespace ${namespace.namespace} any more.` };
  const used = approvedAmong(listed);
  const title = `${used} of ${ENDPOINTS_A_NAMESPACE} places used, ${Math.max(0, ENDPOINTS_A_NAMESPACE - used)} free`;
  const rows = listed.toSorted(byState).map((connection) => rowOf(connection, rounds));
  const note = listed.length === 0 ? "There are no connections." : undefined;
  const about = namespaceIdOf(namespace);
  const asked = { kind: "connections", namespace: about, from } as const;
  return { kind: "table", table: tableOf({ title, about, asked, columns: COLUMNS, rows, from, note }) };
}

/** What needs somebody first. */
const ORDER: readonly Connection["status"][] = ["Pending", "Disconnected", "Other", "Approved", "Rejected"];

function byState(one: Connection, other: Connection): number {
  const order = ORDER.indexOf(one.status) - ORDER.indexOf(other.status);
  return order || one.id.connection.localeCompare(other.id.connection);
}

function rowOf({ id, status, privateEndpoint, provisioning }: Connection, rounds: readonly Round[]): readonly string[] {
  const own = privateEndpoint ?? "";
  const endpoint = parsePrivateEndpointId(own);
  const last = rounds.find(
    (round) => isSameId(round.connection, connectionIdOf(id)) && isSameId(round.privateEndpoint, own),
  );
  const request = last && last.kind !== "none" ? last.requestId : "none";
  const state = provisioning === "busy" ? `${status}, changing` : status;
  return [id.connection, state, endpoint?.name ?? (own || "none"), endpoint?.subscription ?? "", request];
}
