import type { ConnectionId } from "../../../src/domain/azure-id.ts";
import type { Policy } from "../../../src/domain/policy.ts";
import { requestIdOf } from "../../../src/domain/request-id.ts";
import { aCaller } from "../../api/an-api.ts";
import {
  aConnectionId,
  aDenyRule,
  aGroup,
  anAllowRule,
  aPerson,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  LOGISTICS,
  OWNER_SUBSCRIPTION,
  olga,
  rita,
} from "../../support/builders.ts";
import { sha256 } from "../../support/sha256.ts";

/** When it is on these pages: a Wednesday. */
export const NOW = new Date("2026-11-25T09:30:00.000Z");

/** Who is signed in at the page. */
export const OLGA = aCaller(olga, "Audit.Read.All", "Audit.Export");

export const NORTHWIND = "44444444-4444-4444-8444-444444444444";

export const SUBSCRIPTIONS = [
  { id: FABRIKAM, name: "Fabrikam Apps", tenant: "other" },
  { id: NORTHWIND, name: "Northwind Traders", tenant: "other" },
  { id: LOGISTICS, name: "Contoso Logistics", tenant: "own" },
] as const;

/** Endpoints that were let in before this service was there, of 64. */
export const LET_IN_BEFORE: Readonly<Record<string, number>> = {
  "contoso-orders": 24,
  "contoso-payments": 49,
  "contoso-warehouse": 4,
  "contoso-partners": 57,
  "contoso-deadlines": 5,
};

export function hoursAgo(hours: number): Date {
  return new Date(NOW.getTime() - hours * 3_600_000);
}

/** Azure names a connection by a GUID. */
export function connectionOf(namespace: string, endpoint: string): ConnectionId {
  const digits = Buffer.from(sha256(`${namespace}/${endpoint}`)).toString("hex");
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return aConnectionId({ namespace, connection: [...parts, digits.slice(20, 32)].join("-") });
}

export interface Asking {
  readonly endpoint: string;
  readonly namespace?: string;
  readonly subscription?: string;
  readonly message?: string;
}

/** Of the first request of an endpoint. */
export function requestIdFor({ endpoint, namespace = "contoso-orders", subscription = FABRIKAM }: Asking): string {
  const privateEndpoint = aPrivateEndpoint(endpoint, subscription);
  const connection = connectionOf(namespace, endpoint);
  return requestIdOf(sha256, { kind: "approve-or-reject", connection, privateEndpoint, round: 1 });
}

/** Like the sandbox's, with more deadlines. */
export function contosoPolicy(): Policy {
  const channel = { id: "19:relay-approvals@thread.tacv2", name: "Relay approvals" };
  const group = (name: string, namespace: string) => {
    const namespaces = [{ subscription: OWNER_SUBSCRIPTION, resourceGroup: "rg-relay", name: namespace }];
    return aGroup({ name, namespaces, channel });
  };
  const within = (afterHours: number) => ({ afterHours, action: "leave" }) as const;
  return aPolicy({
    groups: [
      { ...group("Payments", "contoso-payments"), quorum: 2, quorumForOtherTenants: 2, expiry: within(24) },
      {
        ...group("Deadlines", "contoso-deadlines"),
        ...{ remindEveryHours: 24, escalation: { afterHours: 48, to: [aPerson(rita)] }, expiry: within(72) },
      },
      group("Partners", "contoso-partners"),
      { ...group("Relay team", "contoso-*"), remindEveryHours: 24, expiry: within(48) },
    ],
    allow: [
      anAllowRule({
        name: "Logistics in its warehouse",
        namespace: "contoso-warehouse",
        reason: "The warehouse is theirs",
      }),
    ],
    deny: [
      aDenyRule({
        ...{ name: "No test endpoints", namespace: "contoso-warehouse", endpoint: "*-test" },
        reason: "Tests have namespaces of their own",
      }),
    ],
  });
}
