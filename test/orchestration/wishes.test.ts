import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId, aGroup, aPolicy, omar, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let approved: string;
beforeEach(async () => {
  stage = new Stage();
  approved = await stage.asked();
  await stage.click(approved, "approve", "Known partner");
  await stage.untilOver(approved);
});

describe("what an owner wants of an approved connection", () => {
  it("is refused with the reason, not with the card that stands there already", async () => {
    const needed = { kind: "refused", reason: "A comment is needed: say why.", card: undefined };
    expect(await stage.click(approved, "revoke", " ")).toEqual(needed);
    expect(await stage.click(approved, "remove", "")).toEqual(needed);
    expect(await stage.click(approved, "remove", "Out", rita)).toMatchObject({ kind: "refused", card: undefined });
  });

  it("is answered with the card when another request has changed what may be done", async () => {
    expect(await stage.click(approved, "hold", "Who are you?")).toMatchObject({ card: { state: "applied" } });
  });

  it("is applied when the connection is gone: until then Azure shows a removed one as Disconnected", async () => {
    await stage.click(approved, "remove", "The migration is over");
    const removal = stage.onlyOpen();
    await stage.advance(removal);
    expect(await stage.connections.get(aConnection().id)).toMatchObject({
      status: "Disconnected",
      provisioning: "busy",
    });
    await stage.untilOver(removal);
    expect(stage.outcome(removal)).toMatchObject({ kind: "applied", after: "gone" });
    expect(stage.connections.removals).toHaveLength(1);
  });

  it("is tried again when Azure leaves a removed connection behind as Disconnected", async () => {
    await stage.click(approved, "remove", "The migration is over");
    const removal = stage.onlyOpen();
    await stage.advance(removal);
    stage.connections.change(aConnection().id, "Disconnected");
    await stage.untilOver(removal);
    expect(stage.outcome(removal)).toMatchObject({ kind: "applied", after: "gone" });
    expect(stage.connections.removals).toHaveLength(2);
  });
});

describe("a revocation that an owner wants", () => {
  it("is on record with who wanted it and why, is decided by that vote, and told on a card of its own", async () => {
    expect(await stage.click(approved, "revoke", "The contract ended")).toEqual({
      kind: "begun",
      message: "It is on record and under way.",
    });
    const revocation = stage.onlyOpen();
    await stage.untilOver(revocation);
    expect(await stage.connections.get(aConnectionId())).toMatchObject({
      status: "Rejected",
      description: "The contract ended [RA-mark000002]",
    });
    expect(stage.kinds(revocation)).toEqual([
      "request.asked",
      "vote.cast",
      "decision.made",
      "change.intended",
      "change.applied",
      "card.posted",
      "request.told",
    ]);
    const asked = stage.store.audit.entries.find(({ id }) => id === `${revocation}/seen`);
    expect(asked).toMatchObject({ actor: { kind: "person" }, after: "Approved", comment: "The contract ended" });
    expect(stage.cards.shownFor(revocation)).toMatchObject([
      { kind: "revoke", state: "applied", askedBy: { by: "Olga Owens", text: "The contract ended" } },
    ]);
  });

  it("needs the policy's quorum, and one owner who would keep it is enough to keep it", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorum: 2 })] });
    await stage.click(approved, "revoke", "The contract ended");
    const revocation = stage.onlyOpen();
    await stage.advance(revocation);
    expect(stage.cards.shownFor(revocation)).toMatchObject([
      { state: "asking", votesNeeded: 2, votes: [{ by: "Olga Owens", verdict: "revoke" }], verbs: ["revoke", "keep"] },
    ]);
    await stage.click(revocation, "keep", "It was renewed", omar);
    await stage.untilOver(revocation);
    expect(stage.outcome(revocation)).toMatchObject({ kind: "kept", after: "Approved" });
    expect(stage.cards.posted.at(-1)?.replies).toEqual([
      "1 of 2: Olga Owens votes to revoke: The contract ended",
      "Kept by Omar Osei: It was renewed",
    ]);
    expect(stage.connections.puts).toHaveLength(1);
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
  });

  it("is agreed to by a second owner", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorum: 2 })] });
    await stage.click(approved, "revoke", "The contract ended");
    const revocation = stage.onlyOpen();
    await stage.advance(revocation);
    await stage.click(revocation, "revoke", "So it did", omar);
    await stage.untilOver(revocation);
    expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Rejected" });
  });

  it("is superseded when somebody rejects it in the portal first", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorum: 2 })] });
    await stage.click(approved, "revoke", "The contract ended");
    const revocation = stage.onlyOpen();
    stage.connections.change(aConnectionId(), "Rejected", "by hand");
    await stage.untilOver(revocation);
    expect(stage.outcome(revocation)).toMatchObject({ kind: "superseded", by: "azure", after: "Rejected" });
  });

  it("is not wanted of what is not approved", async () => {
    stage.connections.change(aConnectionId(), "Rejected", "by hand");
    expect(await stage.click(approved, "revoke", "Out")).toMatchObject({
      reason: "The connection is Rejected in Azure now.",
    });
  });

  it("counts no vote of a click that could not be carried through", async () => {
    stage.store.failures.fail("rounds.begin", new Fault("tables are away"));
    await expect(stage.click(approved, "revoke", "Out")).rejects.toThrow("tables are away");
    expect(stage.store.votes.rows.map(({ requestId }) => requestId)).toEqual([approved]);
  });
});

describe("two owners who want different things of a connection at the same moment", () => {
  it("begin one request: the other is told that there is one", async () => {
    const answers = await Promise.all([
      stage.click(approved, "revoke", "The contract ended"),
      stage.click(approved, "remove", "Clear it away", omar),
    ]);
    expect(answers).toMatchObject([
      { kind: "begun" },
      { kind: "refused", reason: "A request for this connection is open: see its card." },
    ]);
    await stage.untilOver(stage.onlyOpen());
    expect(stage.connections.removals).toEqual([]);
    expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Rejected" });
  });
});
