import type { ShownEntry } from "../answers.ts";
import { parseConnectionId, parseNamespaceId } from "../azure-id.ts";

/** The version of the Open Cybersecurity Schema Framework whose class Entity Management (3004) is meant. */
const OCSF_VERSION = "1.5.0";
const CATEGORY_UID = 3;
const CLASS_UID = 3004;
const ACTIVITY = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;
const STATUS = { unknown: 0, success: 1, failure: 2 } as const;
const SEVERITY = { informational: 1, medium: 3 } as const;

/** An entry as an event of OCSF's class Entity Management: the entity is the private endpoint connection. `bytes` are the record. */
export function ocsfOf(entry: ShownEntry, bytes: string): Readonly<Record<string, unknown>> {
  const activity = activityOf(entry);
  return {
    category_uid: CATEGORY_UID,
    class_uid: CLASS_UID,
    activity_id: activity,
    activity_name: entry.kind,
    type_uid: CLASS_UID * 100 + activity,
    time: Date.parse(entry.at),
    severity_id: isToBeLookedAt(entry) ? SEVERITY.medium : SEVERITY.informational,
    status_id: statusOf(entry),
    ...(entry.comment !== undefined && { message: entry.comment }),
    metadata: metadataOf(entry),
    actor: actorOf(entry),
    entity: entityOf(entry),
    cloud: cloudOf(entry),
    raw_data: bytes,
    unmapped: unmappedOf(entry),
  };
}

function activityOf({ kind, after }: ShownEntry): number {
  if (kind === "request.seen") return ACTIVITY.create;
  if (kind === "change.applied" || kind === "external.change" || kind === "change.settled")
    return after === "gone" ? ACTIVITY.delete : ACTIVITY.update;
  return ACTIVITY.other;
}

function statusOf({ kind }: ShownEntry): number {
  if (kind === "change.applied") return STATUS.success;
  return kind === "change.refused" || kind === "change.failed" || kind === "vote.refused"
    ? STATUS.failure
    : STATUS.unknown;
}

/** What somebody should look at: changes behind the service's back, and what it could not carry out. */
function isToBeLookedAt({ kind }: ShownEntry): boolean {
  return ["external.change", "alert.raised", "change.failed", "change.indeterminate", "vote.refused"].includes(kind);
}

function metadataOf({ id, serviceVersion, correlation, index }: ShownEntry) {
  return {
    version: OCSF_VERSION,
    profiles: ["cloud"],
    uid: id,
    product: { name: "Relay Approvals", vendor_name: "Relay Approvals", version: serviceVersion },
    ...(correlation !== undefined && { correlation_uid: correlation }),
    ...(index !== undefined && { sequence: index }),
  };
}

function actorOf({ actor, actorName }: ShownEntry) {
  if (actor.kind === "person") return { user: { uid: actor.ref, ...(actorName !== undefined && { name: actorName }) } };
  return { app_name: actor.ref, app_uid: actor.kind };
}

function entityOf({ connection, namespace, request }: ShownEntry) {
  if (connection === undefined) return { type: "Policy", name: request };
  const name = parseConnectionId(connection)?.connection ?? connection;
  return {
    type: "Private endpoint connection",
    uid: connection,
    name,
    ...(namespace !== undefined && { data: { namespace } }),
  };
}

function cloudOf({ namespace = "" }: ShownEntry) {
  const subscription = parseNamespaceId(namespace)?.subscription;
  return { provider: "Azure", ...(subscription !== undefined && { account: { uid: subscription } }) };
}

function unmappedOf({ request, privateEndpoint, requester, verdict, before, after, policyVersion }: ShownEntry) {
  const members = {
    request,
    private_endpoint: privateEndpoint,
    requester,
    verdict,
    before,
    after,
    policy_version: policyVersion,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
