import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { anActivity, TENANT } from "./bot-framework.ts";
import { type BotScene, botScene } from "./bot-scene.ts";

let scene: BotScene;

beforeAll(async () => {
  scene = await botScene();
});

beforeEach(() => {
  scene.reset();
});

const SPOT = { conversation: "19:relay-approvals@thread.tacv2;messageid=1700000000000", activity: "1700000000000" };
const executing = (verb: string) => ({ action: { type: "Action.Execute", verb, data: { ref: "line" } } });
const pressed = (overrides = {}) => scene.receive(anActivity({ value: executing("show-next"), ...overrides }));

describe("a press on Show next", () => {
  it("is by the person and from the card that Teams names, whatever its data says", async () => {
    await pressed({
      value: { action: { type: "Action.Execute", verb: "show-next", data: { ref: "r-1", channel: "x" } } },
    });
    expect(scene.nextClicks).toEqual([
      {
        person: { objectId: "e0000000-0000-4000-8000-000000000001", tenant: TENANT, name: "Olga Owens" },
        spot: SPOT,
      },
    ]);
    expect(scene.clicks).toEqual([]);
  });

  it("is answered to the one who pressed only", async () => {
    expect((await pressed()).body).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "The next one is about contoso-orders.",
    });
  });

  it("that does not work says so, and is logged", async () => {
    scene.answer = new Error("two at once");
    expect((await pressed()).body).toMatchObject({ value: "That did not work just now. Please press once more." });
    expect(scene.logged).toHaveLength(1);
  });

  it("from no card at all is not understood", async () => {
    expect(await pressed({ replyToId: undefined })).toMatchObject({ body: { statusCode: 400 } });
    expect(scene.nextClicks).toEqual([]);
  });

  it("of a client that knows only Action.Submit counts as well", async () => {
    const message = { type: "message", name: undefined, text: undefined, value: { verb: "show-next", ref: "line" } };
    await scene.receive(anActivity(message));
    expect(scene.nextClicks).toMatchObject([{ spot: SPOT }]);
  });
});

describe("a click on a card", () => {
  it("tells where the card stands", async () => {
    await scene.receive();
    expect(scene.clicks).toMatchObject([{ spot: SPOT }]);
  });

  it("counts also when Teams does not tell that", async () => {
    await scene.receive(anActivity({ replyToId: null }));
    expect(scene.clicks).toMatchObject([{ verb: "approve", spot: undefined }]);
  });
});
