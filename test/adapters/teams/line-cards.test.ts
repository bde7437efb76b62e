import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { buttonsOn, wordsOn } from "../../../sandbox/teams/record.ts";
import { drawCopy } from "../../../src/adapters/teams/cards/draw-copy.ts";
import { drawEarlierLine, drawLine, lineTitle } from "../../../src/adapters/teams/cards/draw-line.ts";
import type { Line, Waiting } from "../../../src/domain/line.ts";
import { aNamespace, aPrivateEndpoint, FABRIKAM } from "../../support/builders.ts";
import { aCard, everyObject, officialFaults } from "./a-card.ts";

const aWaiting = (number: number): Waiting => ({
  ...{ requestId: `r-${number}`, namespace: aNamespace(), privateEndpoint: aPrivateEndpoint(`pe-${number}`) },
  ...{ subscription: FABRIKAM, since: "2026-11-20T09:00:00.000Z" },
});
const aLine = (overrides: Partial<Line> = {}): Line => ({
  ...{ total: 12, since: "2026-11-20T08:00:00.000Z", untold: 0 },
  next: Array.from({ length: 10 }, (_, index) => aWaiting(index + 1)),
  ...overrides,
});

describe("the card of a channel's line", () => {
  it("says how many wait, since when, whose turn is next and how many more there are", () => {
    const words = wordsOn(drawLine(aLine()));
    expect(words).toContain("12 more requests wait");
    expect(words).toContain("The first one since 20 Nov 2026, 08:00 UTC");
    expect(words).toContain(`contoso-orders ← pe-1 of ${FABRIKAM} since 20 Nov 2026, 09:00 UTC`);
    expect(words).toContain("contoso-orders ← pe-10");
    expect(words).toContain("and 2 more");
    expect(words).toContain("its deadline counts from then");
    expect(drawLine(aLine())["speak"]).toBe("12 more requests wait.");
  });

  it("has one button, for all clients", () => {
    const looks = { id: "show-next", title: "Show next", style: "positive" };
    const fallback = { type: "Action.Submit", ...looks, data: { verb: "show-next" } };
    expect(drawLine(aLine())["actions"]).toEqual([
      { type: "Action.Execute", ...looks, verb: "show-next", data: {}, fallback },
    ]);
  });

  it.each([
    [{ total: 1 }, "1 more request waits"],
    [{ total: 0, untold: 3, next: [], since: undefined }, "Rules decided more than fits here"],
    [{ total: 0, next: [], since: undefined }, "Nobody waits any more"],
  ])("is called by what it tells: %o", (overrides, title) => {
    expect(lineTitle(aLine(overrides))).toBe(title);
  });

  it("has no button when nobody waits", () => {
    expect(buttonsOn(drawLine(aLine({ total: 0, next: [], untold: 1 })))).toEqual([]);
  });

  it.each([
    [1, "1 request was decided by rules in the last hour without a card: see the audit log."],
    [7, "7 requests were decided by rules in the last hour without a card: see the audit log."],
  ])("tells what rules did without a card: %d", (untold, words) => {
    expect(wordsOn(drawLine(aLine({ untold })))).toContain(words);
  });

  it("shows an endpoint's id as it is when it cannot be read", () => {
    const next = [{ ...aWaiting(1), privateEndpoint: "who knows" }];
    expect(wordsOn(drawLine(aLine({ total: 1, next })))).toContain("contoso-orders ← who knows since");
  });

  it("is valid for the official parser, below 20 KB, and holds what came from outside in TextRuns only", () => {
    const outside = fc.string({ unit: "binary", maxLength: 3000 }).map((text) => `\u16A0${text}`);
    const waiting = fc.record({
      ...{ requestId: outside, privateEndpoint: outside, subscription: outside, since: outside },
      namespace: fc.record({ subscription: outside, resourceGroup: outside, namespace: outside }),
    });
    const line = fc.record({
      ...{ total: fc.nat(5000), untold: fc.nat(5000), since: fc.option(outside, { nil: undefined }) },
      next: fc.array(waiting, { maxLength: 10 }),
    });
    fc.assert(
      fc.property(line, (any) => {
        const drawn = drawLine(any);
        const texts = everyObject(drawn).flatMap((object) =>
          Object.entries(object)
            .filter(([, value]) => typeof value === "string" && value.includes("\u16A0"))
            .map(([name]) => [object["type"], name]),
        );
        expect(texts.every(([type, name]) => type === "TextRun" && name === "text")).toBe(true);
        expect(JSON.stringify(drawn).length * 2).toBeLessThan(20_000);
        expect(officialFaults(drawn)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a card that is not the newest any more", () => {
  const newer = { postedAt: "2026-11-20T10:30:00.000Z", channel: undefined };

  it("says so, and when the newer one was posted, and asks nothing", () => {
    const drawn = drawCopy(aCard(), newer);
    const words = wordsOn(drawn);
    expect(words).toContain("See the newer card");
    expect(words).toContain("The newer one was posted 20 Nov 2026, 10:30 UTC.");
    expect(words).toContain(aCard().requestId);
    expect(words).toContain("contoso-orders");
    expect([drawn["actions"], everyObject(drawn).filter(({ type }) => String(type).startsWith("Input"))]).toEqual([
      undefined,
      [],
    ]);
    expect(officialFaults(drawn)).toEqual([]);
  });

  it("names the other channel, as text", () => {
    const drawn = drawCopy(aCard(), { ...newer, channel: "[Owners](https://evil.example)" });
    expect(wordsOn(drawn)).toContain("in the channel [Owners](https[:]//evil.example).");
  });

  it("of a line points to the newer one too", () => {
    expect(wordsOn(drawEarlierLine())).toContain("See the newer card");
    expect(buttonsOn(drawEarlierLine())).toEqual([]);
    expect(officialFaults(drawEarlierLine())).toEqual([]);
  });
});
