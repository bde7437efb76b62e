import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson, stepOf } from "../../src/domain/audit.ts";
import { entriesOf } from "../../src/domain/entries-of.ts";
import type { ConnectionRequest, OutcomeKind } from "../../src/domain/request.ts";
import type { RequestKind } from "../../src/domain/request-kind.ts";
import type { Story } from "../../src/domain/story.ts";
import {
  aCountedVote,
  aDecision,
  aGroup,
  aHold,
  anIntent,
  anOutcome,
  aRequest,
  aRule,
  aStory,
  aVote,
} from "../support/builders.ts";
import { anyStory } from "./arbitrary-story.ts";

const card = {
  channel: aGroup().channel.id,
  conversation: "c",
  activity: "a:1_x",
  postedAt: "2026-11-20T09:00:05.000Z",
};
const whole = aStory({
  request: aRequest({
    progress: {
      card,
      reminder: { number: 4, at: "2026-11-24T09:00:05.000Z" },
      escalatedAt: "2026-11-22T09:00:05.000Z",
      correlation: "arm-1",
      repliedAt: "2026-11-20T09:10:45.000Z",
    },
  }),
  votes: [aCountedVote(), aCountedVote({ by: "p-rita", counts: false, verdict: "reject" })],
  holds: [aHold(), aHold({ question: "And the port?" })],
  decision: aDecision(),
  intent: anIntent(),
  outcome: anOutcome(),
});

const entries = (story: Story) => entriesOf(story, "0.1.0");
const first = (overrides: Partial<ConnectionRequest>) => entries(aStory({ request: aRequest(overrides) }));
const find = (story: Story, step: string) => entries(story).find((entry) => stepOf(entry) === step);

