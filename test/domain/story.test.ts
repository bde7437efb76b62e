import { describe, expect, it } from "@jest/globals";
import { changeSeen, ownConnection, statusOf, unchangedConnection } from "../../src/domain/story.ts";
import { aConnection, aPrivateEndpoint, aRequest, aStory } from "../support/builders.ts";

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

  it("is unchanged in the state from which its kind of request starts", () => {
    const approved = aConnection({ status: "Approved" });
    expect(unchangedConnection(aStory())).toEqual(aConnection());
    expect(unchangedConnection(aStory({ connection: approved }))).toBeUndefined();
    expect(unchangedConnection(aStory({ connection: approved, request: aRequest({ kind: "revoke" }) }))).toBe(approved);
  });
});

describe("what is seen instead", () => {
  it.each([
    ["gone" as const, "The connection is gone: the requester deleted the endpoint, or somebody removed it."],
    [
      aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") }),
      "The connection belongs to another private endpoint now.",
    ],
    [aConnection({ status: "Rejected" }), "Somebody else changed the connection to Rejected."],
  ])("is said in words", (connection, expected) => {
    expect(changeSeen(aStory({ connection }))).toBe(expected);
  });

  it("has a status, or is gone", () => {
    expect(statusOf("gone")).toBe("gone");
    expect(statusOf(aConnection({ status: "Other" }))).toBe("Other");
  });
});
