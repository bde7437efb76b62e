import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { foundAt, hasFoundCopy, isIn, withCopy } from "../../src/domain/copies.ts";
import { NO_PROGRESS } from "../../src/domain/progress.ts";
import { aCopy, aGroup, aRequest } from "../support/builders.ts";

const CHANNEL = aGroup().channel.id;
const NOW = new Date("2026-11-20T10:00:00.000Z");
const ASKED_AT = "2026-11-20T09:30:00.000Z";
const spot = (activity: string, channel = CHANNEL) => ({ conversation: `${channel};messageid=${activity}`, activity });
const card = { channel: CHANNEL, ...spot("9"), postedAt: "2026-11-20T09:45:00.000Z" };
const asked = (progress = {}) => aRequest({ progress: { asks: 2, askedAt: ASKED_AT, ...progress } });

describe("where a card stands", () => {
  it.each([
    ["a thread of the channel", spot("1763628000000"), true],
    ["another channel", spot("1", "19:elsewhere@thread.tacv2"), false],
    ["a channel whose id begins like it", spot("1", `${CHANNEL}x`), false],
    ["a personal chat", { conversation: "a:1aB", activity: "1" }, false],
    ["the channel itself, and no thread", { conversation: CHANNEL, activity: "1" }, false],
    ["an activity that is a path", { ...spot("1"), activity: "../1" }, false],
    ["an activity that is far too long", spot("1".repeat(201)), false],
    ["a conversation that is far too long", { ...spot("1".repeat(180)), activity: "1" }, false],
  ])("is looked at: %s", (_, where, isThere) => {
    expect(isIn(CHANNEL, where)).toBe(isThere);
  });
});

describe("a click from a card", () => {
  it("tells of a copy, when another card is the newest", () => {
    expect(foundAt(asked({ card }), spot("1"), CHANNEL, NOW)).toEqual({
      copies: [{ channel: CHANNEL, ...spot("1"), state: "found" }],
    });
  });

  it("tells where the card is, when none is known", () => {
    const found = { channel: CHANNEL, ...spot("1"), postedAt: ASKED_AT };
    expect(foundAt(asked(), spot("1"), CHANNEL, NOW)).toEqual({ card: found, firstCardAt: ASKED_AT, shown: undefined });
  });

  it("keeps when the first card stood, and takes now for a post whose time is not known", () => {
    const firstCardAt = "2026-11-20T09:10:00.000Z";
    const found = foundAt(asked({ firstCardAt, askedAt: undefined }), spot("1"), CHANNEL, NOW);
    expect(found).toMatchObject({ firstCardAt, card: { postedAt: NOW.toISOString() } });
  });

  it("tells of a copy in the channel where the card stands, also when the owners are asked elsewhere now", () => {
    expect(foundAt(asked({ card }), spot("1"), "19:elsewhere@thread.tacv2", NOW)?.copies).toHaveLength(1);
    expect(foundAt(asked({ card }), spot("1"), undefined, NOW)?.copies).toHaveLength(1);
  });

  it("tells of a copy when the request has ended without a card that is known", () => {
    expect(foundAt(asked({ closed: true }), spot("1"), CHANNEL, NOW)?.copies).toHaveLength(1);
  });

  it.each([
    ["the newest card", asked({ card }), spot("9")],
    ["a copy that is known", asked({ card, copies: [aCopy({ ...spot("1"), state: "told" })] }), spot("1")],
    ["another channel", asked({ card }), spot("1", "19:elsewhere@thread.tacv2")],
    ["a request that was never asked", aRequest(), spot("1")],
  ])("tells nothing from %s", (_, request, where) => {
    expect(foundAt(request, where, CHANNEL, NOW)).toBeUndefined();
  });
});

describe("the copies of a card", () => {
  it("are five at most, each once, and the newest last", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 30 }), (numbers) => {
        let copies = [] as ReturnType<typeof withCopy>;
        for (const number of numbers) copies = withCopy(copies, aCopy(spot(String(number))));
        const activities = copies.map(({ activity }) => activity);
        expect(activities.length).toBeLessThanOrEqual(5);
        expect(new Set(activities).size).toBe(activities.length);
        expect(activities.at(-1)).toBe(String(numbers.at(-1)));
      }),
    );
  });

  it.each([
    ["found, with a newer card", { card, copies: [aCopy()] }, true],
    ["found, of a request that has ended", { closed: true, copies: [aCopy()] }, true],
    ["found, with no card to point to", { copies: [aCopy()] }, false],
    ["missed once", { card, copies: [aCopy({ state: "missed" })] }, false],
    ["told", { card, copies: [aCopy({ state: "told" })] }, false],
  ])("are to be marked or not: %s", (_, progress, isToDo) => {
    expect(hasFoundCopy({ ...NO_PROGRESS, ...progress })).toBe(isToDo);
  });
});
