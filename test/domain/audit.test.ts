import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson, entriesOf, refusalEntry, saysTheSame, stepOf, voteEntry } from "../../src/domain/audit.ts";
import type { OutcomeKind } from "../../src/domain/request.ts";
import {
  aCountedVote,
  aDecision,
  aGroup,
  anEntry,
  anIntent,
  anOutcome,
  aRequest,
  aStory,
  aVote,
} from "../support/builders.ts";

const whole = aStory({
  request: aRequest({
    progress: {
      card: { channel: aGroup().channel.id, conversation: "c", activity: "a", postedAt: "2026-11-20T09:00:05.000Z" },
      correlation: "arm-1",
      repliedAt: "2026-11-20T09:10:45.000Z",
    },
  }),
  votes: [aCountedVote(), aCountedVote({ by: "p-rita", counts: false, verdict: "reject" })],
  decision: aDecision(),
  intent: anIntent(),
  outcome: anOutcome(),
});

describe("the entries of a story", () => {
  it("begin with what Azure showed", () => {
    expect(entriesOf(aStory(), "0.1.0")).toEqual([
      {
        v: 1,
        id: `${aRequest().id}/seen`,
        at: "2026-11-20T09:00:00.000Z",
        kind: "request.seen",
        request: aRequest().id,
        namespace:
          "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders",
        connection:
          "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders/privateEndpointConnections/97086447-89ef-4090-a1da-e4bb33a72509",
        privateEndpoint: aRequest().privateEndpoint,
        requester: { subscription: "22222222-2222-4222-8222-222222222222", tenant: "other" },
        actor: { kind: "azure", ref: "Microsoft.Relay" },
        before: undefined,
        after: "Pending",
        verdict: undefined,
        comment: "Please let our order importer in",
        policyVersion: "sha256:0123456789abcdef",
        serviceVersion: "0.1.0",
        correlation: undefined,
      },
    ]);
  });

  it("tell a whole story in order, a step each", () => {
    expect(entriesOf(whole, "0.1.0").map((entry) => [stepOf(entry), entry.kind])).toEqual([
      ["seen", "request.seen"],
      ["asked-a", "card.posted"],
      [`vote-${aVote().by}`, "vote.cast"],
      ["vote-p-rita", "vote.cast"],
      ["decision", "decision.made"],
      ["intent", "change.intended"],
      ["outcome", "change.applied"],
      ["told", "request.told"],
    ]);
  });

  it("say what was to change, what changed, and by which call", () => {
    const [intent, outcome] = entriesOf(whole, "0.1.0").slice(5);
    expect(intent).toMatchObject({
      before: "Pending",
      after: "Approved",
      verdict: "approve",
      comment: "Known partner [RA-k3m9q2]",
    });
    expect(outcome).toMatchObject({ before: "Pending", after: "Approved", verdict: "approve", correlation: "arm-1" });
  });

  it("say the same of an end without a change, whether or not a decision was made beside it", () => {
    const outcome = anOutcome({ kind: "superseded", by: "azure" });
    const [before, after] = [aStory({ outcome }), aStory({ outcome, decision: aDecision() })].map((story) =>
      entriesOf(story, "0.1.0").find(({ kind }) => kind === "request.superseded"),
    );
    expect(after).toEqual(before);
  });

  it.each<[OutcomeKind, string, string]>([
    ["applied", "change.applied", "service"],
    ["refused", "change.refused", "service"],
    ["failed", "change.failed", "service"],
    ["indeterminate", "change.indeterminate", "service"],
    ["superseded", "request.superseded", "azure"],
    ["expired", "request.expired", "service"],
  ])("call an outcome that is %s %s, done by %s", (kind, expected, actor) => {
    const by = kind === "superseded" ? "azure" : "service";
    const entry = entriesOf(aStory({ outcome: anOutcome({ kind, by }) }), "0.1.0").at(-1);
    expect(entry).toMatchObject({ kind: expected, actor: { kind: actor }, verdict: undefined });
  });

  it("name the person by pseudonym and commitment only", () => {
    expect(voteEntry(aRequest(), aVote(), "0.1.0").actor).toEqual({
      kind: "person",
      ref: aVote().by,
      commitment: aVote().commitment,
    });
  });
});

describe("a refused click", () => {
  const refused = (overrides: Parameters<typeof aVote>[0]) =>
    refusalEntry(aRequest(), aVote(overrides), "No owner", "0.1.0");

  it("is an entry with the reason", () => {
    expect(refused({})).toMatchObject({ kind: "vote.refused", verdict: "approve", comment: "No owner" });
    expect(stepOf(refused({ by: "p-rita" }))).toBe("refused-p-rita-approve-20261120091000000");
  });

  it("is an entry of its own for another verdict or another moment, so that no two contradict each other", () => {
    const ids = [refused({}), refused({ verdict: "reject" }), refused({ at: "2026-11-20T09:10:00.001Z" })].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(3);
  });
});

describe("canonical JSON", () => {
  it("sorts keys, leaves out what is undefined, and has no spaces", () => {
    expect(canonicalJson({ b: [1, null, "x"], a: { d: undefined, c: true }, "": 'q"' })).toBe(
      '{"":"q\\"","a":{"c":true},"b":[1,null,"x"]}',
    );
  });

  it("is the same for the same content in any order, and reads back as JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
        const turned = Object.fromEntries(Object.entries(content).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(content));
        expect(JSON.parse(canonicalJson(content))).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });
});

describe("two entries say the same", () => {
  it.each([
    ["at another time", { at: "2027-01-01T00:00:00.000Z" }, true],
    ["by another version of the service", { serviceVersion: "9.9.9" }, true],
    ["under another of our PUTs", { correlation: "arm-2" }, true],
    ["with another verdict", { verdict: "reject" as const }, false],
    ["with another comment", { comment: "else" }, false],
    ["by somebody else", { actor: { kind: "person" as const, ref: "p-x", commitment: "c" } }, false],
  ])("%s: %p %p", (_, overrides, expected) => {
    expect(saysTheSame(anEntry(), anEntry(overrides))).toBe(expected);
  });
});
