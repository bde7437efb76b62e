import { createHash } from "node:crypto";
import { drawConfirmation } from "../../../src/adapters/teams/cards/confirmation.ts";
import { drawAsOf, drawCard, drawRefusal } from "../../../src/adapters/teams/cards/draw-card.ts";
import type { FinalVerb } from "../../../src/adapters/teams/wire-verb.ts";
import type { Card } from "../../../src/domain/card.ts";
import type { CardState } from "../../../src/domain/request.ts";
import type { Verdict } from "../../../src/domain/request-kind.ts";
import { applied, approval, byRule, type CardCase, decided, ended, said, story } from "./card-stories.ts";
import { channelCases } from "./channel-cases.ts";

/** A state that is added needs a card here, and so a picture in the manual. */
const STATES: Readonly<Record<Exclude<CardState, "applied">, readonly [card: Card, label: string, heading: string]>> = {
  asking: [story({ state: "asking" }), "Waiting for an owner", "A private endpoint asks to join"],
  held: [
    story({
      state: "held",
      held: { ...said("Which orders do you import, and who is on call for it?"), until: "2026-11-28T08:40:00.000Z" },
    }),
    "Held: waiting for the requester's answer",
    "A private endpoint asks to join",
  ],
  applying: [
    story({ state: "applying", decision: approval }),
    "Decided, not yet done",
    "Decided to approve — Azure is working on it",
  ],
  kept: [
    story({
      state: "kept",
      kind: "revoke",
      decision: decided("keep", "Still needed until the end of the year"),
      outcome: ended("kept", "The owners left the connection as it is.", "Approved"),
      verbs: [],
    }),
    "Done",
    "✓ Kept",
  ],
  refused: [
    story({
      state: "refused",
      decision: approval,
      outcome: ended("refused", "ScopeLocked: The scope is locked. Please remove the lock and try again.", "Pending"),
    }),
    "Not done",
    "The change was refused",
  ],
  failed: [
    story({
      state: "failed",
      decision: approval,
      outcome: ended("failed", "Azure did not carry out the change within 24 hours.", "Pending"),
    }),
    "Not done",
    "The change could not be carried out",
  ],
  indeterminate: [
    story({
      state: "indeterminate",
      decision: approval,
      outcome: ended("indeterminate", "Somebody else changed the connection to Rejected.", "Rejected"),
    }),
    "Not certain",
    "It is not certain what became of it",
  ],
  superseded: [
    story({
      state: "superseded",
      outcome: { ...ended("superseded", "Somebody else changed the connection to Approved.", "Approved"), by: "azure" },
    }),
    "Over",
    "This request no longer stands",
  ],
  expired: [
    story({
      state: "expired",
      outcome: ended("expired", "Nobody decided in time. The connection stays Pending in Azure.", "Pending"),
    }),
    "Over",
    "Nobody decided in time",
  ],
};

/** The same for what a decision makes of a connection. */
const APPLIED: Readonly<Record<Exclude<Verdict, "keep">, readonly [card: Card, heading: string]>> = {
  approve: [applied(approval, "Approved"), "✓ Approved"],
  reject: [applied(decided("reject", "Please use the test namespace for this"), "Rejected"), "✕ Rejected"],
  revoke: [applied(decided("revoke", "The contract has ended"), "Rejected", { kind: "revoke" }), "✕ Revoked"],
  remove: [applied(decided("remove", "The partner has moved away"), "gone", { kind: "remove" }), "✕ Removed"],
};

const CONFIRMED: Readonly<Record<FinalVerb, readonly [card: Card, comment: string]>> = {
  reject: [story({ state: "asking" }), "Please use the test namespace for this"],
  revoke: [applied(approval, "Approved"), "The contract has ended"],
  remove: [applied(approval, "Approved"), "The partner has moved away"],
};

/** What is asked beside whether to approve. */
const ASKED_OTHERWISE: Readonly<Record<string, readonly [card: Card, heading: string]>> = {
  "external-change": [
    story({
      kind: "revoke",
      verbs: ["revoke", "keep"],
      message: "",
      why: "Somebody else approved this connection. Keep it, or revoke it?",
    }),
    "Somebody else approved a connection: keep or revoke?",
  ],
  "asking-revoke": [
    story({
      kind: "revoke",
      verbs: ["revoke", "keep"],
      askedBy: said("The contract has ended"),
      why: "An owner asks for it.",
    }),
    "An owner wants to revoke a connection",
  ],
  "asking-remove": [
    story({
      kind: "remove",
      verbs: ["remove", "keep"],
      askedBy: said("The partner has moved away"),
      why: "An owner asks for it.",
    }),
    "An owner wants to remove a connection",
  ],
};

const QUORUM = story({
  state: "asking",
  votesNeeded: 2,
  votes: [{ ...said("Known partner, agreed in CHG-20417"), verdict: "approve" }],
  namespace: "contoso-payments",
  askedGroup: "Payments",
  endpointsUsed: 59,
});

const LET_IN = applied(byRule("approve", "Partners until March", "Auto-approved: Partners until March"), "Approved");
const CLEANED_UP = applied(
  byRule("remove", "clean-up", "Disconnected for longer than the policy's grace period"),
  "gone",
  { kind: "clean-up", message: "" },
);

const QUESTIONS: Readonly<Record<FinalVerb, string>> = {
  reject: "Reject it for good?",
  revoke: "Revoke it for good?",
  remove: "Remove it for good?",
};

export const cardCases: readonly CardCase[] = [
  ...entriesOf(STATES).map(([name, [card, ...says]]) => ({ name, drawn: drawCard(card), says })),
  ...entriesOf(APPLIED).map(([name, [card, heading]]) => ({
    name: `applied-${name}`,
    drawn: drawCard(card),
    says: ["Done", heading] as const,
  })),
  { name: "auto-approved", drawn: drawCard(LET_IN), says: ["Done by a rule", "Auto-approved"] },
  { name: "cleaned-up", drawn: drawCard(CLEANED_UP), says: ["Done by a rule", "Auto-removed"] },
  ...entriesOf(CONFIRMED).map(([verb, [card, comment]]) => ({
    name: `confirm-${verb}`,
    drawn: drawConfirmation(card, verb, comment),
    says: ["Not done yet: please confirm", QUESTIONS[verb]] as const,
  })),
  {
    name: "click-refused",
    drawn: drawRefusal(STATES.applying[0], "This request is decided already and is being carried out."),
    says: ["⚠ Your click does not count", STATES.applying[2]],
  },
  {
    name: "shown",
    drawn: drawAsOf(STATES.asking[0], "2026-11-25T09:30:00.000Z"),
    says: [STATES.asking[1], STATES.asking[2]],
  },
  { name: "asking-quorum", drawn: drawCard(QUORUM), says: ["Waiting for an owner", "A private endpoint asks to join"] },
  ...entriesOf(ASKED_OTHERWISE).map(([name, [card, heading]]) => ({
    name,
    drawn: drawCard(card),
    says: ["Waiting for an owner", heading] as const,
  })),
  ...channelCases,
];

/** By which the manual's pictures are known to be of what is drawn now. */
export function fingerprintsOf(cases: readonly CardCase[]): Readonly<Record<string, string>> {
  return Object.fromEntries(cases.map(({ name, drawn }) => [name, fingerprint(JSON.stringify(drawn))]));
}

function fingerprint(json: string): string {
  return createHash("sha256").update(json).digest("hex").slice(0, 12);
}

function entriesOf<Name extends string, Value>(
  record: Readonly<Record<Name, Value>>,
): readonly (readonly [Name, Value])[] {
  return Object.entries(record) as [Name, Value][];
}
