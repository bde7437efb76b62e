import { describe, expect, it } from "@jest/globals";
import {
  changeSeen,
  deadlineOf,
  isStillAuthorised,
  ownConnection,
  type Story,
  statusOf,
  unchangedConnection,
} from "../../src/domain/story.ts";
import {
  aConnection,
  aCountedVote,
  aDecision,
  aGroup,
  aHold,
  aPrivateEndpoint,
  aRequest,
  aRule,
  aStory,
} from "../support/builders.ts";

describe("the connection of a story", () => {
  it("is the request's own while the endpoint is the same, whatever its case", () => {
    const connection = aConnection({ status: "Rejected", privateEndpoint: aPrivateEndpoint().toUpperCase() });
    expect(ownConnection(aStory({ connection }))).toBe(connection);
  });

  it.each([
    ["it is gone", "gone" as const],
    ["Azure names no endpoint", aConnection({ privateEndpoint: undefined })],
    ["another endpoint is behind it", aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") })],
  ])("is not its own when %s", (_, connection) => {
    expect(ownConnection(aStory({ connection }))).toBeUndefined();
    expect(unchangedConnection(aStory({ connection }))).toBeUndefined();
  });

  it("is unchanged in the state that it was in when the request began", () => {
    const approved = aConnection({ status: "Approved" });
    const request = aRequest({ kind: "revoke", from: "Approved" });
    expect(unchangedConnection(aStory())).toEqual(aConnection());
    expect(unchangedConnection(aStory({ connection: approved }))).toBeUndefined();
    expect(unchangedConnection(aStory({ connection: approved, request }))).toBe(approved);
  });

  it("is unchanged only with the mark for which the request began", () => {
    const request = aRequest({ kind: "revoke", from: "Approved", fromMark: "RA-x" });
    const marked = aConnection({ status: "Approved", description: "Known partner [RA-x]" });
    expect(unchangedConnection(aStory({ connection: marked, request }))).toBe(marked);
    const replaced = { ...marked, description: "Known partner [RA-y]" };
    expect(unchangedConnection(aStory({ connection: replaced, request }))).toBeUndefined();
  });
});

describe("what is seen instead", () => {
  it.each([
    ["gone" as const, "The connection is gone: the requester deleted the endpoint, or somebody removed it."],
    [
      aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") }),
      "The connection belongs to another private endpoint now.",
    ],
    [aConnection({ status: "Other" }), "Azure shows the connection in a state that this service does not know."],
    [aConnection({ status: "Rejected" }), "Somebody else changed the connection to Rejected."],
  ])("is said in words", (connection, expected) => {
    expect(changeSeen(aStory({ connection }))).toBe(expected);
  });

  it("has a status, or is gone", () => {
    expect(statusOf("gone")).toBe("gone");
    expect(statusOf(aConnection({ status: "Other" }))).toBe("Other");
  });
});

describe("whoever decided may decide now", () => {
  const votes = [aCountedVote()];
  const request = aRequest({ rule: aRule() });
  const byRule = aDecision({ by: { kind: "rule", ref: "partners" }, voters: [] });
  const byDeadline = aDecision({ by: { kind: "rule", ref: "expiry" }, voters: [] });
  it.each<[string, Partial<Story>, boolean]>([
    ["when nobody has decided yet", {}, true],
    ["when an owner of today has", { votes, decision: aDecision() }, true],
    ["not when nobody watches any more", { votes, decision: aDecision(), group: undefined }, false],
    ["not when the owner is none any more", { votes: [aCountedVote({ counts: false })], decision: aDecision() }, false],
    [
      "not when one more would be needed",
      { votes, decision: aDecision(), group: aGroup({ quorumForOtherTenants: 2 }) },
      false,
    ],
    ["when its rule stands", { request }, true],
    ["not when its rule does not", { request, ruleStands: false }, false],
    ["when the rule that decided stands", { request, decision: byRule }, true],
    ["not when the rule that decided does not", { request, decision: byRule, ruleStands: false }, false],
    ["when it is the deadline", { decision: byDeadline }, true],
    ["not when it was the deadline and nobody watches any more", { decision: byDeadline, group: undefined }, false],
    ["also where nobody watches any more, when its rule stands", { request, group: undefined }, true],
  ])("%s", (_, overrides, expected) => {
    expect(isStillAuthorised(aStory(overrides))).toBe(expected);
  });
});

describe("the deadline of a request", () => {
  it("is moved by the questions to the requester", () => {
    const progress = { firstCardAt: "2026-11-20T09:00:00.000Z" };
    const request = aRequest({ deadlineAt: "2026-11-21T10:00:00.000Z", progress });
    expect(deadlineOf(aStory({ request }))).toBe("2026-11-21T10:00:00.000Z");
    expect(deadlineOf(aStory({ request, holds: [aHold()] }))).toBe("2026-11-24T10:00:00.000Z");
    expect(deadlineOf(aStory({ holds: [aHold()] }))).toBeUndefined();
  });

  it("counts from the first card, and is none before: nobody could decide", () => {
    const deadlineAt = "2026-11-21T10:00:00.000Z";
    const progress = { firstCardAt: "2026-11-22T09:30:00.000Z" };
    expect(deadlineOf(aStory({ request: aRequest({ deadlineAt }) }))).toBeUndefined();
    expect(deadlineOf(aStory({ request: aRequest({ deadlineAt, progress }) }))).toBe("2026-11-23T10:30:00.000Z");
    const untold = aStory({ request: aRequest({ progress }) });
    expect(deadlineOf(untold)).toBeUndefined();
  });
});
