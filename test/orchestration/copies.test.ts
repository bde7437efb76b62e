import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Card, Verb } from "../../src/domain/card.ts";
import type { CardSpot } from "../../src/domain/copies.ts";
import type { Channel } from "../../src/domain/policy.ts";
import { advance } from "../../src/orchestration/advance.ts";
import { takeClick } from "../../src/orchestration/clicks.ts";
import { type Cards, Fault } from "../../src/ports.ts";
import { aConnection, olga, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let requestId: string;

beforeEach(() => {
  stage = new Stage();
});

const NO_ANSWER = new Fault("Teams gave no answer");
const CHANNEL = "19:relayapprovals@thread.tacv2";
const FIRST: CardSpot = { conversation: `${CHANNEL};messageid=activity-1`, activity: "activity-1" };

const clickOn = (spot: CardSpot, verb: Verb = "approve", person = olga) =>
  takeClick(stage.world, stage.orchestrations, {
    ...{ requestId, spot, verb, person, comment: "Known partner", confirmed: true },
  });
const progress = () => stage.request(requestId).progress;

/** The answer to the first post is lost: a card stands that the service does not know. */
async function askedTwice(): Promise<void> {
  stage.cards.failures.loseAnswer("post", NO_ANSWER);
  stage.connections.set(aConnection());
  await stage.look();
  requestId = stage.onlyOpen();
  await expect(stage.advance(requestId)).rejects.toThrow(NO_ANSWER);
  await stage.advance(requestId);
}

describe("a copy of a card, whose post's answer was lost", () => {
  beforeEach(askedTwice);

  it("is known as soon as somebody clicks on it, and then says that there is a newer card", async () => {
    await clickOn(FIRST, "hold");
    expect(progress()).toMatchObject({ card: { activity: "activity-2" }, copies: [{ ...FIRST, state: "found" }] });
    await stage.advance(requestId);
    expect(progress().copies).toMatchObject([{ ...FIRST, state: "told" }]);
    expect([...stage.cards.retired]).toEqual([
      ["activity-1", { postedAt: progress().card?.postedAt, channel: undefined }],
    ]);
  });

  it("takes a click as well as the newer one", async () => {
    expect(await clickOn(FIRST)).toMatchObject({ kind: "accepted" });
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "applied" });
    expect([...stage.cards.retired.keys()]).toEqual(["activity-1"]);
  });

  it("is known also by a click that does not count, and its approval is woken for it", async () => {
    expect(await clickOn(FIRST, "approve", rita)).toMatchObject({ kind: "refused" });
    expect(progress().copies).toHaveLength(1);
    expect(stage.orchestrations.approvals.get(requestId)?.wakes).toBe(1);
  });

  it("is news once, and a click on the newest card is none", async () => {
    await clickOn(FIRST, "approve", rita);
    await stage.advance(requestId);
    const before = progress();
    await clickOn(FIRST, "approve", rita);
    await clickOn({ ...FIRST, conversation: `${CHANNEL};messageid=activity-2`, activity: "activity-2" }, "keep", rita);
    expect(progress()).toEqual(before);
  });

  it("holds up nothing when it cannot be marked, and is tried again with the next edit", async () => {
    stage.cards.failures.fail("retire", new Fault("Teams answered 500"));
    await clickOn(FIRST, "hold");
    await stage.advance(requestId);
    expect(progress().copies).toMatchObject([{ state: "missed" }]);
    await stage.click(requestId, "approve", "Yes");
    await stage.untilOver(requestId);
    expect([...stage.cards.retired.keys()]).toEqual(["activity-1"]);
  });

  it("is told once, whatever other copies are found later", async () => {
    await clickOn(FIRST, "hold");
    await stage.advance(requestId);
    const [posted] = stage.cards.posted;
    if (posted) stage.cards.posted.push({ ...posted, activity: "activity-3" });
    await clickOn({ conversation: `${CHANNEL};messageid=activity-3`, activity: "activity-3" }, "hold");
    await stage.advance(requestId);
    expect(progress().copies.map(({ state }) => state)).toEqual(["told", "told"]);
    expect(stage.cards.failures.calls.filter((call) => call === "retire")).toHaveLength(2);
  });

  it("is forgotten when it is gone", async () => {
    stage.cards.gone.add("activity-1");
    await clickOn(FIRST, "hold");
    await stage.advance(requestId);
    expect(progress().copies).toEqual([]);
  });

  it("is not believed when it stands in another channel", async () => {
    await clickOn({ conversation: "19:elsewhere@thread.tacv2;messageid=1", activity: "1" });
    expect(progress().copies).toEqual([]);
  });

  it("costs no click: that it cannot be kept is only logged", async () => {
    stage.store.failures.fail("requests.update", new Fault("Storage answered 503"));
    expect(await clickOn(FIRST)).toMatchObject({ kind: "accepted" });
    expect(stage.log.at("warn")).toContain("Where a card stands could not be kept");
  });

  it("is marked too when it is found after the end", async () => {
    await stage.click(requestId, "approve", "Yes");
    await stage.untilOver(requestId);
    expect(await clickOn(FIRST)).toMatchObject({ kind: "refused" });
    expect(await stage.advance(requestId)).toEqual({ kind: "over" });
    expect([...stage.cards.retired.keys()]).toEqual(["activity-1"]);
  });
});

describe("the only card of a request, whose post's answer was lost", () => {
  beforeEach(async () => {
    stage.cards.failures.loseAnswer("post", NO_ANSWER);
    stage.connections.set(aConnection());
    await stage.look();
    requestId = stage.onlyOpen();
    await expect(stage.advance(requestId)).rejects.toThrow(NO_ANSWER);
  });

  it("is the card from the click on that was made on it: no other one is posted", async () => {
    await clickOn(FIRST, "hold");
    expect(progress()).toMatchObject({ card: { ...FIRST, channel: CHANNEL }, copies: [] });
    await stage.advance(requestId);
    expect(stage.cards.posted.map(({ versions }) => versions.at(-1)?.state)).toEqual(["held"]);
    expect(stage.kinds(requestId)).toContain("card.posted");
  });

  it("is a copy when another one is just being posted", async () => {
    const cards = Object.assign(Object.create(stage.cards) as Cards, {
      post: async (channel: Channel, card: Card) => {
        await clickOn(FIRST, "hold");
        return stage.cards.post(channel, card);
      },
    });
    await advance({ ...stage.world, cards }, requestId);
    expect(progress()).toMatchObject({ card: { activity: "activity-2" }, copies: [{ ...FIRST, state: "told" }] });
  });
});

describe("a card of a request that ended without a known one", () => {
  it("shows the end as soon as somebody clicks on it", async () => {
    stage.cards.failures.loseAnswer("post", NO_ANSWER);
    stage.connections.set(aConnection());
    await stage.look();
    requestId = stage.onlyOpen();
    await expect(stage.advance(requestId)).rejects.toThrow(NO_ANSWER);
    stage.connections.takeAway(aConnection().id);
    await stage.untilOver(requestId);
    await clickOn(FIRST);
    await stage.advance(requestId);
    expect(stage.cards.posted.map(({ versions }) => versions.at(-1)?.state)).toEqual(["superseded"]);
  });
});
