import * as z from "zod";
import type { NamespaceId } from "../../domain/azure-id.ts";
import { type Background, WAYS_TO_END } from "../../domain/background.ts";
import type { Hold } from "../../domain/hold.ts";
import type { ChannelCards, Waiting } from "../../domain/line.ts";
import type { Channel } from "../../domain/policy.ts";
import type { ConnectionRequest, Decision, Intent, IntentOrEnd, Outcome, Vote } from "../../domain/request.ts";
import type { Round } from "../../domain/round.ts";

/** What a row may hold. Strict: a row that does not fit was not written by this version of the service. */

/** A key that JSON leaves out when it is undefined. */
const orUndefined = <Value>(value: z.ZodType<Value>) => value.optional().transform((read) => read);
const text = z.string();
const verdict = z.enum(["approve", "reject", "revoke", "remove", "keep"]);
const status = z.enum(["Pending", "Approved", "Rejected", "Disconnected", "Other"]);
const seen = z.enum([...status.options, "gone"]);
const kind = z.enum(["approve-or-reject", "revoke", "remove", "clean-up", "clean-up-endpoint"]);
const outcomeKind = z.enum(["applied", "refused", "failed", "indeterminate", "superseded", "expired", "kept"]);

const spot = { conversation: text, activity: text };
const copies = z.array(z.strictObject({ channel: text, ...spot, state: z.enum(["found", "missed", "told"]) }));

const progress = z.strictObject({
  card: orUndefined(z.strictObject({ channel: text, ...spot, postedAt: text })),
  copies: copies.default([]),
  line: orUndefined(text),
  firstCardAt: orUndefined(text),
  asks: z.int(),
  askedAt: orUndefined(text),
  shown: orUndefined(text),
  said: z.int(),
  saidAt: orUndefined(text),
  reminder: orUndefined(z.strictObject({ number: z.int(), at: text })),
  escalatedAt: orUndefined(text),
  putAt: orUndefined(text),
  correlation: orUndefined(text),
  repliedAt: orUndefined(text),
  /** Not in rows of earlier versions. */
  remarked: z.array(text).default([]),
  notBefore: orUndefined(text),
  recorded: z.array(text),
  watch: orUndefined(z.strictObject({ generation: text, since: text, wokenAt: text })),
  closed: z.boolean(),
});

const background: z.ZodType<Background> = z.strictObject({
  subscriptionName: orUndefined(text),
  network: z.strictObject({
    publicly: orUndefined(z.enum(["open", "on", "some", "closed", "perimeter"])),
    trustedServices: orUndefined(z.boolean()),
  }),
  earlier: z.array(z.strictObject({ how: z.enum(WAYS_TO_END), count: z.int().min(1) })),
});

export const requestRow: z.ZodType<ConnectionRequest> = z.strictObject({
  id: text,
  kind,
  connection: z.strictObject({ subscription: text, resourceGroup: text, namespace: text, connection: text }),
  privateEndpoint: text,
  round: z.int().min(1),
  from: status,
  fromMark: orUndefined(text),
  rule: orUndefined(z.strictObject({ of: z.enum(["policy", "service"]), name: text, verdict, comment: text })),
  askedBy: orUndefined(z.strictObject({ ref: text, commitment: text, comment: text, again: z.boolean() })),
  why: text,
  requester: z.strictObject({ subscription: orUndefined(text), tenant: z.enum(["own", "other", "unknown"]) }),
  message: text,
  region: orUndefined(text),
  endpointsUsed: z.int(),
  background: orUndefined(background),
  seenAt: text,
  deadlineAt: orUndefined(text),
  policyVersion: text,
  progress,
});

export const roundRow: z.ZodType<Round> = z.strictObject({
  connection: text,
  privateEndpoint: text,
  kind: z.enum([...kind.options, "none"]),
  round: z.int().min(0),
  requestId: text,
  outcome: orUndefined(z.enum([...outcomeKind.options, "none"])),
  seenNotPending: z.boolean(),
  mark: orUndefined(text),
  onRecord: orUndefined(seen),
  settled: z.boolean(),
  disconnectedSince: orUndefined(text),
  rule: orUndefined(z.enum(["approval-of-another-endpoint", "clean-up"])),
  fromMark: orUndefined(text),
  cleanUpPlanned: z.boolean(),
  changes: z.int(),
  telling: orUndefined(
    z.strictObject({ number: z.int(), before: orUndefined(seen), after: seen, comment: text, at: text }),
  ),
  wish: orUndefined(
    z.strictObject({ by: text, commitment: text, comment: text, at: text, policyVersion: text, again: z.boolean() }),
  ),
});

export const voteRow: z.ZodType<Vote> = z.strictObject({
  by: text,
  commitment: text,
  verdict,
  comment: text,
  at: text,
  policyVersion: text,
});

export const holdRow: z.ZodType<Hold> = z.strictObject({
  by: text,
  commitment: text,
  question: text,
  at: text,
  until: text,
  policyVersion: text,
});

export const decisionRow: z.ZodType<Decision> = z.strictObject({
  verdict,
  comment: text,
  by: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("person"), ref: text, commitment: text }),
    z.strictObject({ kind: z.literal("rule"), ref: text }),
  ]),
  voters: z.array(text),
  at: text,
  policyVersion: text,
});

const intentRow: z.ZodType<Intent> = z.strictObject({
  mark: text,
  from: status,
  to: z.enum(["Approved", "Rejected", "gone"]),
  description: text,
  at: text,
});

export const outcomeRow: z.ZodType<Outcome> = z.strictObject({
  kind: outcomeKind,
  by: z.enum(["service", "azure"]),
  at: text,
  reason: text,
  after: seen,
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

export const namespaceRow: z.ZodType<NamespaceId> = z.strictObject({
  subscription: text,
  resourceGroup: text,
  namespace: text,
});

const channel = z.strictObject({ id: text, name: text });

export const channelRow: z.ZodType<ChannelCards> = z.strictObject({
  channel,
  places: z.array(z.strictObject({ requestId: text, subscription: orUndefined(text) })),
  hasLine: z.boolean(),
  lineCard: z.strictObject({
    spot: orUndefined(z.strictObject(spot)),
    posts: z.int(),
    triedAt: orUndefined(text),
    shown: orUndefined(text),
    copies,
  }),
  quiet: z.strictObject({ since: orUndefined(text), posted: z.int(), untold: z.int() }),
});

export const knownChannelRow: z.ZodType<Channel> = channel;

export const waitingRow: z.ZodType<Waiting> = z.strictObject({
  requestId: text,
  namespace: namespaceRow,
  privateEndpoint: text,
  subscription: orUndefined(text),
  since: text,
});

export const personIndexRow = z.strictObject({ ref: text });
