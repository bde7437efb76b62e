import { beforeEach, describe, expect, it } from "@jest/globals";
import { aConnectionId, olga, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  requestId = await stage.asked();
});

const statusNow = async () => {
  const found = await stage.connections.get(aConnectionId());
  return found === "gone" ? found : found.status;
};
const unconfirmed = (verb: "approve" | "reject" | "revoke" | "remove", comment = "Not ours", person = olga) =>
  stage.click(requestId, verb, comment, person, false);

describe("what Azure lets nobody undo", () => {
  it("is asked about once more, and until then a rejection does nothing", async () => {
    const audited = stage.store.audit.entries.length;
    expect(await unconfirmed("reject")).toMatchObject({
      kind: "confirm",
      verb: "reject",
      comment: "Not ours",
      card: { state: "asking" },
    });
    expect(stage.store.votes.rows).toEqual([]);
    expect(stage.store.audit.entries).toHaveLength(audited);
    await stage.advance(requestId);
    expect(await statusNow()).toBe("Pending");
    await stage.click(requestId, "reject", "Not ours");
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Rejected");
  });

  it.each(["revoke", "remove"] as const)("is not begun by a %s before it is confirmed", async (verb) => {
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(await unconfirmed(verb)).toMatchObject({ kind: "confirm", verb, comment: "Not ours" });
    expect(stage.store.requests.rows.size).toBe(1);
    expect(await stage.click(requestId, verb, "Not ours")).toMatchObject({ kind: "begun" });
  });

  it("is no question to somebody who may not do it", async () => {
    expect(await unconfirmed("reject", "Not ours", rita)).toMatchObject({ kind: "refused" });
    expect(await unconfirmed("reject", "")).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/^A comment/),
    });
  });

  it("is not an approval, which is taken at once", async () => {
    expect(await unconfirmed("approve")).toMatchObject({ kind: "accepted" });
  });
});
