import { beforeEach, describe, expect, it } from "@jest/globals";
import { act } from "../../src/orchestration/acts.ts";
import { draw } from "../../src/orchestration/talk.ts";
import { aDecision, aGroup, anIntent, anOutcome, aRequest, aRound, aStory } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
const request = aRequest();
const superseded = anOutcome({ kind: "superseded", after: "Rejected" });

beforeEach(() => {
  stage = new Stage();
});

describe("of two activities of one request that run side by side", () => {
  it("the one that would begin a change does not, once the other has ended the request without one", async () => {
    await stage.store.rounds.begin(request.connection, aRound());
    await stage.store.intents.insert(request.id, superseded);
    await act(stage.world, aStory(), { kind: "intend", decision: aDecision() });
    expect(stage.intent(request.id)).toBeUndefined();
    expect(await stage.store.rounds.in(request.connection)).toMatchObject([{ mark: undefined }]);
  });

  it("the one that would end the request without a change does not, once the other has begun one", async () => {
    await stage.store.intents.insert(request.id, anIntent());
    await act(stage.world, aStory(), { kind: "conclude", outcome: superseded });
    expect(stage.outcome(request.id)).toBeUndefined();
  });
});

describe("a step", () => {
  it("that changes nothing needs no intent", async () => {
    await act(stage.world, aStory(), { kind: "intend", decision: aDecision({ verdict: "keep" }) });
    expect(stage.store.intents.rows.size).toBe(0);
  });

  it("that escalates calls nobody whom the policy does not name any more", async () => {
    const { channel } = aGroup();
    const card = {
      channel: channel.id,
      ...(await stage.cards.post(channel, await draw(stage.world, aStory()))),
      postedAt: "",
    };
    await stage.store.requests.insert(request);
    await act(stage.world, aStory({ group: undefined }), { kind: "escalate", address: card });
    expect(stage.cards.posted[0]?.mentioned).toEqual([]);
  });
});
