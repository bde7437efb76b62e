import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aConnectionId, aGroup, aPerson, aPolicy, olga, omar, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

const noAnswer = () => new Fault("no answer within 15 s");

let stage: Stage;
let requestId: string;
async function askedOf(group = aGroup()): Promise<void> {
  stage = new Stage();
  stage.policies.policy = aPolicy({ groups: [group] });
  requestId = await stage.asked();
}
beforeEach(() => askedOf());

const replies = () => stage.cards.posted[0]?.replies;

async function tryFor(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await stage.advance(requestId).catch(() => undefined);
}

describe("a question to the requester", () => {
  const TOLD = "Held until 2026-11-23 09:00 UTC. Olga Owens asks the requester: Which orders?";

  it("is told in the thread once, and a second one too", async () => {
    await stage.click(requestId, "hold", "Which orders?");
    await tryFor(3);
    expect(replies()).toEqual([TOLD]);
    await stage.click(requestId, "hold", "And who are you?", omar);
    await tryFor(3);
    expect(replies()).toEqual([
      TOLD,
      "Held until 2026-11-23 09:00 UTC. Omar Osei asks the requester: And who are you?",
    ]);
  });

  it("is told when Teams is back, five times at most without an answer, and holds up no decision", async () => {
    await stage.click(requestId, "hold", "Which orders?");
    stage.cards.failures.loseAnswer("reply", noAnswer(), 2);
    await tryFor(5);
    expect(replies()).toEqual([TOLD, TOLD, TOLD]);
    await stage.click(requestId, "hold", "And who are you?");
    stage.cards.failures.loseAnswer("reply", noAnswer(), 100);
    await tryFor(3);
    await stage.click(requestId, "approve", "", omar);
    await stage.advance(requestId);
    expect(stage.connections.puts).toHaveLength(1);
    expect(replies()?.filter((text) => text.includes("And who"))).toHaveLength(3);
  });

  it("is not told when its time is over", async () => {
    await stage.click(requestId, "hold", "Which orders?");
    stage.clock.moveOn({ hours: 72 });
    await tryFor(2);
    expect(replies()).toEqual([]);
  });

  it("on a card that somebody deleted is asked with a new one, and told below it", async () => {
    await stage.click(requestId, "hold", "Which orders?");
    await stage.advance(requestId);
    await stage.click(requestId, "hold", "And who are you?");
    stage.cards.gone.add("activity-1");
    stage.cards.failures.fail("edit", noAnswer());
    await tryFor(4);
    expect(stage.cards.posted.map((card) => card.replies.length)).toEqual([1, 1]);
  });
});

describe("the vote of an owner", () => {
  beforeEach(() => askedOf(aGroup({ quorumForOtherTenants: 3, owners: [olga, omar, rita].map(aPerson) })));

  it("is told with how many there are, and the decision with all names", async () => {
    await stage.click(requestId, "approve", "Known partner");
    await tryFor(2);
    stage.clock.moveOn({ minutes: 1 });
    await stage.click(requestId, "approve", "", omar);
    await tryFor(2);
    stage.clock.moveOn({ minutes: 1 });
    await stage.click(requestId, "approve", "", rita);
    await stage.untilOver(requestId);
    expect(replies()).toEqual([
      "1 of 3: Olga Owens votes to approve: Known partner",
      "2 of 3: Omar Osei votes to approve.",
      "Decided to approve, by Olga Owens and Omar Osei and Rita Reader. Azure is working on it.",
      "Approved by Olga Owens and Omar Osei and Rita Reader: Known partner",
    ]);
  });

  it("is told in the order of the votes, whichever is read first", async () => {
    await stage.click(requestId, "approve", "");
    stage.clock.moveOn({ minutes: -1 });
    await stage.click(requestId, "approve", "", omar);
    await tryFor(3);
    expect(replies()).toEqual(["1 of 3: Omar Osei votes to approve.", "2 of 3: Olga Owens votes to approve."]);
  });

  it("is not told of somebody who is no owner any more", async () => {
    await stage.click(requestId, "approve", "");
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorumForOtherTenants: 2, owners: [aPerson(rita)] })] });
    await tryFor(2);
    expect(replies()).toEqual([]);
  });
});

describe("that a request is decided", () => {
  it("is tried once, since how it ended will be told, and puts off no look at Azure", async () => {
    stage.cards.failures.fail("reply", noAnswer());
    await stage.click(requestId, "approve", "Yes");
    const rest = await stage.advance(requestId);
    expect(rest).toMatchObject({ kind: "wait" });
    expect(stage.log.at("warn")).toContain("That a request is decided could not be told");
    await stage.untilOver(requestId);
    expect(replies()).toEqual(["Approved by Olga Owens: Yes"]);
  });

  it("is told once, however often it is advanced", async () => {
    await stage.click(requestId, "reject", "No");
    await tryFor(4);
    expect(replies()).toEqual(["Decided to reject, by Olga Owens. Azure is working on it."]);
  });

  it("by a rule says which", async () => {
    await askedOf(aGroup({ expiry: { afterHours: 24, action: "reject" } }));
    stage.clock.moveOn({ hours: 25 });
    await stage.advance(requestId);
    expect(replies()).toEqual(["Decided to reject, by rule expiry. Azure is working on it."]);
  });

  it("is not told of what Azure refused at once", async () => {
    stage.connections.change(aConnectionId(), "Pending");
    await stage.click(requestId, "approve", "Yes");
    stage.connections.takeAway(aConnectionId());
    await stage.untilOver(requestId);
    expect(replies()).toHaveLength(1);
  });
});
