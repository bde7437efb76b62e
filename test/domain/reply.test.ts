import { describe, expect, it } from "@jest/globals";
import { cardOf } from "../../src/domain/card.ts";
import { doneWord, escalationOf, minuteOf, reminderOf, replyTo } from "../../src/domain/reply.ts";
import type { Decision, OutcomeKind } from "../../src/domain/request.ts";
import type { Verdict } from "../../src/domain/request-kind.ts";
import type { Story } from "../../src/domain/story.ts";
import { aDecision, anOutcome, aRequest, aStory } from "../support/builders.ts";

const NOW = new Date("2026-11-20T12:00:00.000Z");
const card = (overrides: Partial<Story>) => cardOf(aStory(overrides), () => "Olga Owens", NOW);

describe("the reply below a card", () => {
  const byRule: Partial<Decision> = { by: { kind: "rule", ref: "partners" }, comment: "" };
  const reply = (kind: OutcomeKind, decision: Partial<Decision> | undefined = {}) => {
    const outcome = anOutcome({ kind, reason: "Azure says so." });
    return replyTo(card({ decision: aDecision(decision), outcome }));
  };
  const withoutDecision = (kind: OutcomeKind, reason: string) =>
    replyTo(card({ outcome: anOutcome({ kind, reason }) }));

  it.each<[Verdict, string]>([
    ["approve", "Approved by Olga Owens: Fine"],
    ["reject", "Rejected by Olga Owens: Fine"],
    ["revoke", "Revoked by Olga Owens: Fine"],
    ["remove", "Removed by Olga Owens: Fine"],
    ["keep", "Kept by Olga Owens: Fine"],
  ])("of a decision to %s", (verdict, expected) => {
    expect(reply("applied", { verdict, comment: "Fine" })).toBe(expected);
    expect(`${doneWord(verdict)} by Olga Owens: Fine`).toBe(expected);
  });

  it.each([
    ["of a rule's approval", reply("applied", byRule), "Approved by rule partners."],
    ["of a rule's revocation", reply("applied", { ...byRule, verdict: "revoke" }), "Revoked by rule partners."],
    ["of what owners kept", reply("kept", { verdict: "keep", comment: "" }), "Kept by Olga Owens."],
    ["of a refusal by Azure", reply("refused"), "What Olga Owens decided was refused. Azure says so."],
    ["of a failure", reply("failed"), "What Olga Owens decided could not be carried out. Azure says so."],
    [
      "of doubt",
      reply("indeterminate"),
      "It is not certain that what Olga Owens decided was carried out. Azure says so.",
    ],
    [
      "of a request without an object",
      withoutDecision("superseded", "It is gone."),
      "Over without a change of ours. It is gone.",
    ],
    ["of one that nobody decided", withoutDecision("expired", "Nobody decided in time."), "Nobody decided in time."],
    ["of one whose decision is not known any more", withoutDecision("applied", "It shows."), "Done."],
    ["of one that is open", replyTo(card({})), "Still open."],
  ])("%s", (_, said, expected) => {
    expect(said).toBe(expected);
  });
});

describe("what is said while a card waits", () => {
  it("reminds whom it waits for, since when and until when", () => {
    const progress = { firstCardAt: "2026-11-20T09:00:00.000Z" };
    const request = aRequest({ deadlineAt: "2026-11-27T09:30:00.000Z", progress });
    expect(reminderOf(card({ request }), 3)).toBe(
      "Reminder 3: a request for contoso-orders waits for Relay team since 2026-11-20 09:00 UTC. It expires at 2026-11-27 09:30 UTC.",
    );
    expect(reminderOf(card({ group: undefined }), 1)).toBe(
      "Reminder 1: a request for contoso-orders waits for an owner since 2026-11-20 09:00 UTC.",
    );
  });

  it("tells those to whom it is escalated that they may decide", () => {
    expect(escalationOf(card({}))).toBe(
      "Escalated: nobody has decided about contoso-orders since 2026-11-20 09:00 UTC. You may decide now too.",
    );
  });

  it("tells times to the minute", () => {
    expect(minuteOf("2026-11-25T19:04:59.999Z")).toBe("2026-11-25 19:04 UTC");
  });
});