describe("the entries of a story", () => {
  it("begin with what Azure showed, and what the policy said to it", () => {
    const id = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa";
    const namespace =
      "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders";
    const envelope = {
      v: 1,
      at: "2026-11-20T09:00:00.000Z",
      request: id,
      namespace,
      connection: `${namespace}/privateEndpointConnections/97086447-89ef-4090-a1da-e4bb33a72509`,
      privateEndpoint: aRequest().privateEndpoint,
      requester: { subscription: "22222222-2222-4222-8222-222222222222", tenant: "other" },
      before: undefined,
      verdict: undefined,
      policyVersion: "sha256:0123456789abcdef",
      serviceVersion: "0.1.0",
      correlation: undefined,
    };
    const seen = { id: `${id}/seen`, kind: "request.seen", actor: { kind: "azure", ref: "Microsoft.Relay" } };
    const ruled = { id: `${id}/ruled`, kind: "policy.ruled", actor: { kind: "service", ref: "relay-approvals" } };
    expect(entries(aStory())).toEqual([
      { ...envelope, ...seen, after: "Pending", comment: "Please let our order importer in" },
      { ...envelope, ...ruled, after: undefined, comment: "No rule fits." },
    ]);
  });

  it("name the rule of the policy that decides", () => {
    const [, ruled] = first({ rule: aRule(), why: "Rule partners: ours" });
    expect(ruled).toMatchObject({
      ...{ kind: "policy.ruled", actor: { kind: "rule", ref: "partners" }, verdict: "approve" },
      comment: "Rule partners: ours",
    });
  });

  it("begin with the owner who wants it", () => {
    const askedBy = { ref: "p-omar", commitment: "c-o", comment: "Not used", again: false };
    expect(first({ kind: "remove", from: "Approved", askedBy })).toMatchObject([
      {
        ...{ kind: "request.asked", after: "Approved", comment: "Not used" },
        actor: { kind: "person", ref: "p-omar", commitment: "c-o" },
      },
    ]);
    const again = first({ askedBy: { ...askedBy, again: true } });
    expect(again.map(({ kind }) => kind)).toEqual(["request.asked", "policy.ruled"]);
  });

  it.each<[RequestKind, Partial<ConnectionRequest>, object]>([
    [
      "clean-up",
      { rule: aRule({ of: "service", name: "clean-up", verdict: "remove", comment: "Long gone" }) },
      { actor: { kind: "rule", ref: "clean-up" }, comment: "Long gone" },
    ],
    ["revoke", {}, { actor: { kind: "service", ref: "relay-approvals" }, comment: undefined }],
  ])("begin with what the service wants: %s", (kind, overrides, expected) => {
    expect(first({ kind, ...overrides })).toMatchObject([{ kind: "request.asked", ...expected }]);
  });

  it("tell a whole story, a step each", () => {
    expect(entries(whole).map((entry) => [stepOf(entry), entry.kind])).toEqual([
      ["seen", "request.seen"],
      ["ruled", "policy.ruled"],
      ["asked-a1x", "card.posted"],
      ["reminder-4", "reminder.sent"],
      ["escalated", "request.escalated"],
      ["hold-1", "request.held"],
      ["hold-2", "request.held"],
      [`vote-${aVote().by}`, "vote.cast"],
      ["vote-p-rita", "vote.cast"],
      ["decision", "decision.made"],
      ["intent", "change.intended"],
      ["outcome", "change.applied"],
      ["told", "request.told"],
    ]);
  });

  it("say in which channel was asked, and what the requester was asked", () => {
    expect(find(whole, "asked-a1x")).toMatchObject({ at: card.postedAt, comment: card.channel });
    expect(find(whole, "hold-2")).toMatchObject({
      comment: "And the port?",
      actor: { kind: "person", ref: aHold().by },
    });
    expect(find(whole, "reminder-4")?.at).toBe("2026-11-24T09:00:05.000Z");
    expect(find(whole, "escalated")?.at).toBe("2026-11-22T09:00:05.000Z");
  });

  it("say what was to change, what changed, and by which call", () => {
    expect(find(whole, "intent")).toMatchObject({
      before: "Pending",
      after: "Approved",
      verdict: "approve",
      comment: "Known partner [RA-k3m9q2]",
    });
    const outcome = { before: "Pending", after: "Approved", verdict: "approve", correlation: "arm-1" };
    expect(find(whole, "outcome")).toMatchObject(outcome);
  });

  it("are of the policy under which somebody voted or it was decided", () => {
    const story = {
      ...whole,
      decision: aDecision({ policyVersion: "sha256:2" }),
      holds: [aHold({ policyVersion: "sha256:1" })],
    };
    const versions = ["seen", "hold-1", "decision", "intent", "outcome"].map(
      (step) => find(story, step)?.policyVersion,
    );
    expect(versions).toEqual(["sha256:0123456789abcdef", "sha256:1", "sha256:2", "sha256:2", "sha256:2"]);
  });

  it("say the same of an end without a change, whether or not a decision was made beside it", () => {
    const outcome = anOutcome({ kind: "superseded", by: "azure" });
    const [before, after] = [aStory({ outcome }), aStory({ outcome, decision: aDecision() })];
    expect(find(after, "outcome")).toEqual(find(before, "outcome"));
  });

  it.each<[OutcomeKind, string, "service" | "azure"]>([
    ["applied", "change.applied", "service"],
    ["refused", "change.refused", "service"],
    ["failed", "change.failed", "service"],
    ["indeterminate", "change.indeterminate", "service"],
    ["superseded", "request.superseded", "azure"],
    ["expired", "request.expired", "service"],
    ["kept", "request.kept", "service"],
  ])("call an outcome that is %s %s, done by %s", (kind, expected, by) => {
    expect(find(aStory({ outcome: anOutcome({ kind, by }) }), "outcome")).toMatchObject({
      kind: expected,
      actor: { kind: by },
      verdict: undefined,
    });
  });

  it("raise an alert when Azure refuses for good, and only then", () => {
    const refused = aStory({ intent: anIntent(), outcome: anOutcome({ kind: "refused", reason: "A lock." }) });
    expect(find(refused, "alert")).toMatchObject({ kind: "alert.raised", comment: "A lock." });
    expect(find(whole, "alert")).toBeUndefined();
  });

  it("have each an id of its own, and come out the same however often they are made", () => {
    fc.assert(
      fc.property(anyStory, ([story]) => {
        const made = entries(story);
        expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
        expect(canonicalJson(entries(structuredClone(story)))).toBe(canonicalJson(made));
      }),
      { numRuns: 500 },
    );
  });
});
