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
  /** With the record of the service. */
  readonly isCompared: boolean;
}

export interface PostureFinding {
  readonly rule: RuleId;
  /** Id of the resource. */
  readonly where: string;
  readonly what: string;
}

/** Azure allows as many namespaces with private endpoints in a subscription. */
const NAMESPACES_A_SUBSCRIPTION = 64;

export function assess(assessing: Assessing): Posture {
  const { seen, record, now } = assessing;
  const subscriptions = seen.subscriptions.map((one) => subscriptionOf(one, seen.namespaces));
  const namespaces = seen.namespaces.map((one) => summaryOf(one, assessing));
  return {
    at: now.toISOString(),
    subscriptions,
    namespaces,
    findings: [
      ...subscriptions.flatMap(aboutSubscription),
      ...seen.namespaces.flatMap((one) => [...aboutNamespace(one), ...aboutConnections(one, assessing)]),
    ].toSorted((one, other) => order(one) - order(other)),
    notChecked: [...seen.hidden, ...notCompared(record !== undefined, namespaces)],
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

function notCompared(isAsked: boolean, namespaces: readonly PostureNamespace[]): readonly string[] {
  if (!isAsked) return ["Approvals were not compared with the record: give the service's address with --url."];
  const names = namespaces.filter(({ isCompared }) => !isCompared).map(({ name }) => name);
  if (names.length === 0) return [];
  return [`Approvals were not compared where you may not read the record: ${names.join(", ")}.`];
}

function summaryOf({ id, connections, ...rest }: SeenNamespace, { seen, record }: Assessing): PostureNamespace {
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
    isCompared: record?.covers(id) ?? false,
  };
}
