import { connectionIdOf, namespaceIdOf } from "../domain/azure-id.ts";
import { approvedAmong, type Connection, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import type { Seen, SeenNamespace } from "./posture-read.ts";
import type { Recorded } from "./posture-record.ts";
import type { PostureFinding, PostureSubscription } from "./posture-report.ts";
import { tenancyOf } from "./posture-tenants.ts";
import { counted } from "./words.ts";

export interface Assessing {
  readonly seen: Seen;
  /** Words where there is none: why not. */
  readonly record: Recorded | string;
  readonly staleDays: number;
  readonly now: Date;
}

const SCARCE = 0.9;
const DAY_MS = 86_400_000;

export function aboutSubscription({ id, withEndpoints, most }: PostureSubscription): readonly PostureFinding[] {
  if (withEndpoints === undefined || withEndpoints < most * SCARCE) return [];
  const what = `${withEndpoints} of the ${most} namespaces that may have private endpoints have some.`;
  return [{ rule: "subscription-crowded", where: `/subscriptions/${id}`, what }];
}

export function aboutNamespace({
  id,
  publicAccess,
  trustedServices,
  connections,
}: SeenNamespace): readonly PostureFinding[] {
  const where = namespaceIdOf(id);
  const used = approvedAmong(connections ?? []);
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

interface Comparing extends Omit<Assessing, "record"> {
  /** `undefined`: what the caller may not read about is not absent. */
  readonly record: Recorded | undefined;
}

export function aboutConnections(namespace: SeenNamespace, assessing: Assessing): readonly PostureFinding[] {
  const { record: all } = assessing;
  const record = typeof all === "object" && all.covers(namespace.id) ? all : undefined;
  return (namespace.connections ?? []).flatMap((connection) => aboutConnection(connection, { ...assessing, record }));
}

function aboutConnection(connection: Connection, assessing: Comparing): readonly PostureFinding[] {
  const where = connectionIdOf(connection.id);
  switch (connection.status) {
    case "Pending":
      return waiting(connection, where, assessing);
    case "Disconnected":
      return [{ rule: "disconnected", where, what: `Nothing stands behind it any more: ${endpointIn(connection)}.` }];
    case "Approved":
      return [...crossing(connection, where, assessing), ...unrecorded(connection, where, assessing)];
    default:
      return [];
  }
}

const endpointIn = ({ privateEndpoint = "an endpoint that Azure does not name" }: Connection) => privateEndpoint;

function waiting(
  connection: Connection,
  where: string,
  { record, staleDays, now }: Comparing,
): readonly PostureFinding[] {
  const endpoint = endpointIn(connection);
  if (!record) return [{ rule: "pending", where, what: `${endpoint} waits, nobody knows since when.` }];
  const { since, request, isAsked } = record.waiting(connection);
  const days = since === undefined ? 0 : Math.floor((now.getTime() - Date.parse(since)) / DAY_MS);
  const long = `${endpoint} waits${days > 0 ? ` for ${counted(days, "day")}` : ""}`;
  if (isAsked) return days < staleDays ? [] : [{ rule: "stale", where, what: `${long}.` }];
  const ended = request === undefined ? "" : ` since ${request} ended`;
  return [{ rule: "nobody-asked", where, what: `${long}, and nobody is asked about it${ended}.` }];
}

function crossing(connection: Connection, where: string, { seen }: Comparing): readonly PostureFinding[] {
  if (tenancyOf(connection, connection.id.subscription, seen) !== "other") return [];
  return [{ rule: "cross-tenant", where, what: `${endpointIn(connection)} belongs to another tenant.` }];
}

function unrecorded(connection: Connection, where: string, { record }: Comparing): readonly PostureFinding[] {
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
