import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import {
  aConnectionId,
  aGroup,
  aNamespace,
  aPolicy,
  aRequest,
  aRule,
  gus,
  olga,
  omar,
  rita,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
beforeEach(async () => {
  stage = new Stage();
  stage.policies.policy = aPolicy({ groups: [aGroup({ expiry: { afterHours: 1, action: "leave" } })] });
  requestId = await stage.asked();
});

const refusal = (reason: string) => ({ kind: "refused", reason, card: undefined });
const votes = () => stage.store.votes.rows.map(({ vote }) => vote);

describe("an owner's click", () => {
  it("is a vote on record, wakes the approval, and is answered with the card as it will be", async () => {
    const answer = await stage.click(requestId, "approve", "  Known partner \n");
    expect(answer).toMatchObject({
      kind: "accepted",
      card: { state: "applying", decision: { verdict: "approve", by: "Olga Owens", comment: "Known partner" } },
    });
    expect(votes()).toMatchObject([{ verdict: "approve", comment: "Known partner", at: "2026-11-20T09:00:00.000Z" }]);
    expect(stage.kinds(requestId)).toContain("vote.cast");
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(1);
  });

  it("asks nothing of Azure", async () => {
    const reads = stage.connections.failures.calls.length;
    await stage.click(requestId, "approve");
    expect(stage.connections.failures.calls).toHaveLength(reads);
  });

  it("starts the approval when none is there to wake", async () => {
    stage.orchestrations.end(requestId);
    await stage.click(requestId, "approve");
    expect(stage.orchestrations.approvals.has(requestId)).toBe(true);
  });

  it("counts though the approval cannot be woken: the sweep does it", async () => {
    stage.orchestrations.failures.fail("wakeApproval", new Fault("the host is away"));
    expect(await stage.click(requestId, "approve")).toMatchObject({ kind: "accepted" });
    expect(stage.log.at("warn")).toContain("An approval could not be woken; the sweep will find what there is to do");
    await stage.sweep();
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(1);
  });

  it("is accepted again when repeated, and is one vote with the first comment", async () => {
    await stage.click(requestId, "approve", "first");
    stage.clock.moveOn({ seconds: 1 });
    expect(await stage.click(requestId, "approve", "second")).toMatchObject({ kind: "accepted" });
    expect(votes()).toMatchObject([{ comment: "first", at: "2026-11-20T09:00:00.000Z" }]);
  });

  it("cannot take back an earlier one", async () => {
    await stage.click(requestId, "approve");
    expect(await stage.click(requestId, "reject", "No")).toEqual(
      refusal("You have already voted to approve this request."),
    );
  });

  it("counts at the earliest when another owner says the opposite", async () => {
    await stage.click(requestId, "reject", "No", omar);
    stage.clock.moveOn({ seconds: 1 });
    expect(await stage.click(requestId, "approve", "Yes")).toMatchObject({
      kind: "accepted",
      card: { decision: { verdict: "reject", by: "another owner" } },
    });
    await stage.untilOver(requestId);
    expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Rejected" });
    expect(stage.kinds(requestId).filter((kind) => kind === "vote.cast")).toHaveLength(2);
  });
});

describe("a click that does not count", () => {
  const onlyOwners = 'Only an owner of contoso-orders may decide: ask group "Relay team".';
  it.each([
    ["by somebody who is no owner", rita],
    ["by a guest", gus],
    ["by an owner's id in another tenant", { ...olga, tenant: gus.tenant }],
  ])("%s is refused, on record, and changes nothing", async (_, person) => {
    expect(await stage.click(requestId, "approve", "", person)).toEqual(refusal(onlyOwners));
    expect(votes()).toEqual([]);
    expect(stage.store.audit.entries.at(-1)).toMatchObject({
      kind: "vote.refused",
      verdict: "approve",
      comment: onlyOwners,
    });
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(0);
  });

  it("for a namespace that nobody watches any more is refused", async () => {
    stage.policies.policy = aPolicy({ groups: [] });
    expect(await stage.click(requestId, "approve")).toMatchObject({
      reason: expect.stringMatching(/^Only an owner of contoso-orders may decide: ask nobody: no group/),
    });
  });

  it.each(["r-nobody", "", "../r-x", `r-${"a".repeat(26)}`, "__proto__"])(
    "on a card of no request of ours (%p) is refused",
    async (id) => {
      expect(await stage.click(id, "approve")).toEqual(refusal("This card belongs to no request of this service."));
      expect(stage.store.people.rows.size).toBe(0);
    },
  );

  it("to reject without a comment is refused, and is fine where the group says so", async () => {
    const needed = "A comment is needed: it is all that the requester will read.";
    expect(await stage.click(requestId, "reject", " \n ")).toEqual(refusal(needed));
    expect(await stage.click(requestId, "reject", "No")).toMatchObject({ kind: "accepted" });
    stage.policies.policy = aPolicy({ groups: [aGroup({ comment: "never" })] });
    expect(await stage.click(requestId, "reject", "", omar)).toMatchObject({ kind: "accepted" });
  });

  it("at the deadline is too late", async () => {
    stage.clock.moveOn({ hours: 1 });
    expect(await stage.click(requestId, "approve")).toEqual(refusal("The time to decide this request is over."));
  });

  it("after the decision is refused and answered with the card as it is", async () => {
    await stage.click(requestId, "approve");
    await stage.advance(requestId);
    expect(await stage.click(requestId, "reject", "No", omar)).toMatchObject({
      kind: "refused",
      reason: "This request is decided already and is being carried out.",
      card: { state: "applying", decision: { by: "Olga Owens" } },
    });
  });

  it("after the end is refused and answered with the card as it is", async () => {
    await stage.click(requestId, "approve");
    await stage.untilOver(requestId);
    expect(await stage.click(requestId, "approve")).toMatchObject({
      kind: "refused",
      reason: "This request has ended.",
      card: { state: "applied" },
    });
  });

  it("on what a rule decides is refused", async () => {
    const ruled = await stage.store.requests.insert(
      aRequest({ rule: aRule(), connection: { ...aNamespace(), connection: "c2" } }),
    );
    expect(await stage.click(ruled.id, "approve")).toEqual(refusal("This request is decided by the rule partners."));
  });

  it("is no contradiction on record when it comes twice in a second with another verdict", async () => {
    await stage.click(requestId, "approve", "", rita);
    await stage.click(requestId, "reject", "No", rita);
    stage.clock.moveOn({ seconds: 0.3 });
    await stage.click(requestId, "approve", "", rita);
    expect(stage.kinds(requestId).filter((kind) => kind === "vote.refused")).toHaveLength(3);
  });
});
