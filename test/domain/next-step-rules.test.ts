import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type NextStep, nextStep } from "../../src/domain/next-step.ts";
import { ownConnection, type Story, unchangedConnection } from "../../src/domain/story.ts";
import { AZURE_WAITS, later } from "../../src/domain/waits.ts";
import { anyStory, moment } from "./arbitrary-story.ts";

const SETTINGS = { waits: AZURE_WAITS, serviceVersion: "0.1.0" };

/** Checks a rule on any story at any moment; fast-check prints the seed of a failure. */
function always(rule: (step: NextStep, story: Story, now: Date) => void): void {
  fc.assert(
    fc.property(anyStory, moment, (story, now) => rule(nextStep(story, SETTINGS, now), story, now)),
    { numRuns: 4_000 },
  );
}

describe("whatever the story, the next step", () => {
  it("is a PUT only with an intent, for the connection and endpoint that were decided about, and before any outcome", () => {
    always((step, story) => {
      if (step.kind !== "put") return;
      expect(story.intent).toBe(step.intent);
      expect(story.outcome).toBeUndefined();
      expect(ownConnection(story)).toBeDefined();
    });
  });

  it("is a PUT only on the state that the intent leaves from, or on our own change that Azure did not finish", () => {
    always((step, story) => {
      if (step.kind !== "put") return;
      const connection = ownConnection(story);
      const isOurs = connection?.status === step.intent.to && connection.description.endsWith(`[${step.intent.mark}]`);
      expect(connection?.status === step.intent.from || (isOurs && connection?.provisioning === "failed")).toBe(true);
      expect(connection?.provisioning).not.toBe("busy");
    });
  });

  it("is an intent only with a decision, and a first one only on an unchanged connection", () => {
    always((step, story) => {
      if (step.kind !== "intend") return;
      expect(step.decision).toBe(story.decision);
      expect(story.outcome).toBeUndefined();
      if (!story.intent) expect(unchangedConnection(story)).toBeDefined();
    });
  });

  it("never ends a request as superseded or expired once there is an intent", () => {
    always((step, story) => {
      if (step.kind !== "conclude" || !story.intent) return;
      expect(["applied", "failed", "indeterminate"]).toContain(step.outcome.kind);
    });
  });

  it("ends nothing as applied but what Azure shows as ours, as wanted and as Succeeded", () => {
    always((step, story) => {
      if (step.kind !== "conclude" || step.outcome.kind !== "applied") return;
      const { intent } = story;
      expect(ownConnection(story)).toMatchObject({ status: intent?.to, provisioning: "done" });
      expect(ownConnection(story)?.description).toContain(intent?.mark);
    });
  });

  it("never lets a request expire that has a vote which counts", () => {
    always((step, story) => {
      if (step.kind !== "conclude" || step.outcome.kind !== "expired") return;
      expect(story.votes.filter(({ counts }) => counts)).toEqual([]);
      expect(story.decision).toBeUndefined();
    });
  });

  it("never expires a request before three minutes after its deadline", () => {
    always((step, story, now) => {
      if (step.kind !== "conclude" || step.outcome.kind !== "expired") return;
      expect(later(story.request.deadlineAt ?? now, { minutes: 3 }).getTime()).toBeLessThanOrEqual(now.getTime());
    });
  });

  it("settles only by the rule or by a vote that counts, and only once", () => {
    always((step, story) => {
      if (step.kind !== "settle") return;
      expect(story.decision).toBeUndefined();
      const { by, verdict } = step.decision;
      const isByOwner = story.votes.some((vote) => vote.counts && vote.by === by.ref && vote.verdict === verdict);
      expect(by.kind === "rule" ? by.ref === story.request.rule?.name : isByOwner).toBe(true);
    });
  });

  it("writes no second outcome", () => {
    always((step, story) => {
      if (step.kind === "conclude") expect(story.outcome).toBeUndefined();
    });
  });

  it("posts no second card", () => {
    always((step, story) => {
      if (step.kind === "ask") expect(story.request.progress.card).toBeUndefined();
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

  it("is over for what is closed, whatever else is known", () => {
    fc.assert(
      fc.property(anyStory, moment, (story, now) => {
        const { request } = story;
        const closed = { ...story, request: { ...request, progress: { ...request.progress, closed: true } } };
        expect(nextStep(closed, SETTINGS, now)).toEqual({ kind: "over" });
      }),
    );
  });
});
