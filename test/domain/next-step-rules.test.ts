import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type NextStep, nextStep } from "../../src/domain/next-step.ts";
import { choiceOf } from "../../src/domain/request-kind.ts";
import {
  deadlineOf,
  isStillAuthorised,
  ownConnection,
  type Story,
  unchangedConnection,
} from "../../src/domain/story.ts";
import { AZURE_WAITS, later } from "../../src/domain/waits.ts";
import { anyStory } from "./arbitrary-story.ts";

const SETTINGS = { waits: AZURE_WAITS, serviceVersion: "0.1.0" };

type StepOf<Kind> = Extract<NextStep, { readonly kind: Kind }>;

/** Checks a rule on any story at any moment; fast-check prints the seed of a failure. */
function always(rule: (step: NextStep, story: Story, now: Date) => void): void {
  fc.assert(
    fc.property(anyStory, ([story, now]) => rule(nextStep(story, SETTINGS, now), story, now)),
    { numRuns: 4_000 },
  );
}

/** Checks a rule whenever that step is the next one, and that it was at least some times. */
function whenever<Kind extends NextStep["kind"]>(
  kind: Kind,
  rule: (step: StepOf<Kind>, story: Story, now: Date) => void,
): void {
  let times = 0;
  always((step, story, now) => {
    if (step.kind !== kind) return;
    times += 1;
    rule(step as StepOf<Kind>, story, now);
  });
  expect(times).toBeGreaterThan(0);
}

const isOurs = ({ connection }: Story, { to, mark }: StepOf<"change">["intent"]) =>
  connection !== "gone" && connection.status === to && connection.description.endsWith(`[${mark}]`);

