import { beforeEach, describe, expect, it } from "@jest/globals";
import { Fault } from "../../src/ports.ts";
import { aGroup, aPerson, aPolicy, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;
const watched = (overrides = {}) =>
  aPolicy({
    groups: [aGroup({ remindEveryHours: 24, escalation: { afterHours: 36, to: [aPerson(rita)] }, ...overrides })],
  });

beforeEach(async () => {
  stage = new Stage();
  stage.policies.policy = watched();
  requestId = await stage.asked();
});

const cards = () => stage.cards.posted.filter(({ versions }) => versions[0]?.requestId === requestId);

describe("a card that somebody deleted in Teams", () => {
  beforeEach(() => {
    stage.cards.gone.add("activity-1");
  });

  it.each([
    ["a reminder", 24],
    ["an escalation", 36],
  ])("is missed by %s, and the owners are asked with another one", async (_, hours) => {
    stage.clock.moveOn({ hours });
    await stage.advance(requestId);
    expect(cards()).toHaveLength(2);
    expect(stage.request(requestId).progress).toMatchObject({ card: { activity: "activity-2" } });
  });

  it("is missed when it should show something new", async () => {
    await stage.click(requestId, "hold", "Which team?");
    await stage.advance(requestId);
    expect(cards().at(-1)?.versions).toMatchObject([{ state: "held" }]);
  });

  it("holds up nothing that is decided, and makes no other card", async () => {
    await stage.click(requestId, "approve", "Yes");
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied" });
    expect(cards()).toHaveLength(1);
  });
});

describe("a card in a channel that was left for another", () => {
  const elsewhere = { id: "19:elsewhere@thread.tacv2", name: "Elsewhere" };

  it("says where the request is asked now, and has no buttons any more", async () => {
    stage.policies.policy = watched({ channel: elsewhere });
    await stage.advance(requestId);
    const [former, present] = cards();
    expect(former).toMatchObject({ replies: ["This request is asked in the channel Elsewhere now."] });
    expect(stage.cards.retired.get("activity-1")).toMatchObject({ channel: "Elsewhere" });
    expect(present).toMatchObject({ channel: elsewhere, versions: [{ verbs: ["approve", "reject", "hold"] }] });
  });

  it("is left as it is when Teams does not change it, until there is something else to show", async () => {
    stage.policies.policy = watched({ channel: elsewhere });
    stage.cards.failures.fail("retire", new Fault("Teams answered 500"));
    stage.cards.failures.fail("reply", new Fault("Teams answered 500"));
    await stage.advance(requestId);
    await stage.advance(requestId);
    expect(stage.cards.retired.size).toBe(0);
    expect(stage.log.at("warn")).toEqual([
      "The thread in an earlier channel could not be told",
      "A copy of a card could not be marked",
    ]);
    await stage.click(requestId, "hold", "Which team?");
    await stage.advance(requestId);
    expect([...stage.cards.retired.keys()]).toEqual(["activity-1"]);
  });
});
