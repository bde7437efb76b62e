import { namespaceIdOf } from "../domain/azure-id.ts";
import { approvedAmong, type Connection, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import { type Assessing, aboutConnections, aboutNamespace, aboutSubscription } from "./posture-findings.ts";
import type { Seen, SeenNamespace } from "./posture-read.ts";
import { RULES, type RuleId } from "./posture-rules.ts";
import { tenancyOf } from "./posture-tenants.ts";

export interface Posture {
  readonly at: string;
  readonly subscriptions: readonly PostureSubscription[];
  readonly namespaces: readonly PostureNamespace[];
  readonly findings: readonly PostureFinding[];
  /** What could not be looked at. */
  readonly notChecked: readonly string[];
  /** That nothing is found then means nothing. */
  readonly isUnread: boolean;
}

/** What is `undefined` could not be read, here and below. */
export interface PostureSubscription {
  readonly id: string;
  readonly name: string;
  readonly namespaces: number | undefined;
  /** At least so many, where `unread` is not 0. */
  readonly withEndpoints: number | undefined;
  /** Namespaces of which the connections could not be read. */
  readonly unread: number;
  readonly most: number;
}

export interface PostureNamespace {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly region: string;
  readonly publicAccess: SeenNamespace["publicAccess"];
  readonly trustedServices: boolean | undefined;
  readonly used: number | undefined;
  readonly most: number;
  readonly connections: Readonly<Record<Connection["status"], number>> | undefined;
  readonly otherTenants: number | undefined;
  /** With the record of the service. */
  readonly isCompared: boolean;
}

export interface PostureFinding {
  readonly rule: RuleId;
  /** Id of the resource. */
  readonly where: string;
  readonly what: string;
  /** What cures it, or shows more of it: a line for a POSIX shell each, to be pasted as it stands. */
  readonly commands: readonly string[];
}

/** Azure allows as many namespaces with private endpoints in a subscription. */
const NAMESPACES_A_SUBSCRIPTION = 64;

export function assess(assessing: Assessing): Posture {
  const { seen, now } = assessing;
  const subscriptions = seen.subscriptions.map((one) => subscriptionOf(one, seen));
  const namespaces = seen.namespaces.map((one) => summaryOf(one, assessing));
  return {
    at: now.toISOString(),
    subscriptions,
    namespaces,
    findings: [
      ...subscriptions.flatMap(aboutSubscription),
      ...seen.namespaces.flatMap((one) => [...aboutNamespace(one), ...aboutConnections(one, assessing)]),
    ].toSorted((one, other) => order(one) - order(other)),
    notChecked: [...seen.hidden.map(({ what }) => what), ...notCompared(assessing, namespaces)],
    isUnread: isUnread(seen),
  };
}

const LEVELS = ["error", "warning", "note"];
const order = ({ rule }: PostureFinding) => LEVELS.indexOf(RULES[rule].level);

function subscriptionOf({ id, name }: Seen["subscriptions"][number], seen: Seen): PostureSubscription {
  const own = seen.namespaces.filter((one) => one.id.subscription === id);
  const isListed = seen.listed.has(id);
  return {
    ...{ id, name, most: NAMESPACES_A_SUBSCRIPTION },
    namespaces: isListed ? own.length : undefined,
    withEndpoints: isListed ? own.filter(({ connections = [] }) => connections.length > 0).length : undefined,
    unread: own.filter(({ connections }) => connections === undefined).length,
  };
}

function notCompared({ record }: Assessing, namespaces: readonly PostureNamespace[]): readonly string[] {
  if (typeof record === "string") return [`Approvals were not compared with the record: ${record}`];
  const names = namespaces.filter(({ isCompared }) => !isCompared).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`Approvals were not compared in namespaces of which the record shows you nothing: ${names.join(", ")}.`];
}

function isUnread({ listed, namespaces }: Seen): boolean {
  if (listed.size === 0) return true;
  const isHidden = (one: SeenNamespace) => one.publicAccess === "unknown" && one.connections === undefined;
  return namespaces.length > 0 && namespaces.every(isHidden);
}

function summaryOf({ connections, ...one }: SeenNamespace, { seen, record }: Assessing): PostureNamespace {
  const { id, region, publicAccess, trustedServices } = one;
  const isOther = (connection: Connection) => tenancyOf(connection, id.subscription, seen) === "other";
  return {
    ...{ id: namespaceIdOf(id), name: id.namespace, subscription: id.subscription },
    ...{ region, publicAccess, trustedServices },
    ...{ used: connections && approvedAmong(connections), most: ENDPOINTS_A_NAMESPACE },
    connections: connections && countsOf(connections),
    otherTenants: connections?.filter(isOther).length,
    isCompared: typeof record === "object" && record.covers(id),
  };
}

function countsOf(connections: readonly Connection[]): PostureNamespace["connections"] {
  const countOf = (status: Connection["status"]) => connections.filter((one) => one.status === status).length;
  return {
    Pending: countOf("Pending"),
    Approved: countOf("Approved"),
    Rejected: countOf("Rejected"),
    Disconnected: countOf("Disconnected"),
    Other: countOf("Other"),
  };
}
