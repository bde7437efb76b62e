import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  emptyChannel,
  hasPlace,
  inTurn,
  isEmpty,
  isJustTold,
  lineOf,
  mayPostLineAt,
  NO_LINE_CARD,
  placeOf,
  quietNow,
  viewOfLine,
  type Waiting,
  waitingOf,
  withQuiet,
} from "../../src/domain/line.ts";
import { aGroup, aNamespace, aPrivateEndpoint, aRequest, FABRIKAM, LOGISTICS } from "../support/builders.ts";

const NOW = new Date("2026-11-20T10:00:00.000Z");
const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, "0")}:00.000Z`;
const aWaiting = (requestId: string, minute: number, subscription: string | undefined = FABRIKAM): Waiting => ({
  ...{ requestId, subscription, since: at(minute), namespace: aNamespace(), privateEndpoint: aPrivateEndpoint() },
});
const nobodys = (requestId: string, minute: number) => ({ ...aWaiting(requestId, minute), subscription: undefined });
const ids = (waiting: readonly Waiting[]) => waiting.map(({ requestId }) => requestId).join(" ");

describe("whose turn it is", () => {
  it("is whoever waits longest, and of the same moment the one with the smaller id", () => {
    expect(ids(inTurn([aWaiting("c", 3), aWaiting("b", 1), aWaiting("a", 1)], []))).toBe("a b c");
  });

  it("goes from subscription to subscription, so that a flood keeps nobody waiting", () => {
    const flood = ["f1", "f2", "f3"].map((id, index) => aWaiting(id, index));
    expect(ids(inTurn([...flood, aWaiting("l1", 10, LOGISTICS), nobodys("n1", 11)], []))).toBe("f1 l1 n1 f2 f3");
  });

  it("counts the places that a subscription has, however its id is written", () => {
    const places = [placeOf(aWaiting("f0", 0, FABRIKAM.toUpperCase())), placeOf(nobodys("n0", 0))];
    expect(ids(inTurn([aWaiting("f1", 1), aWaiting("l1", 5, LOGISTICS), nobodys("n1", 4)], places))).toBe("l1 f1 n1");
  });

  it("loses nobody and asks nobody twice", () => {
    const some = fc.uniqueArray(
      fc.tuple(fc.string({ minLength: 1 }), fc.nat({ max: 59 }), fc.constantFrom(FABRIKAM, LOGISTICS, undefined)),
      { selector: ([id]) => id },
    );
    fc.assert(
      fc.property(some, (waiting) => {
        const line = waiting.map(([id, minute, subscription]) => aWaiting(id, minute, subscription));
        expect(inTurn(line, []).toSorted(byId)).toEqual(line.toSorted(byId));
      }),
    );
  });
});

function byId(one: Waiting, other: Waiting): number {
  return one.requestId < other.requestId ? -1 : 1;
}

describe("what the line's card tells", () => {
  const channel = emptyChannel(aGroup().channel);

  it("is how many wait, since when, and the ten whose turn is next", () => {
    const waiting = Array.from({ length: 12 }, (_, index) => aWaiting(`r-${String(index).padStart(2, "0")}`, index));
    const line = lineOf(waiting.toReversed(), channel, NOW);
    expect(line).toMatchObject({ total: 12, since: at(0), untold: 0 });
    expect(ids(line.next)).toBe("r-00 r-01 r-02 r-03 r-04 r-05 r-06 r-07 r-08 r-09");
  });

  it("is what rules decided in this hour without a card", () => {
    const quiet = { since: at(30), posted: 10, untold: 3 };
    expect(lineOf([], { ...channel, quiet }, NOW)).toEqual({ total: 0, since: undefined, next: [], untold: 3 });
    expect(isEmpty(lineOf([], { ...channel, quiet }, NOW))).toBe(false);
    expect(isEmpty(lineOf([], { ...channel, quiet: { ...quiet, since: "2026-11-20T09:00:00.000Z" } }, NOW))).toBe(true);
  });

  it("looks otherwise whenever it says something else", () => {
    const some = [aWaiting("a", 1), aWaiting("b", 2)];
    const view = viewOfLine(lineOf(some, channel, NOW));
    expect(viewOfLine(lineOf([aWaiting("b", 2)], channel, NOW))).not.toBe(view);
    expect(viewOfLine(lineOf([...some, aWaiting("c", 3)], channel, NOW))).not.toBe(view);
    expect(viewOfLine({ ...lineOf(some, channel, NOW), untold: 1 })).not.toBe(view);
    expect(viewOfLine(lineOf(some.toReversed(), channel, NOW))).toBe(view);
    expect(viewOfLine(lineOf([], channel, NOW))).toBe("0  0 untold");
  });

  it("is kept with a request as Azure told it", () => {
    expect(waitingOf(aRequest())).toEqual({
      ...{ requestId: aRequest().id, privateEndpoint: aPrivateEndpoint(), subscription: FABRIKAM },
      ...{ since: aRequest().seenAt, namespace: aNamespace() },
    });
  });
});

describe("a place", () => {
  it("belongs to one request", () => {
    const places = [placeOf(aWaiting("a", 1))];
    expect(hasPlace({ places }, "a")).toBe(true);
    expect(hasPlace({ places }, "b")).toBe(false);
  });
});

describe("cards that only tell", () => {
  const none = { since: undefined, posted: 0, untold: 0 };

  it("are so many an hour, and the others are counted", () => {
    const first = withQuiet(none, 1, NOW);
    expect(first).toEqual({ since: NOW.toISOString(), posted: 1, untold: 0, isTold: true });
    expect(withQuiet(first, 1, NOW)).toEqual({ since: NOW.toISOString(), posted: 1, untold: 1, isTold: false });
  });

  it("are counted anew an hour later", () => {
    const full = { since: "2026-11-20T09:00:00.000Z", posted: 1, untold: 4 };
    expect(quietNow(full, new Date("2026-11-20T09:59:59.000Z"))).toEqual(full);
    expect(withQuiet(full, 1, NOW)).toMatchObject({ posted: 1, untold: 0, isTold: true });
  });
});

describe("when the line's card is posted or edited", () => {
  const tried = (posts: number) => ({ ...NO_LINE_CARD, posts, triedAt: NOW.toISOString() });

  it("is at once, or a minute after a try, or a quarter of an hour after five", () => {
    expect(mayPostLineAt(NO_LINE_CARD, 15)).toBeUndefined();
    expect(mayPostLineAt(tried(4), 15)).toEqual(new Date("2026-11-20T10:01:00.000Z"));
    expect(mayPostLineAt(tried(5), 15)).toEqual(new Date("2026-11-20T10:15:00.000Z"));
  });

  it("is not within five seconds of the last time", () => {
    expect(isJustTold(tried(1), new Date("2026-11-20T10:00:04.999Z"))).toBe(true);
    expect(isJustTold(tried(1), new Date("2026-11-20T10:00:05.000Z"))).toBe(false);
    expect(isJustTold(NO_LINE_CARD, NOW)).toBe(false);
  });
});
