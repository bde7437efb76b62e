import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { WatchedGroup } from "../../src/domain/policy.ts";
import type { Reminder } from "../../src/domain/progress.ts";
import { later } from "../../src/domain/waits.ts";
import { aCountedVote, aDecision, aGroup, aHold } from "../support/builders.ts";
import { asked, CARD, next, recorded } from "./told.ts";

const posted = new Date(CARD.postedAt);

/** What is sent from the card on, in a world in which each step is done at its time. */
function sentWithin(group: WatchedGroup, most: number): readonly Reminder[] {
  let now = posted;
  const reminders: Reminder[] = [];
  for (let steps = 0; steps < 3 * most && reminders.length < most; steps += 1) {
    const step = next(recorded({ request: { progress: { card: CARD, reminder: reminders.at(-1) } }, group }, now), now);
    if (step.kind === "wait") now = step.until;
    if (step.kind === "remind") reminders.push({ number: step.number, at: now.toISOString() });
  }
  return reminders;
}

describe("reminders", () => {
  const daily = aGroup({ remindEveryHours: 24 });
  const dayAfter = (days: number) => later(posted, { hours: 24 * days });
  const reminded = (reminder: Reminder) => ({ progress: { card: CARD, reminder } });
  const sentOn = (number: number, days: number): Reminder => ({ number, at: dayAfter(days).toISOString() });

  it("come one after the other, in the policy's steps from the card on", () => {
    const story = recorded({ ...asked, group: daily });
    expect(next(story, later(posted, { hours: 23 }))).toEqual({ kind: "wait", until: dayAfter(1) });
    expect(next(story, dayAfter(1))).toEqual({ kind: "remind", address: CARD, number: 1 });
    const once = recorded({ request: reminded(sentOn(1, 1)), group: daily });
    expect(next(once, dayAfter(1))).toEqual({ kind: "wait", until: dayAfter(2) });
    expect(next(once, dayAfter(2))).toEqual({ kind: "remind", address: CARD, number: 2 });
  });

  it("that were missed are left out, and the next one keeps its number", () => {
    const story = recorded({ request: reminded(sentOn(1, 1)), group: daily });
    expect(next(story, later(dayAfter(5), { hours: 3 }))).toMatchObject({ kind: "remind", number: 5 });
    expect(next(recorded({ ...asked, group: daily }), dayAfter(3))).toMatchObject({ kind: "remind", number: 3 });
  });

  it("wait while the requester is asked", () => {
    const holds = [aHold({ at: later(posted, { hours: 12 }).toISOString(), until: dayAfter(2).toISOString() })];
    const during = recorded({ ...asked, group: daily, holds }, dayAfter(1));
    expect(next(during, dayAfter(1))).toEqual({ kind: "wait", until: dayAfter(2) });
    const then = recorded({ ...asked, group: daily, holds }, dayAfter(2));
    expect(next(then, dayAfter(2))).toEqual({ kind: "wait", until: later(dayAfter(2), { hours: 12 }) });
    expect(next(then, later(dayAfter(2), { hours: 12 }))).toMatchObject({ kind: "remind", number: 1 });
  });

  it("go on a step after the card when the request has moved to another channel, and keep counting", () => {
    const moved = { ...CARD, channel: "19:new", postedAt: dayAfter(10.5).toISOString() };
    const group = { ...daily, channel: { id: "19:new", name: "New" } };
    const story = recorded({ request: { progress: { card: moved, reminder: sentOn(10, 10) } }, group });
    expect(next(story, dayAfter(11))).toEqual({ kind: "wait", until: dayAfter(11.5) });
    expect(next(story, dayAfter(11.5))).toEqual({ kind: "remind", address: moved, number: 11 });
  });

  it("go on a step after the last one when the policy's steps have changed", () => {
    const story = recorded({ request: reminded(sentOn(10, 10)), group: aGroup({ remindEveryHours: 48 }) });
    expect(next(story, dayAfter(11))).toEqual({ kind: "wait", until: dayAfter(12) });
    expect(next(story, dayAfter(12))).toMatchObject({ kind: "remind", number: 11 });
  });

  it("are none once it is decided, nor where the policy wants none", () => {
    const told = { ...asked, votes: [aCountedVote()], decision: aDecision(), group: daily };
    expect(next(recorded(told), dayAfter(1))).toMatchObject({ kind: "intend" });
    expect(next(recorded(asked), dayAfter(1))).toMatchObject({ kind: "wait" });
  });

  it("come after the card shows how things stand", () => {
    const story = recorded({ request: { progress: { card: CARD, shown: "older" } }, group: daily });
    expect(next(story, dayAfter(1))).toEqual({ kind: "show", address: CARD });
  });

  it("keep their numbers, sixty of them, one a step, however long that is", () => {
    expect(sentWithin(daily, 60)).toEqual(Array.from({ length: 60 }, (_, index) => sentOn(index + 1, index + 1)));
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 200, noNaN: true }), (remindEveryHours) => {
        const sent = sentWithin(aGroup({ remindEveryHours }), 60);
        expect(sent.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
        const last = (Date.parse(sent.at(-1)?.at ?? "") - posted.getTime()) / 3_600_000;
        expect(Math.abs(last - 60 * remindEveryHours)).toBeLessThan(0.001);
      }),
      { numRuns: 30 },
    );
  });
});
