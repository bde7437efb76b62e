import * as z from "zod";
import { isGuid } from "../../domain/azure-id.ts";
import type { AllowRule, CleanUp, DenyRule, WatchedGroup } from "../../domain/policy.ts";
import type { PolicyCase } from "../../domain/policy-case.ts";
import { faultsOfGroup, faultsOfNames, type NamedParts, type ShapeFault } from "./policy-checks.ts";

/** A key that may be left out, and reads as `undefined` then. */
const orNothing = <Schema extends z.ZodType>(schema: Schema) => schema.optional().transform((value) => value);

const guid = z
  .string()
  .refine(isGuid, "is no GUID")
  .transform((id) => id.toLowerCase());
const name = z.string().trim().min(1, "is empty").max(100, "is longer than 100 characters");
const words = z.string().trim().min(1, "is empty").max(300, "is longer than 300 characters");

/** Azure allows other letters too, but an id with one is not taken for an id here, so such a rule would watch nothing. */
const resourceGroup = z
  .string()
  .trim()
  .regex(/^[a-z0-9_().-]{0,89}[a-z0-9_()-]$/i, "is no name of a resource group in the letters a-z, digits and _().-");

const groupPattern = z
  .string()
  .regex(
    /^[a-z0-9_().*-]{1,90}$/i,
    "is no name of a resource group in the letters a-z, digits and _().-, in which * stands for any characters",
  );
const namespacePattern = z
  .string()
  .regex(/^[a-z0-9*-]{1,50}$/i, "is no name of a namespace, in which * stands for any characters");
const endpointPattern = z
  .string()
  .regex(/^[a-z0-9._*-]{1,80}$/i, "is no name of a private endpoint, in which * stands for any characters");

const moment = z
  .union(
    [z.iso.date(), z.iso.datetime({ offset: true })],
    "is no date like 2027-01-01 and no time like 2027-01-01T08:00:00Z",
  )
  .transform((text) => new Date(text).toISOString());

const hours = z.number().positive("must be above 0").max(8_784, "is more than a year");
const people = z.number().int("is no whole number").min(1, "must be at least 1").max(20, "is more than 20");
const connections = z.number().int("is no whole number").min(1, "must be at least 1").max(64, "is more than 64");
/** An id alone will do. */
const person = z.preprocess(
  (one) => (typeof one === "string" ? { id: one } : one),
  z.strictObject({ id: guid, name: orNothing(name) }),
);

const namespaceRule = z.strictObject({
  subscription: guid,
  resourceGroup: orNothing(resourceGroup),
  name: namespacePattern,
});

const channel = z.strictObject({
  id: z.string().regex(/^19:[^\s@;/]+@thread\.(tacv2|skype|v2)$/, {
    error: ({ input }) =>
      /%3a|%40/i.test(String(input))
        ? "is URL-encoded, as in a link: write : for %3A and @ for %40, like 19:…@thread.tacv2"
        : "is no channel id like 19:…@thread.tacv2",
  }),
  name,
});

const expiry = z.strictObject({
  afterHours: hours,
  action: z.enum(["leave", "reject"], "is neither leave nor reject"),
});

const group = z
  .strictObject({
    name,
    namespaces: z.array(namespaceRule).min(1, "names no namespace"),
    owners: z.array(person).default([]),
    ownersByAzureRole: z.boolean().default(false),
    channel,
    quorum: people.default(1),
    quorumForOtherTenants: people.optional(),
    comment: z.enum(["never", "on-reject", "always"], "is none of never, on-reject, always").default("on-reject"),
    remindEveryHours: orNothing(hours.min(1, "is less than 1")),
    escalation: orNothing(z.strictObject({ afterHours: hours, to: z.array(person).min(1, "names nobody") })),
    expiry: orNothing(expiry),
    holdHours: hours.default(72),
    external: z.enum(["accept", "challenge"], "is neither accept nor challenge").default("accept"),
  })
  .transform((one): WatchedGroup => ({ ...one, quorumForOtherTenants: one.quorumForOtherTenants ?? one.quorum }))
  .superRefine((one, context) => addAll(context, faultsOfGroup(one)));

const conditions = {
  name,
  namespace: orNothing(namespacePattern),
  resourceGroup: orNothing(groupPattern),
  endpoint: orNothing(endpointPattern),
  until: orNothing(moment),
  reason: words,
  addedBy: name,
};

const allowRule = z
  .strictObject({ ...conditions, subscription: guid, atMost: orNothing(connections) })
  .transform((rule): AllowRule => rule);

const denyRule = z
  .strictObject({ ...conditions, subscription: orNothing(guid), hold: z.boolean().default(false) })
  .transform((rule): DenyRule => rule);

const cleanUp = z
  .strictObject({
    graceHours: hours.default(72),
    mostARun: z
      .number()
      .int("is no whole number")
      .min(1, "must be at least 1")
      .max(1_000, "is more than 1000")
      .default(10),
    consumerSubscriptions: z
      .array(guid)
      .default([])
      .transform((ids) => [...new Set(ids)]),
  })
  .transform((one): CleanUp => one);

const policyCase = z
  .strictObject({
    given: z.strictObject({
      namespace: z.string().regex(/^[a-z][a-z0-9-]{4,48}[a-z0-9]$/i, "is no name of a namespace"),
      resourceGroup: orNothing(resourceGroup),
      subscription: orNothing(guid),
      privateEndpoint: z.string(),
      ofSubscription: z.number().int("is no whole number").min(0, "must not be below 0").default(0),
      at: orNothing(moment),
    }),
    expect: z.enum(["approve", "reject", "ask"], "is none of approve, reject, ask"),
    rule: orNothing(name),
  })
  .transform((one): PolicyCase => one);

/** What a policy's file holds, in the domain's shapes. */
export const policyFile = z
  .strictObject({
    groups: z.array(group).min(1, "names no group"),
    allow: z.array(allowRule).default([]),
    deny: z.array(denyRule).default([]),
    cleanUp: cleanUp.default({ graceHours: 72, mostARun: 10, consumerSubscriptions: [] }),
    cases: z.array(policyCase).default([]),
  })
  .superRefine((file: NamedParts, context) => addAll(context, faultsOfNames(file)));

function addAll(context: z.core.$RefinementCtx, faults: readonly ShapeFault[]): void {
  for (const { path, message } of faults) context.addIssue({ code: "custom", path: [...path], message });
}
