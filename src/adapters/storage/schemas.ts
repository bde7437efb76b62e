import * as z from "zod";
import type { ConnectionRequest, Decision, Intent, IntentOrEnd, Outcome, Vote } from "../../domain/request.ts";
import type { Round } from "../../domain/round.ts";

/** What a row may hold. Strict: a row that does not fit was not written by this version of the service. */

/** A key that JSON leaves out when it is undefined. */
const orUndefined = <Value>(value: z.ZodType<Value>) => value.optional().transform((read) => read);
const text = z.string();
const verdict = z.enum(["approve", "reject"]);
const status = z.enum(["Pending", "Approved", "Rejected", "Disconnected", "Other"]);
const kind = z.enum(["approve-or-reject", "revoke"]);
const outcomeKind = z.enum(["applied", "refused", "failed", "indeterminate", "superseded", "expired"]);

const progress = z.strictObject({
  card: orUndefined(z.strictObject({ channel: text, conversation: text, activity: text, postedAt: text })),
  asks: z.int(),
  askedAt: orUndefined(text),
  shown: orUndefined(z.enum(["asking", "applying", ...outcomeKind.options])),
  putAt: orUndefined(text),
  correlation: orUndefined(text),
  repliedAt: orUndefined(text),
  notBefore: orUndefined(text),
  recorded: z.array(text),
  watch: orUndefined(z.strictObject({ generation: text, since: text })),
  closed: z.boolean(),
});

export const requestRow: z.ZodType<ConnectionRequest> = z.strictObject({
  id: text,
  kind,
  connection: z.strictObject({ subscription: text, resourceGroup: text, namespace: text, connection: text }),
  privateEndpoint: text,
  round: z.int().min(1),
  rule: orUndefined(z.strictObject({ name: text, verdict, comment: text })),
  requester: z.strictObject({ subscription: orUndefined(text), tenant: z.enum(["own", "other", "unknown"]) }),
  message: text,
  region: orUndefined(text),
  endpointsUsed: z.int(),
  seenAt: text,
  deadlineAt: orUndefined(text),
  policyVersion: text,
  progress,
});

export const roundRow: z.ZodType<Round> = z.strictObject({
  connection: text,
  privateEndpoint: text,
  kind,
  round: z.int().min(1),
  requestId: text,
  outcome: orUndefined(outcomeKind),
  seenNotPending: z.boolean(),
  mark: orUndefined(text),
});

export const voteRow: z.ZodType<Vote> = z.strictObject({
  by: text,
  commitment: text,
  verdict,
  comment: text,
  at: text,
  policyVersion: text,
});

export const decisionRow: z.ZodType<Decision> = z.strictObject({
  verdict,
  comment: text,
  by: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("person"), ref: text, commitment: text }),
    z.strictObject({ kind: z.literal("rule"), ref: text }),
  ]),
  at: text,
  policyVersion: text,
});

const intentRow: z.ZodType<Intent> = z.strictObject({
  mark: text,
  from: status,
  to: z.enum(["Approved", "Rejected"]),
  description: text,
  at: text,
});

export const outcomeRow: z.ZodType<Outcome> = z.strictObject({
  kind: outcomeKind,
  by: z.enum(["service", "azure"]),
  at: text,
  reason: text,
  after: z.enum([...status.options, "gone"]),
});

export const intentOrEndRow: z.ZodType<IntentOrEnd> = z.union([intentRow, outcomeRow]);

export interface PersonRow {
  readonly objectId: string;
  readonly tenant: string;
  readonly name: string;
  /** Random; with the object id it makes the commitment that entries carry. */
  readonly salt: string;
}

export const personRow: z.ZodType<PersonRow> = z.strictObject({ objectId: text, tenant: text, name: text, salt: text });

export const personIndexRow = z.strictObject({ ref: text });
