import { describe, expect, it } from "@jest/globals";
import { isGone, isRefusedMessage, teamsFault } from "../../../src/adapters/teams/fault.ts";
import { Fault } from "../../../src/ports.ts";

const now = new Date("2026-11-25T03:22:28.000Z");

function answered(statusCode: number, retryAfter?: string) {
  const headers = { get: (name: string) => (name === "retry-after" ? retryAfter : undefined) };
  return Object.assign(new Error("with a token in it"), { statusCode, code: "Throttled", response: { headers } });
}

describe("what Teams answers", () => {
  it.each([
    ["7", "2026-11-25T03:22:35.000Z"],
    ["Wed, 25 Nov 2026 03:30:00 GMT", "2026-11-25T03:30:00.000Z"],
    ["Wed, 25 Nov 2026 03:00:00 GMT", "2026-11-25T03:22:28.000Z"],
    ["soon", undefined],
    [undefined, undefined],
  ])("with Retry-After %j is a fault until %s", (retryAfter, until) => {
    const fault = teamsFault("a card's edit", answered(429, retryAfter), now);
    expect(fault.message).toBe("Teams answered 429 Throttled to a card's edit");
    expect(fault.retryAt?.toISOString()).toBe(until);
    expect(isGone(fault)).toBe(false);
  });

  it("with 404 is gone for good, and still a fault", () => {
    const fault = teamsFault("a reply", answered(404), now);
    expect(isGone(fault)).toBe(true);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault.message).toContain("it is gone, or the bot was never there");
  });

  it("with 400 is about the message as it is", () => {
    expect(isRefusedMessage(teamsFault("a reply", answered(400), now))).toBe(true);
    expect(isRefusedMessage(teamsFault("a reply", answered(429), now))).toBe(false);
  });

  it.each([
    [answered(400), true],
    [answered(403), true],
    [answered(404), true],
    [answered(408), false],
    [answered(412), true],
    [answered(429), true],
    [answered(500), false],
    [answered(502), false],
    [answered(504), false],
    [answered(503), true],
    [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), true],
    [Object.assign(new Error("read"), { code: "ECONNRESET" }), false],
    [new TypeError("x"), false],
  ])("says whether Teams surely took nothing: %#", (error, notDone) => {
    expect(teamsFault("a post", error, now).notDone).toBe(notDone);
  });

  it("is a fault without a status when nobody answers", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(teamsFault("a post", refused, now).message).toBe("Teams could not be reached for a post: ECONNREFUSED");
    expect(teamsFault("a post", new TypeError("x"), now).message).toBe(
      "Teams could not be reached for a post: TypeError",
    );
  });

  it("keeps a fault that is one", () => {
    const fault = new Fault("known");
    expect(teamsFault("a post", fault, now)).toBe(fault);
  });
});
