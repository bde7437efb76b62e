import { at } from "../clock.ts";
import type { Caller } from "../entra/tokens.ts";
import { ArmError, badRequest, connectionNotFound, resourceNotFound } from "./arm-error.ts";
import type { ArmSettings, Change, Connection, Namespace, Status } from "./model.ts";
import { keyOf, lastPart, parentOf, partAfter, sameId, subscriptionOf } from "./resource-id.ts";
import type { Store } from "./store.ts";
import { refusalOf } from "./transition.ts";

export interface Wanted {
  readonly status: Status;
  readonly description?: string | undefined;
  readonly privateEndpoint?: string | undefined;
}

/** The resource provider Microsoft.Relay: the owner's side of connections. */
export interface Relay {
  namespacesIn(subscription: string): readonly Namespace[];
  namespace(id: string): Namespace;
  /** Without those not shown yet. */
  connectionsOf(namespace: string): readonly Connection[];
  connection(id: string): Connection;
  decide(id: string, wanted: Wanted, caller: Caller): Connection;
  /** `gone` when there is nothing to remove. */
  remove(id: string, caller: Caller): Connection | "gone";
  /** Finishes the changes whose time has come. */
  settle(): void;
  close(): void;
}

export interface RelayWorld {
  readonly store: Store;
  readonly settings: ArmSettings;
  readonly emit: (change: Change) => void;
}

export function isShown(connection: Connection): boolean {
  return connection.shownFrom === undefined || Date.parse(connection.shownFrom) <= Date.now();
}

export function relayOf(world: RelayWorld): Relay {
  const { store } = world;
  const unfinished = unfinishedChanges(store);
  const shown = (id: string) => {
    const found = store.connections.get(id);
    return found && isShown(found) ? found : undefined;
  };
  const relay: Relay = {
    namespacesIn: (subscription) => store.namespaces.under(`/subscriptions/${subscription}`),
    namespace(id) {
      const found = store.namespaces.get(id);
      if (found) return found;
      throw resourceNotFound("Microsoft.Relay/namespaces", lastPart(id), partAfter(id, "resourceGroups"));
    },
    connectionsOf: (namespace) => store.connections.under(relay.namespace(namespace).id).filter(isShown),
    connection(id) {
      relay.namespace(parentOf(id));
      const found = shown(id);
      if (!found) throw connectionNotFound(lastPart(id));
      return found;
    },
    decide(id, wanted, caller) {
      const decided = decide(world, relay.connection(id), wanted);
      unfinished.add(decided);
      world.emit(connectionChange(decided, "write", caller));
      return decided;
    },
    remove(id, caller) {
      relay.namespace(parentOf(id));
      const found = shown(id);
      if (!found) return "gone";
      const removed = remove(world, found);
      unfinished.add(removed);
      world.emit(connectionChange(removed, "delete", caller));
      return removed;
    },
    settle: unfinished.settle,
    close: unfinished.close,
  };
  return relay;
}

function decide({ store, settings }: RelayWorld, connection: Connection, wanted: Wanted): Connection {
  refuseWhileBusy(connection);
  const refusal = refusalOf(connection.status, wanted.status);
  if (refusal) throw badRequest(refusal);
  refuseOtherEndpoint(settings, connection, wanted);
  const { status, description } = wanted;
  const decided: Connection = { ...connection, status, description, change: changeFor("Update", settings.updateMs) };
  store.atomically(() => {
    store.connections.put(decided);
    tellConsumer(store, decided);
  });
  return decided;
}

function remove({ store, settings }: RelayWorld, connection: Connection): Connection {
  refuseWhileBusy(connection);
  const change = changeFor("Delete", settings.deleteMs);
  const removed: Connection = { ...connection, status: "Disconnected", change };
  store.atomically(() => {
    store.connections.put(removed);
    tellConsumer(store, removed);
  });
  return removed;
}

function refuseWhileBusy({ change }: Connection): void {
  if (change === undefined) return;
  throw new ArmError(
    409,
    "Conflict",
    "Another conflicting operation is in progress on this connection. Try again later.",
  );
}

function refuseOtherEndpoint(settings: ArmSettings, connection: Connection, { privateEndpoint }: Wanted): void {
  if (!settings.strictEndpoint || privateEndpoint === undefined) return;
  if (!sameId(privateEndpoint, connection.privateEndpoint))
    throw badRequest("The private endpoint of a connection cannot be changed.");
}

function changeFor(kind: "Update" | "Delete", ms: number) {
  return { kind, until: new Date(Date.now() + ms).toISOString() };
}

/** The consumer's endpoint shows what the owner's side says, and keeps it when the connection is gone. */
export function tellConsumer(store: Store, { privateEndpoint, status, description }: Connection): void {
  const endpoint = store.endpoints.get(privateEndpoint);
  if (endpoint) store.endpoints.put({ ...endpoint, status, description });
}

function connectionChange({ id }: Connection, verb: "write" | "delete", caller: Caller): Change {
  return {
    at: new Date().toISOString(),
    operation: `Microsoft.Relay/namespaces/privateEndpointConnections/${verb}`,
    resource: id,
    subscription: subscriptionOf(id),
    method: verb === "write" ? "PUT" : "DELETE",
    caller,
  };
}

/** Also those that an earlier run left behind in the store. */
function unfinishedChanges(store: Store) {
  const due = new Map<string, Disposable>();
  const add = ({ id, change }: Connection) => {
    if (change === undefined) return;
    due.get(keyOf(id))?.[Symbol.dispose]();
    due.set(keyOf(id), at(new Date(change.until), settle));
  };
  const finish = (key: string) => {
    const connection = store.connections.get(key);
    if (connection?.change && Date.parse(connection.change.until) > Date.now()) return;
    due.get(key)?.[Symbol.dispose]();
    due.delete(key);
    if (connection?.change?.kind === "Delete") store.connections.remove(key);
    else if (connection) store.connections.put({ ...connection, change: undefined });
  };
  const settle = () => {
    for (const key of [...due.keys()]) finish(key);
  };
  const close = () => {
    for (const timer of due.values()) timer[Symbol.dispose]();
  };
  for (const connection of store.connections.all()) add(connection);
  return { add, settle, close };
}
