import { connectionIdOf, foldedId, namespaceIdOf } from "../domain/azure-id.ts";
import { approvedAmong, type Connection, ENDPOINTS_A_NAMESPACE } from "../domain/connection.ts";
import { askingAzure, auditing, closing, listingOpen, removing, showing, trusting } from "./posture-commands.ts";
import type { Seen, SeenNamespace } from "./posture-read.ts";
import type { Recorded } from "./posture-record.ts";
import type { PostureFinding, PostureSubscription } from "./posture-report.ts";
import { tenancyOf } from "./posture-tenants.ts";
import { counted } from "./words.ts";

export interface Assessing {
  readonly seen: Seen;
  /** Words where there is none: why not. */
  readonly record: Recorded | string;
  /** Ids of connections that were Pending, and are no more since the record was read; as `foldedId` makes them. */
  readonly decided: ReadonlySet<string>;
  readonly staleDays: number;
  readonly now: Date;
}

const SCARCE = 0.9;
const DAY_MS = 86_400_000;

export function aboutSubscription({ id, withEndpoints, most }: PostureSubscription): readonly PostureFinding[] {
  if (withEndpoints === undefined || withEndpoints < most * SCARCE) return [];
  const what = `${withEndpoints} of the ${most} namespaces that may have private endpoints have some.`;
  return [{ rule: "subscription-crowded", where: `/subscriptions/${id}`, what, commands: [] }];
}

export function aboutNamespace(namespace: SeenNamespace): readonly PostureFinding[] {
  const { id, trustedServices, connections = [] } = namespace;
  const where = namespaceIdOf(id);
  const used = approvedAmong(connections);
  const findings: PostureFinding[] = aboutPublicNetwork(namespace, where);
  if (trustedServices === false) {
    const what = "Trusted services of Microsoft do not reach it.";
    findings.push({ rule: "trusted-services", where, what, commands: trusting(namespace) });
  }
  if (used >= ENDPOINTS_A_NAMESPACE * SCARCE) {
    const what = `${used} of ${ENDPOINTS_A_NAMESPACE} places are used.`;
    findings.push({ rule: "places-scarce", where, what, commands: [] });
  }
  return findings;
}

function aboutPublicNetwork(namespace: SeenNamespace, where: string): PostureFinding[] {
  const commands = closing(namespace);
  switch (namespace.publicAccess) {
    case "open":
      return [{ rule: "public-access", where, what: "Whoever has a key reaches it from the internet.", commands }];
    case "some": {
      const what = "Some addresses of the internet reach it, by its rules.";
      return [{ rule: "public-access-rules", where, what, commands }];
    }
    default:
      return [];
  }
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

function aboutConnection(connection: Connection, comparing: Comparing): readonly PostureFinding[] {
  const { id, status, privateEndpoint: endpoint = "an endpoint that Azure does not name" } = connection;
  const about: About = { ...comparing, connection, where: connectionIdOf(id), endpoint };
  switch (status) {
    case "Pending":
      return comparing.decided.has(foldedId(about.where)) ? [] : waiting(about);
    case "Disconnected": {
      const what = `Nothing stands behind it any more: ${endpoint}.`;
      return [{ rule: "disconnected", where: about.where, what, commands: removing(id) }];
    }
    case "Approved":
      return [...crossing(about), ...unrecorded(about)];
    default:
      return [];
  }
}

interface About extends Comparing {
  readonly connection: Connection;
  readonly where: string;
  readonly endpoint: string;
}

function waiting({ connection, where, endpoint, record, staleDays, now }: About): readonly PostureFinding[] {
  if (!record) {
    const what = `${endpoint} waits, nobody knows since when.`;
    return [{ rule: "pending", where, what, commands: listingOpen(connection.id) }];
  }
  const { since, request, isAsked } = record.waiting(connection);
  const commands = showing(request);
  const days = since === undefined ? 0 : Math.floor((now.getTime() - Date.parse(since)) / DAY_MS);
  const long = `${endpoint} waits${days > 0 ? ` for ${counted(days, "day")}` : ""}`;
  if (isAsked) return days < staleDays ? [] : [{ rule: "stale", where, what: `${long}.`, commands }];
  const ended = request === undefined ? "" : ` since ${request} ended`;
  return [{ rule: "nobody-asked", where, what: `${long}, and nobody is asked about it${ended}.`, commands }];
}

function crossing({ connection, where, endpoint, record, seen }: About): readonly PostureFinding[] {
  const { id } = connection;
  if (tenancyOf(connection, id.subscription, seen) !== "other") return [];
  const what = `${endpoint} belongs to another tenant.`;
  return [{ rule: "cross-tenant", where, what, commands: record ? auditing(id) : [] }];
}

function unrecorded({ connection, where, endpoint, record }: About): readonly PostureFinding[] {
  if (!record) return [];
  const { id } = connection;
  switch (record.approvedBy(connection)) {
    case "us":
      return [];
    case "elsewhere": {
      const what = `${endpoint} was approved elsewhere, and seen.`;
      return [{ rule: "approved-elsewhere", where, what, commands: auditing(id) }];
    }
    case undefined: {
      const what = `Nothing on record says who approved ${endpoint}.`;
      return [{ rule: "no-record", where, what, commands: askingAzure(id) }];
    }
  }
}
