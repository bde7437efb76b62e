import { connectionIdOf, namespaceIdOf } from "../domain/azure-id.ts";
import { approvedAmong, type Connection, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import { requesterOf, type Seen, type SeenNamespace } from "./posture-read.ts";
import type { Recorded } from "./posture-record.ts";
import { RULES, type RuleId } from "./posture-rules.ts";

export interface Posture {
  readonly at: string;
  readonly subscriptions: readonly PostureSubscription[];
  readonly namespaces: readonly PostureNamespace[];
  readonly findings: readonly PostureFinding[];
  /** What could not be looked at. */
  readonly notChecked: readonly string[];
}

export interface PostureSubscription {
  readonly id: string;
  readonly name: string;
  readonly namespaces: number;
  readonly withEndpoints: number;
  readonly most: number;
}

export interface PostureNamespace {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly region: string;
  readonly publicAccess: SeenNamespace["publicAccess"];
  readonly trustedServices: boolean | undefined;
  readonly used: number;
  readonly most: number;
  readonly connections: Readonly<Record<Connection["status"], number>>;
  readonly otherTenants: number;
}

export interface PostureFinding {
  readonly rule: RuleId;
  /** Id of the resource. */
  readonly where: string;
  readonly what: string;
}

/** Azure allows as many namespaces with private endpoints in a subscription. */
const NAMESPACES_A_SUBSCRIPTION = 64;
const SCARCE = 0.9;
const DAY_MS = 86_400_000;

export interface Assessing {
  readonly seen: Seen;
  readonly record: Recorded | undefined;
  readonly staleDays: number;
  readonly now: Date;
}

export function assess(assessing: Assessing): Posture {
  const { seen, record, now } = assessing;
  const subscriptions = seen.subscriptions.map((one) => subscriptionOf(one, seen.namespaces));
  return {
    at: now.toISOString(),
    subscriptions,
    namespaces: seen.namespaces.map((one) => summaryOf(one, seen)),
    findings: [
      ...subscriptions.flatMap(aboutSubscription),
      ...seen.namespaces.flatMap((one) => [...aboutNamespace(one), ...aboutConnections(one, assessing)]),
    ].toSorted((one, other) => order(one) - order(other)),
    notChecked: [
      ...seen.hidden,
      ...(record ? [] : ["Approvals were not compared with the record: give the service's address with --url."]),
    ],
  };
}

const LEVELS = ["error", "warning", "note"];
const order = ({ rule }: PostureFinding) => LEVELS.indexOf(RULES[rule].level);

function subscriptionOf(
  { id, name }: Seen["subscriptions"][number],
  all: readonly SeenNamespace[],
): PostureSubscription {
  const own = all.filter((one) => one.id.subscription === id);
  const withEndpoints = own.filter(({ connections }) => connections.length > 0).length;
  return { id, name, namespaces: own.length, withEndpoints, most: NAMESPACES_A_SUBSCRIPTION };
}

function summaryOf({ id, connections, ...rest }: SeenNamespace, seen: Seen): PostureNamespace {
  const countOf = (status: Connection["status"]) => connections.filter((one) => one.status === status).length;
  return {
    ...{ id: namespaceIdOf(id), name: id.namespace, subscription: id.subscription },
    ...{ region: rest.region, publicAccess: rest.publicAccess, trustedServices: rest.trustedServices },
    ...{ used: approvedAmong(connections), most: ENDPOINTS_A_NAMESPACE },
    connections: {
      Pending: countOf("Pending"),
      Approved: countOf("Approved"),
      Rejected: countOf("Rejected"),
      Disconnected: countOf("Disconnected"),
      Other: countOf("Other"),
    },
    otherTenants: connections.filter((one) => tenancyOf(one, id.subscription, seen) === "other").length,
  };
}

function tenancyOf(connection: Connection, subscription: string, { tenants }: Seen): "own" | "other" | "unknown" {
  const theirs = tenants.get(requesterOf(connection) ?? "");
  const ours = tenants.get(subscription);
  if (theirs === undefined || ours === undefined) return "unknown";
  return theirs === ours ? "own" : "other";
}

function aboutSubscription({ id, withEndpoints, most }: PostureSubscription): readonly PostureFinding[] {
  if (withEndpoints < most * SCARCE) return [];
  const what = `${withEndpoints} of the ${most} namespaces that may have private endpoints have some.`;
  return [{ rule: "subscription-crowded", where: `/subscriptions/${id}`, what }];
}

function aboutNamespace({ id, publicAccess, trustedServices, connections }: SeenNamespace): readonly PostureFinding[] {
  const where = namespaceIdOf(id);
  const used = approvedAmong(connections);
  return [
    ...(publicAccess === "open"
      ? [{ rule: "public-access", where, what: "Whoever has a key reaches it from the internet." } as const]
      : []),
    ...(publicAccess === "some"
      ? [
          {
            rule: "public-access-rules",
            where,
            what: "Some addresses of the internet reach it, by its rules.",
          } as const,
        ]
      : []),
    ...(trustedServices === false
      ? [{ rule: "trusted-services", where, what: "Trusted services of Microsoft do not reach it." } as const]
      : []),
    ...(used >= ENDPOINTS_A_NAMESPACE * SCARCE
      ? [{ rule: "places-scarce", where, what: `${used} of ${ENDPOINTS_A_NAMESPACE} places are used.` } as const]
      : []),
  ];
}

function aboutConnections(namespace: SeenNamespace, assessing: Assessing): readonly PostureFinding[] {
  return namespace.connections.flatMap((connection) => aboutConnection(connection, assessing));
}

function aboutConnection(connection: Connection, assessing: Assessing): readonly PostureFinding[] {
  const where = connectionIdOf(connection.id);
  switch (connection.status) {
    case "Pending":
      return stale(connection, where, assessing);
    case "Disconnected":
      return [{ rule: "disconnected", where, what: `Nothing stands behind it any more: ${endpointIn(connection)}.` }];
    case "Approved":
      return [...crossing(connection, where, assessing), ...unrecorded(connection, where, assessing)];
    default:
      return [];
  }
}

const endpointIn = ({ privateEndpoint = "an endpoint that Azure does not name" }: Connection) => privateEndpoint;

function stale(
  connection: Connection,
  where: string,
  { record, staleDays, now }: Assessing,
): readonly PostureFinding[] {
  const seenAt = record?.seenAt(connection);
  if (seenAt === undefined) {
    const why = record ? "and nobody is asked about it" : "nobody knows since when";
    return [{ rule: "pending", where, what: `${endpointIn(connection)} waits, ${why}.` }];
  }
  const days = Math.floor((now.getTime() - Date.parse(seenAt)) / DAY_MS);
  return days < staleDays ? [] : [{ rule: "stale", where, what: `${endpointIn(connection)} waits for ${days} days.` }];
}

function crossing(connection: Connection, where: string, { seen }: Assessing): readonly PostureFinding[] {
  if (tenancyOf(connection, connection.id.subscription, seen) !== "other") return [];
  return [{ rule: "cross-tenant", where, what: `${endpointIn(connection)} belongs to another tenant.` }];
}

function unrecorded(connection: Connection, where: string, { record }: Assessing): readonly PostureFinding[] {
  switch (record?.approvedBy(connection) ?? (record ? "nobody" : "us")) {
    case "us":
      return [];
    case "elsewhere":
      return [
        { rule: "approved-elsewhere", where, what: `${endpointIn(connection)} was approved elsewhere, and seen.` },
      ];
    default:
      return [{ rule: "no-record", where, what: `Nothing on record says who approved ${endpointIn(connection)}.` }];
  }
}
