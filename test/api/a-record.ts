import { type AuditEntry, AZURE, SERVICE, type ServiceEntry } from "../../src/domain/audit.ts";
import { type ConnectionId, connectionIdOf, namespaceIdOf } from "../../src/domain/azure-id.ts";
import {
  aConnectionId,
  aGroup,
  anEntry,
  aPerson,
  aPolicy,
  aPrivateEndpoint,
  aRequest,
  FABRIKAM,
  LOGISTICS,
  olga,
  omar,
  rita,
} from "../support/builders.ts";
import type { Stage } from "../support/stage.ts";

/** Three namespaces: Olga owns the first two, Omar the last. */
export const NAMESPACES = ["contoso-orders", "contoso-billing", "northwind-ledger"] as const;

export const CONNECTIONS: readonly ConnectionId[] = NAMESPACES.flatMap((namespace) => [
  aConnectionId({ namespace, connection: "first" }),
  aConnectionId({ namespace, connection: "second.one" }),
]);

export const requestOf = (connection: ConnectionId) => {
  const place = CONNECTIONS.findIndex((one) => connectionIdOf(one) === connectionIdOf(connection));
  return `r-${"abcdef".charAt(place).repeat(26)}`;
};

/** A policy and requests, so that the namespaces are known and have their owners. */
export async function putNamespaces({ policies, store }: Stage): Promise<void> {
  const named = (...names: readonly string[]) =>
    names.map((name) => ({ subscription: aConnectionId().subscription, resourceGroup: undefined, name }));
  policies.policy = aPolicy({
    groups: [
      aGroup({ name: "Contoso", namespaces: named("contoso-*"), owners: [aPerson(olga)] }),
      aGroup({ name: "Northwind", namespaces: named("northwind-*"), owners: [aPerson(omar)] }),
    ],
  });
  for (const connection of CONNECTIONS)
    await store.requests.insert(aRequest({ id: requestOf(connection), connection }));
}

export async function actorsOf({ store }: Stage): Promise<readonly AuditEntry["actor"][]> {
  const people = [];
  for (const person of [olga, omar, rita]) people.push(await store.people.pseudonymOf(person));
  return [
    ...people.map((pseudonym) => ({ kind: "person", ...pseudonym }) as const),
    { kind: "rule", ref: "Partners of ours" },
    { kind: "rule", ref: "o'rule eq 'x'" },
    SERVICE,
    AZURE,
  ];
}

export interface Drawn {
  readonly connection: number;
  readonly subscription: number;
  readonly actor: number;
  readonly kind: AuditEntry["kind"];
  readonly verdict: AuditEntry["verdict"];
  readonly comment: string | undefined;
  readonly at: string;
}

export function entryFrom(drawn: Drawn, number: number, actors: readonly AuditEntry["actor"][]): AuditEntry {
  const connection = CONNECTIONS[drawn.connection % CONNECTIONS.length] ?? aConnectionId();
  const request = requestOf(connection);
  const subscription = [FABRIKAM, LOGISTICS][drawn.subscription % 2] ?? FABRIKAM;
  return anEntry({
    ...{ id: `${request}/step-${number}`, request, at: drawn.at, kind: drawn.kind },
    ...{ namespace: namespaceIdOf(connection), connection: connectionIdOf(connection) },
    ...{ privateEndpoint: aPrivateEndpoint(`pe-${drawn.connection % 4}`, subscription) },
    requester: { subscription, tenant: "other" },
    actor: actors[drawn.actor % actors.length] ?? SERVICE,
    ...{ verdict: drawn.verdict, comment: drawn.comment },
  });
}

export function aServiceEntry(number: number, at: string): ServiceEntry {
  const { namespace: _, connection: __, privateEndpoint: ___, requester: ____, ...entry } = anEntry();
  return {
    ...entry,
    ...{ id: `policy/changed-${number}`, request: "policy", at, actor: SERVICE, kind: "policy.changed" },
  };
}
