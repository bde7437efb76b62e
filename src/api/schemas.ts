import * as z from "zod";
import { AUDIT_KINDS } from "../domain/audit.ts";

/** What the API answers, as schemas: for its description, and for the tests that hold answers against them. src/domain/answers.ts has the types. */

const text = z.string();
const time = z.iso.datetime().meta({ description: "ISO 8601 in UTC" });
const count = z.int().min(0);
const seconds = z.number().min(0);
const verdict = z.enum(["approve", "reject", "revoke", "remove", "keep"]);
const tenant = z.enum(["own", "other", "unknown"]);
const requester = z.strictObject({ subscription: text.optional(), tenant });

const actor = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("person"),
    ref: text.meta({ description: "A pseudonym" }),
    commitment: text.meta({ description: "SHA-256 over a salt and the object id, base64url" }),
  }),
  z.strictObject({ kind: z.enum(["rule", "service", "azure"]), ref: text }),
]);

/** The envelope of an entry, version 1: what docs/audit-entry.schema.json says. */
export const entry = z
  .strictObject({
    v: z.literal(1),
    id: text.regex(/^[^/]+\/[^/]+$/).meta({ description: "request/step: a repeat is the same entry" }),
    at: time,
    kind: z.enum(AUDIT_KINDS),
    request: text,
    namespace: text.optional().meta({ description: "Azure id; not in entries about the service itself" }),
    connection: text.optional().meta({ description: "Azure id" }),
    privateEndpoint: text.optional().meta({ description: "Azure id of the requester's endpoint" }),
    requester: requester.optional(),
    actor,
    before: text.optional().meta({ description: "Status of the connection before" }),
    after: text.optional().meta({ description: "Status of the connection after, or that is wanted" }),
    verdict: verdict.optional(),
    comment: text.optional(),
    policyVersion: text,
    serviceVersion: text,
    correlation: text.optional().meta({ description: "Azure's correlation id of the change" }),
  })
  .meta({
    id: "AuditEntry",
    title: "Audit entry",
    description: "One line of the record; its stored bytes are canonical JSON.",
  });

const shownEntry = entry
  .extend({
    actorName: text.optional().meta({ description: "Of a person, resolved from People" }),
    index: count.optional().meta({ description: "Place in the sealed log; absent while it is not sealed" }),
  })
  .meta({ id: "ShownEntry" });

const looked = z.strictObject({
  from: time,
  to: time,
  by: z.enum(["request", "connection", "actor", "subscription", "namespace", "time"]),
  rows: count,
  complete: z.boolean().meta({ description: "Whether the whole range was looked at" }),
});

export const auditAnswer = z
  .strictObject({
    entries: z.array(shownEntry),
    next: text.optional().meta({ description: "Cursor of the next page, good for the same query only" }),
    looked,
    facets: z.record(text, z.array(z.strictObject({ value: text, name: text.optional(), count }))).optional(),
    explain: z
      .strictObject({
        ranges: z.array(z.strictObject({ partition: text, from: text, to: text })),
        narrowedBy: z.array(text),
      })
      .optional(),
  })
  .meta({ id: "AuditAnswer" });

const kind = z.enum(["approve-or-reject", "revoke", "remove", "clean-up", "clean-up-endpoint"]);
const outcomeKind = z.enum(["applied", "refused", "failed", "indeterminate", "superseded", "expired", "kept"]);
const decision = z.strictObject({ verdict, comment: text, by: text, byKind: z.enum(["person", "rule"]), at: time });
const outcome = z.strictObject({
  kind: outcomeKind,
  by: z.enum(["service", "azure"]),
  at: time,
  reason: text,
  after: text,
});

const requestSummary = z
  .strictObject({
    id: text,
    kind,
    state: z.enum(["asking", "held", "applying", ...outcomeKind.options]),
    namespace: text,
    connection: text,
    privateEndpoint: text,
    requester,
    message: text.meta({ description: "Free text of the requester: show it as text only" }),
    round: count,
    seenAt: time,
    deadlineAt: time.optional(),
    votes: count,
    votesNeeded: count,
    decision: decision.optional(),
    outcome: outcome.optional(),
  })
  .meta({ id: "RequestSummary" });