describe("whatever the story, the next step", () => {
  it("is a change only with an intent, for the connection and endpoint that were decided about, and before any outcome", () => {
    whenever("change", (step, story) => {
      expect(story.intent).toBe(step.intent);
      expect(story.outcome).toBeUndefined();
      expect(ownConnection(story)).toBeDefined();
    });
  });

  it("is a change only on what the request began from, or on our own change that Azure did not finish", () => {
    whenever("change", (step, story) => {
      const connection = ownConnection(story);
      const isUnfinished = isOurs(story, step.intent) && connection?.provisioning === "failed";
      const isLeaving = step.intent.to === "gone" && connection?.status === "Disconnected";
      expect(unchangedConnection(story) !== undefined || isUnfinished || isLeaving).toBe(true);
      expect(connection?.provisioning).not.toBe("busy");
    });
  });

  it("is a change, an intent or a settlement only while whoever decided may decide", () => {
    always((step, story) => {
      if (["change", "settle"].includes(step.kind)) expect(isStillAuthorised(story)).toBe(true);
      if (step.kind === "intend" && !story.intent) expect(isStillAuthorised(story)).toBe(true);
    });
  });

  it("is an intent only with a decision, and a first one only on an unchanged connection", () => {
    whenever("intend", (step, story) => {
      expect(step.decision).toBe(story.decision);
      expect(story.outcome).toBeUndefined();
      if (story.intent) return;
      expect(unchangedConnection(story)).toBeDefined();
      expect(step.decision.verdict).not.toBe("keep");
    });
  });

  it("never ends a request as superseded, expired or kept once there is an intent, nor as anything else without one", () => {
    whenever("conclude", ({ outcome }, story) => {
      const kinds = story.intent ? ["applied", "failed", "indeterminate"] : ["superseded", "expired", "kept"];
      expect(kinds).toContain(outcome.kind);
    });
  });

  it("ends nothing as applied but what Azure shows as ours, as wanted and as Succeeded, or as gone", () => {
    whenever("conclude", ({ outcome }, story) => {
      if (outcome.kind !== "applied" || story.connection === "gone") return;
      expect(ownConnection(story)).toMatchObject({ status: story.intent?.to, provisioning: "done" });
      expect(ownConnection(story)?.description).toContain(story.intent?.mark);
    });
    whenever("conclude", ({ outcome }, { connection, intent }) => {
      if (outcome.kind === "applied") expect(connection === "gone").toBe(intent?.to === "gone");
    });
  });

  it("keeps only what was decided to be kept, and only while it is as it was", () => {
    whenever("conclude", ({ outcome }, story) => {
      if (outcome.kind !== "kept") return;
      expect(story.decision?.verdict).toBe("keep");
      expect(unchangedConnection(story)).toBeDefined();
    });
  });

  it("never lets a request expire that somebody is against or enough are for", () => {
    whenever("conclude", ({ outcome }, { request, votes, decision, group }) => {
      if (outcome.kind !== "expired") return;
      expect(decision).toBeUndefined();
      const counting = votes.filter(({ counts }) => counts);
      if (!group) return;
      expect(counting.filter(({ verdict }) => verdict === choiceOf(request.kind).against)).toEqual([]);
      expect(counting.length).toBeLessThan(Math.max(group.quorum, group.quorumForOtherTenants));
    });
  });

  it("never expires a request before three minutes after its deadline, holds counted", () => {
    always((step, story, now) => {
      const isRejected = step.kind === "settle" && step.decision.by.ref === "expiry";
      if (!isRejected && !(step.kind === "conclude" && step.outcome.kind === "expired")) return;
      const deadlineAt = deadlineOf(story) ?? "9999";
      expect(later(deadlineAt, { minutes: 3 }).getTime()).toBeLessThanOrEqual(now.getTime());
      expect(deadlineAt >= (story.request.deadlineAt ?? "9999")).toBe(true);
    });
  });

  it("settles only by the rule, the expiry or votes that count, and only once", () => {
    whenever("settle", ({ decision: { by, verdict, voters } }, { request, decision, votes, ruleStands }) => {
      expect(decision).toBeUndefined();
      if (by.kind === "rule") {
        expect(["expiry", request.rule?.name]).toContain(by.ref);
        if (request.rule) expect(ruleStands).toBe(true);
        return;
      }
      expect(voters).toContain(by.ref);
      const counting = votes.filter((vote) => vote.counts && vote.verdict === verdict).map((vote) => vote.by);
      expect(voters.filter((voter) => !counting.includes(voter))).toEqual([]);
    });
  });

  it("writes no second outcome", () => {
    whenever("conclude", (_, story) => expect(story.outcome).toBeUndefined());
  });

  it("posts no second card in the same channel, and from the fifth on only after a quarter of an hour", () => {
    whenever("ask", ({ channel }, { request: { progress } }, now) => {
      expect(progress.card?.channel).not.toBe(channel.id);
      if (progress.asks < 5 || progress.askedAt === undefined) return;
      expect(later(progress.askedAt, { minutes: 15 }).getTime()).toBeLessThanOrEqual(now.getTime());
    });
  });

  it("talks below a card only while nobody decided, reminds of nothing twice and escalates once", () => {
    whenever("remind", ({ number }, { request: { progress }, decision }) => {
      expect(decision).toBeUndefined();
      expect(number).toBeGreaterThan(progress.reminder?.number ?? 0);
    });
    whenever("escalate", (_, { request: { progress }, decision }) => {
      expect(decision).toBeUndefined();
      expect(progress.escalatedAt).toBeUndefined();
    });
  });

  it("waits only for a time to come, at most five days, and does nothing before a service wants to be asked again", () => {
    always((step, story, now) => {
      if (step.kind === "wait") {
        expect(step.until.getTime()).toBeGreaterThan(now.getTime());
        expect(step.until.getTime()).toBeLessThanOrEqual(later(now, { hours: 120 }).getTime());
      }
      const { notBefore } = story.request.progress;
      if (notBefore !== undefined && new Date(notBefore) > now) expect(step.kind).toBe("wait");
    });
  });

  it("tells and closes only what has an outcome", () => {
    always((step, story) => {
      if (["tell", "close", "end-round"].includes(step.kind)) expect(story.outcome).toBeDefined();
    });
  });

  it("is over for what is closed, whatever else is known, once no card of it is found any more", () => {
    fc.assert(
      fc.property(anyStory, ([story, now]) => {
        const { request } = story;
        const closed = { ...story, request: { ...request, progress: { ...request.progress, closed: true } } };
        const isFound = request.progress.copies.some(({ state }) => state === "found");
        expect(nextStep(closed, SETTINGS, now)).toEqual({ kind: isFound ? "mark-copies" : "over" });
      }),
    );
  });
});
