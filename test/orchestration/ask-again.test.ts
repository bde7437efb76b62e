import { beforeEach, describe, expect, it } from "@jest/globals";
import type { OutcomeKind } from "../../src/domain/request.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  anAllowRule,
  anOutcome,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  olga,
  omar,
  rita,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let first: string;
beforeEach(async () => {
  stage = new Stage();
  first = await stage.asked();
});

async function endAs(kind: OutcomeKind): Promise<void> {
  await stage.store.outcomes.insert(first, anOutcome({ kind, at: stage.clock.now().toISOString(), after: "Pending" }));
  await stage.untilOver(first);
}

const begun = { kind: "begun", message: "The owners are asked again." };

describe("an owner who asks again", () => {
  it.each(["refused", "failed", "expired"] as const)(
    "after a request that ended as %s begins a new one, with a card of its own and no vote yet",
    async (kind) => {
      await endAs(kind);
      expect(await stage.click(first, "ask-again", "They called")).toEqual(begun);
      const second = stage.onlyOpen();
      await stage.advance(second);
      expect(stage.request(second)).toMatchObject({
        ...{ kind: "approve-or-reject", round: 2 },
        askedBy: { comment: "They called", again: true },
      });
      expect(stage.cards.shownFor(second)).toMatchObject([
        { state: "asking", askedBy: { by: "Olga Owens", text: "They called" }, votes: [] },
      ]);
      expect(stage.kinds(second)).toEqual(["request.asked", "policy.ruled", "card.posted"]);
      await stage.click(second, "approve", "Yes", omar);
      await stage.untilOver(second);
      expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Approved" });
    },
  );

  it.each(["applied", "superseded", "indeterminate"] as const)(
    "after one that ended as %s is told that the button does nothing",
    async (kind) => {
      await endAs(kind);
      expect(await stage.click(first, "ask-again")).toMatchObject({
        kind: "refused",
        reason: "This button does nothing here any more.",
        card: { state: kind },
      });
      expect(stage.store.audit.entries.at(-1)).toMatchObject({
        kind: "vote.refused",
        comment: "This button does nothing here any more.",
      });
      expect(stage.store.requests.rows.size).toBe(1);
    },
  );

  it("while the request is open is told so too", async () => {
    expect(await stage.click(first, "ask-again")).toMatchObject({ reason: "This button does nothing here any more." });
  });

  it("twice begins one request: the second click is refused and on record", async () => {
    await endAs("expired");
    await stage.click(first, "ask-again");
    expect(await stage.click(first, "ask-again", "", omar)).toMatchObject({
      kind: "refused",
      reason: "A request for this connection is open: see its card.",
    });
    expect(stage.store.requests.rows.size).toBe(2);
    expect(stage.store.audit.entries.at(-1)).toMatchObject({ kind: "vote.refused", verdict: undefined });
  });

  it("for a connection of another endpoint, or one that is gone or Pending no more, is refused", async () => {
    await endAs("expired");
    const why = async () => {
      const answer = await stage.click(first, "ask-again");
      return answer.kind === "refused" && answer.reason;
    };
    stage.connections.change(aConnectionId(), "Rejected");
    expect(await why()).toBe("The connection is Rejected in Azure now.");
    stage.connections.set(aConnection({ privateEndpoint: aPrivateEndpoint("pe-other") }));
    expect(await why()).toBe("The connection belongs to another private endpoint now: it has a card of its own.");
    stage.connections.set(aConnection({ privateEndpoint: undefined }));
    expect(await why()).toBe("The connection belongs to another private endpoint now: it has a card of its own.");
    stage.connections.takeAway(aConnectionId());
    expect(await why()).toBe("The connection is gone from Azure.");
    expect(stage.store.requests.rows.size).toBe(1);
  });

  it("is an owner: nobody else may", async () => {
    await endAs("expired");
    expect(await stage.click(first, "ask-again", "", rita)).toMatchObject({ kind: "refused" });
    expect(stage.store.requests.rows.size).toBe(1);
  });

  it("is answered by a rule where one allows it by now", async () => {
    await endAs("expired");
    const rule = anAllowRule({ name: "partners", subscription: FABRIKAM, atMost: 1 });
    stage.policies.policy = aPolicy({ allow: [rule] });
    await stage.click(first, "ask-again");
    const second = stage.onlyOpen();
    expect(stage.request(second).rule).toMatchObject({ name: "partners" });
    await stage.untilOver(second);
    expect(stage.store.decisions.rows.get(second)).toMatchObject({ by: { kind: "rule", ref: "partners" } });
  });

  it("of a namespace that vanished in between counts no connections", async () => {
    await endAs("expired");
    stage.connections.list = async () => "gone";
    expect(await stage.click(first, "ask-again")).toEqual(begun);
    expect(stage.request(stage.onlyOpen()).endpointsUsed).toBe(0);
  });

  it("goes on where an earlier click was cut off before the request was written", async () => {
    await endAs("expired");
    stage.store.failures.fail("requests.insert", new Fault("tables are away"));
    await expect(stage.click(first, "ask-again")).rejects.toThrow("tables are away");
    expect(await stage.click(first, "ask-again")).toEqual(begun);
    expect([...stage.store.requests.rows.values()].map(({ round }) => round)).toEqual([1, 2]);
  });

  it("goes on with what another owner had begun, and says whose it is by its card", async () => {
    await endAs("expired");
    stage.store.failures.fail("requests.insert", new Fault("tables are away"));
    await expect(stage.click(first, "ask-again")).rejects.toThrow("tables are away");
    expect(await stage.click(first, "ask-again", "", omar)).toMatchObject({
      reason: "A request for this connection is open: see its card.",
    });
    const { askedBy } = stage.request(stage.onlyOpen());
    expect(await stage.store.people.find(askedBy?.ref ?? "")).toMatchObject({ objectId: olga.objectId });
  });

  it("does so though the row of its round was lost", async () => {
    await endAs("expired");
    stage.store.rounds.rows.clear();
    expect(await stage.click(first, "ask-again")).toEqual(begun);
    expect(stage.request(stage.onlyOpen()).round).toBe(2);
  });

  it("has the policy's quorum to find", async () => {
    await endAs("refused");
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorumForOtherTenants: 2 })] });
    await stage.click(first, "ask-again");
    const second = stage.onlyOpen();
    await stage.click(second, "approve");
    await stage.advance(second);
    expect(stage.store.decisions.rows.get(second)).toBeUndefined();
  });
});