export const requestsAnswer = z
  .strictObject({ requests: z.array(requestSummary), next: text.optional() })
  .meta({ id: "RequestsAnswer" });

const said = z.looseObject({ by: text, text, at: time });

const card = z
  .looseObject({
    requestId: text,
    state: text,
    namespace: text,
    privateEndpoint: text,
    message: text,
    why: text,
    endpointsUsed: count,
    endpointsMost: count,
    votes: z.array(said.extend({ verdict })),
    verbs: z.array(text),
  })
  .meta({ id: "Card", description: "What the card in Teams shows" });

export const requestStory = requestSummary
  .extend({ card, verbs: z.array(text), history: z.array(shownEntry) })
  .meta({ id: "RequestStory" });

export const namespacesAnswer = z
  .strictObject({
    namespaces: z.array(
      z.strictObject({
        id: text,
        name: text,
        subscription: text,
        resourceGroup: text,
        group: text.meta({ description: "Group of the policy: who is asked" }),
        used: count,
        most: count,
        connections: z.strictObject({
          Pending: count,
          Approved: count,
          Rejected: count,
          Disconnected: count,
          Other: count,
        }),
        open: count,
        oldestPendingAt: time.optional(),
      }),
    ),
  })
  .meta({ id: "NamespacesAnswer" });

const figures = z.strictObject({
  decided: count,
  p50Seconds: seconds.optional(),
  p95Seconds: seconds.optional(),
  approved: count,
  rejected: count,
  autoApproved: count,
  expired: count,
  open: count,
});

export const metricsAnswer = z
  .strictObject({
    from: time,
    to: time,
    all: figures,
    namespaces: z.array(figures.extend({ namespace: text })),
    days: z.array(
      z.strictObject({
        ...{ day: z.iso.date(), decided: count, used: count },
        ...{ p50Seconds: seconds.optional(), p95Seconds: seconds.optional() },
      }),
    ),
  })
  .meta({ id: "MetricsAnswer" });

export const meAnswer = z
  .strictObject({ name: text, roles: z.array(text), namespaces: z.array(text).optional() })
  .meta({ id: "MeAnswer" });

export const decideAnswer = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("accepted"), card }),
    z.strictObject({ kind: z.literal("confirm"), card, confirmedFor: text.optional() }),
    z.strictObject({ kind: z.literal("begun"), message: text }),
    z.strictObject({ kind: z.literal("refused"), reason: text, card: card.optional() }),
  ])
  .meta({ id: "DecideAnswer" });

export const doctorAnswer = z
  .strictObject({
    at: time,
    setup: z.strictObject({
      serviceVersion: text,
      tenant: text,
      identity: text.meta({ description: "Client id of the managed identity" }),
      botAppId: text,
      botKeysUrl: text,
      apiClientId: text,
      cleanUp: z.enum(["delete", "dry-run"]),
      policyVersion: text.optional(),
      subscriptions: z.array(text),
    }),
    findings: z.array(
      z.strictObject({
        id: text.meta({ description: "The kind of fault, the same from version to version" }),
        severity: z.enum(["error", "warning", "info"]),
        what: text,
        where: text,
        cure: text.meta({ description: "What to do, in words" }),
        commands: z.array(text).meta({ description: "What does it: a line for a POSIX shell each" }),
      }),
    ),
  })
  .meta({ id: "DoctorAnswer" });

export const problem = z
  .strictObject({
    type: text,
    title: text,
    status: z.int(),
    detail: text,
    correlation: text.meta({ description: "Stands in the service's log too" }),
    faults: z.array(z.strictObject({ parameter: text, message: text })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

export const openApi = z.looseObject({ openapi: z.literal("3.1.0"), paths: z.record(text, z.unknown()) });
