import { beforeEach, describe, expect, it } from "@jest/globals";
import type { WatchedGroup } from "../../src/domain/policy.ts";
import { Fault } from "../../src/ports.ts";
import { aConnectionId, aGroup, aNamespace, aPerson, aPolicy, olga, omar, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

function askedOf(overrides: Partial<WatchedGroup>): Promise<string> {
  stage.policies.policy = aPolicy({ groups: [aGroup(overrides)] });
  return stage.asked();
}

/** Advances at the end of each rest, as the loop does. */
async function until(requestId: string, time: string): Promise<void> {
  for (let rest = await stage.advance(requestId); rest.kind === "wait"; rest = await stage.advance(requestId)) {
    if (rest.until > time) return stage.clock.moveTo(time);
    stage.clock.moveTo(rest.until);
  }
}

const said = () => stage.cards.posted[0]?.replies;
const statusNow = async () => {
  const found = await stage.connections.get(aConnectionId());
  return found === "gone" ? found : found.status;
};

describe("a reminder", () => {
  it("comes in the card's thread each time that the policy says, numbered, and is on record", async () => {
    const requestId = await askedOf({ remindEveryHours: 24 });
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-21T09:00:00.000Z" });
    await until(requestId, "2026-11-23T08:00:00.000Z");
    expect(said()).toEqual([
      "Reminder 1: a request for contoso-orders waits for Relay team since 2026-11-20 09:00 UTC.",
      "Reminder 2: a request for contoso-orders waits for Relay team since 2026-11-20 09:00 UTC.",
    ]);
    expect(stage.kinds(requestId).filter((kind) => kind === "reminder.sent")).toHaveLength(2);
    expect(stage.cards.posted).toHaveLength(1);
  });

  it("that was missed while nothing ran is not made up for: one comes, with the number of today", async () => {
    const requestId = await askedOf({ remindEveryHours: 24 });
    stage.clock.moveTo("2026-11-25T12:00:00.000Z");
    await stage.advance(requestId);
    await stage.advance(requestId);
    expect(stage.request(requestId).progress.reminder).toEqual({ number: 5, at: "2026-11-25T12:00:00.000Z" });
  });
});

describe("an escalation", () => {
  const escalation = { afterHours: 48, to: [aPerson(rita)] };

  it("calls the others in the thread once, and they may decide from then on", async () => {
    const requestId = await askedOf({ escalation });
    expect(await stage.click(requestId, "approve", "Yes", rita)).toMatchObject({ kind: "refused" });
    await until(requestId, "2026-11-23T09:00:00.000Z");
    expect(said()).toEqual([
      "Escalated: nobody has decided about contoso-orders since 2026-11-20 09:00 UTC. You may decide now too.",
    ]);
    expect(stage.cards.posted[0]?.mentioned).toEqual([aPerson(rita)]);
    expect(stage.kinds(requestId)).toContain("request.escalated");
    expect(await stage.click(requestId, "approve", "Yes", rita)).toMatchObject({ kind: "accepted" });
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied" });
  });

  it("that nobody was told of lets nobody decide", async () => {
    const requestId = await askedOf({ escalation });
    stage.clock.moveOn({ hours: 48 });
    stage.cards.failures.fail("reply", new Fault("Teams answered 503"));
    await expect(stage.advance(requestId)).rejects.toThrow("503");
    expect(await stage.click(requestId, "approve", "Yes", rita)).toMatchObject({ kind: "refused" });
  });

  it("that the policy does not want any more is none", async () => {
    const requestId = await askedOf({ escalation });
    stage.policies.policy = aPolicy({ groups: [aGroup()] });
    await until(requestId, "2026-11-30T09:00:00.000Z");
    expect(said()).toEqual([]);
  });
});

describe("a deadline of forty days", () => {
  const expiry = { afterHours: 40 * 24, action: "reject" } as const;

  it("is waited for in rests of five days at most, and then the request is rejected by rule", async () => {
    const requestId = await askedOf({ expiry });
    const rests: string[] = [];
    for (let rest = await stage.advance(requestId); rest.kind === "wait"; rest = await stage.advance(requestId)) {
      rests.push(rest.until);
      stage.clock.moveTo(rest.until);
    }
    expect(rests.slice(0, 9)).toEqual([
      "2026-11-25T09:00:00.000Z",
      "2026-11-30T09:00:00.000Z",
      "2026-12-05T09:00:00.000Z",
      "2026-12-10T09:00:00.000Z",
      "2026-12-15T09:00:00.000Z",
      "2026-12-20T09:00:00.000Z",
      "2026-12-25T09:00:00.000Z",
      "2026-12-30T09:00:00.000Z",
      "2026-12-30T09:03:00.000Z",
    ]);
    expect(await statusNow()).toBe("Rejected");
    expect(stage.store.audit.entries.find(({ kind }) => kind === "decision.made")).toMatchObject({
      actor: { kind: "rule", ref: "expiry" },
      verdict: "reject",
      comment: "Nobody decided in time. Ask again when you are ready.",
    });
  });

  it("that leaves it Pending says so in the thread, and begins no new request", async () => {
    const requestId = await askedOf({ expiry: { ...expiry, action: "leave" } });
    await stage.untilOver(requestId);
    expect([await statusNow(), stage.kinds(requestId).includes("request.expired")]).toEqual(["Pending", true]);
    expect(said()).toEqual(["Nobody decided in time. The connection stays Pending in Azure."]);
    expect(await stage.look()).toMatchObject({ begun: 0 });
  });
});

describe("a question to the requester", () => {
  const expiry = { afterHours: 10, action: "leave" } as const;

  it("is on record and on the card, and stops the deadline for the time that the policy says", async () => {
    const requestId = await askedOf({ expiry, holdHours: 72 });
    stage.clock.moveOn({ hours: 4 });
    expect(await stage.click(requestId, "hold", " Which team is this for? ")).toMatchObject({
      kind: "accepted",
      card: {
        state: "held",
        deadlineAt: "2026-11-23T19:00:00.000Z",
        held: { by: "Olga Owens", text: "Which team is this for?", until: "2026-11-23T13:00:00.000Z" },
      },
    });
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-23T13:00:00.000Z" });
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "held" }]);
    expect(stage.store.audit.entries.at(-1)).toMatchObject({
      kind: "request.held",
      comment: "Which team is this for?",
      actor: { kind: "person" },
    });
    stage.clock.moveTo("2026-11-23T13:00:00.000Z");
    expect(await stage.advance(requestId)).toEqual({ kind: "wait", until: "2026-11-23T19:03:00.000Z" });
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "asking" }]);
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "expired", at: "2026-11-23T19:03:00.000Z" });
  });

  it("holds up no owner: whoever is one may decide meanwhile, also after the first deadline", async () => {
    const requestId = await askedOf({ expiry });
    await stage.click(requestId, "hold", "Which team is this for?");
    stage.clock.moveOn({ hours: 20 });
    expect(await stage.click(requestId, "approve", "Yes", omar)).toMatchObject({ kind: "accepted" });
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Approved");
  });

  it("that is asked again with the same words is the same one", async () => {
    const requestId = await askedOf({});
    await stage.click(requestId, "hold", "Which team?");
    stage.clock.moveOn({ seconds: 20 });
    expect(await stage.click(requestId, "hold", "Which team?")).toMatchObject({ card: { state: "held" } });
    expect(await stage.store.holds.of(requestId)).toMatchObject([{ at: "2026-11-20T09:00:00.000Z" }]);
  });

  it("is asked five times at most, and a repeated one is none too many", async () => {
    const requestId = await askedOf({});
    for (const number of [1, 2, 3, 4, 5]) await stage.click(requestId, "hold", `Question ${number}`);
    expect(await stage.click(requestId, "hold", "Question 6", omar)).toMatchObject({
      kind: "refused",
      reason: "The requester was asked 5 times already: please decide.",
    });
    expect(await stage.click(requestId, "hold", "Question 5")).toMatchObject({ kind: "accepted" });
    expect(stage.kinds(requestId).filter((kind) => kind === "vote.refused")).toHaveLength(1);
  });

  it("that two owners ask at the same moment is one, and the other is told to look again", async () => {
    const requestId = await askedOf({});
    const answers = await Promise.all([
      stage.click(requestId, "hold", "Which team?"),
      stage.click(requestId, "hold", "Which data?", omar),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(["accepted", "refused"]);
    expect(await stage.store.holds.of(requestId)).toMatchObject([{ question: "Which team?" }]);
  });

  it.each([
    ["no words", "", olga, "Write the question to the requester first."],
    ["no right", "Why?", rita, 'Only an owner of contoso-orders may decide: ask group "Relay team".'],
  ])("with %s is refused", async (_, question, person, reason) => {
    const requestId = await askedOf({});
    expect(await stage.click(requestId, "hold", question, person)).toMatchObject({ kind: "refused", reason });
  });

  it("comes too late after the deadline, the decision and the end", async () => {
    const requestId = await askedOf({ expiry });
    stage.clock.moveOn({ hours: 10 });
    const refusal = async () => {
      const answer = await stage.click(requestId, "hold", "Why?");
      return answer.kind === "refused" && answer.reason;
    };
    expect(await refusal()).toBe("The time to decide this request is over.");
    stage.clock.moveOn({ hours: -1 });
    await stage.click(requestId, "approve", "Yes");
    await stage.advance(requestId);
    expect(await refusal()).toBe("This request is decided already.");
    await stage.untilOver(requestId);
    expect(await refusal()).toBe("This request has ended.");
  });
});

describe("a request that is gone from the policy while it waits", () => {
  it("takes no click, and says whom to ask", async () => {
    const requestId = await askedOf({});
    stage.policies.policy = aPolicy({ groups: [] });
    expect(await stage.click(requestId, "hold", "Why?")).toMatchObject({
      kind: "refused",
      reason: `Only an owner of contoso-orders may decide: ask nobody: no group of the policy watches /subscriptions/${aNamespace().subscription}/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders.`,
    });
    expect(stage.kinds(requestId)).toContain("vote.refused");
  });
});
