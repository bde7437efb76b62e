import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aPerson,
  aPolicy,
  aPrivateEndpoint,
  LOGISTICS,
  olga,
  omar,
  rita,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
const three = [aPerson(olga), aPerson(omar), aPerson(rita)];
const twoOf = (overrides = {}) => aPolicy({ groups: [aGroup({ quorum: 2, quorumForOtherTenants: 2, ...overrides })] });

beforeEach(async () => {
  stage = new Stage();
  stage.policies.policy = twoOf({ owners: three });
  requestId = await stage.asked();
});

const statusNow = async () => {
  const found = await stage.connections.get(aConnectionId());
  return found === "gone" ? found : found.status;
};

describe("a request that two owners must agree to", () => {
  it("is not decided by one, who is shown on the card", async () => {
    expect(await stage.click(requestId, "approve", "Yes")).toMatchObject({
      kind: "accepted",
      card: { state: "asking", votesNeeded: 2, votes: [{ by: "Olga Owens", verdict: "approve" }] },
    });
    expect(await stage.advance(requestId)).toMatchObject({ kind: "wait" });
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "asking", votes: [{ by: "Olga Owens" }] }]);
    expect(stage.connections.puts).toEqual([]);
  });

  it("is approved by two, with what both said and both names", async () => {
    await stage.click(requestId, "approve", "Known partner");
    stage.clock.moveOn({ minutes: 5 });
    await stage.click(requestId, "approve", "Seen with security", omar);
    await stage.untilOver(requestId);
    expect(stage.connections.puts).toMatchObject([
      { description: "Known partner; Seen with security [RA-mark000001]" },
    ]);
    expect(stage.cards.posted[0]?.replies).toEqual([
      "Decided to approve, by Olga Owens and Omar Osei. Azure is working on it.",
      "Approved by Olga Owens and Omar Osei: Known partner; Seen with security",
    ]);
    expect(stage.kinds(requestId).filter((kind) => kind === "vote.cast")).toHaveLength(2);
  });

  it("is not approved by one owner who clicks twice", async () => {
    await stage.click(requestId, "approve", "Yes");
    await stage.click(requestId, "approve", "Yes, I said");
    await stage.advance(requestId);
    expect(stage.store.decisions.rows.size).toBe(0);
  });

  it("is refused by one, also after another has agreed", async () => {
    await stage.click(requestId, "approve", "Yes");
    stage.clock.moveOn({ minutes: 1 });
    await stage.click(requestId, "reject", "No", omar);
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Rejected");
    expect(stage.store.decisions.rows.get(requestId)).toMatchObject({ verdict: "reject", comment: "No" });
  });

  it("waits for a third when one of two is no owner any more", async () => {
    await stage.click(requestId, "approve", "Yes");
    await stage.click(requestId, "approve", "Yes", omar);
    stage.policies.policy = twoOf({ owners: [aPerson(olga), aPerson(rita)] });
    await stage.advance(requestId);
    expect(stage.store.decisions.rows.size).toBe(0);
    await stage.click(requestId, "approve", "Yes", rita);
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Approved");
  });

  it("changes nothing when one of the two is no owner any more right before the change", async () => {
    await stage.click(requestId, "approve", "Yes");
    await stage.click(requestId, "approve", "Yes", omar);
    stage.connections.failures.fail("put", new Error("the process ends"));
    await expect(stage.advance(requestId)).rejects.toThrow("the process ends");
    stage.policies.policy = twoOf({ owners: [aPerson(olga)] });
    await stage.untilOver(requestId);
    expect(await statusNow()).toBe("Pending");
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate" });
  });
});

describe("a requester of another tenant", () => {
  it("needs more owners than one of our own, where the policy says so", async () => {
    stage.policies.policy = twoOf({ quorum: 1 });
    const ours = aConnection({
      id: aConnectionId({ connection: "ours" }),
      privateEndpoint: aPrivateEndpoint("pe-ours", LOGISTICS),
    });
    stage.connections.set(ours);
    await stage.look();
    const own = [...stage.store.requests.rows.keys()].at(-1) ?? "";
    await stage.advance(own);
    await stage.click(own, "approve", "Yes");
    await stage.click(requestId, "approve", "Yes");
    await stage.advance(own);
    await stage.advance(requestId);
    expect([...stage.store.decisions.rows.keys()]).toEqual([own]);
  });
});
