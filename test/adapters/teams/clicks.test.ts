import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { TeamsSettings } from "../../../src/adapters/teams/settings.ts";
import type { ClickAnswer } from "../../../src/domain/click.ts";
import { aCard, everyObject, textsOf } from "./a-card.ts";
import { anActivity, NOW, TENANT } from "./bot-framework.ts";
import { type BotScene, botScene } from "./bot-scene.ts";

let scene: BotScene;

beforeAll(async () => {
  scene = await botScene();
});

beforeEach(() => {
  scene.reset();
});

describe("a click", () => {
  it("is a vote by the person whom Teams names", async () => {
    await scene.receive();
    expect(scene.clicks).toEqual([
      {
        requestId: "r-abcdefghijklmnopqrstuvwxyz",
        verb: "approve",
        confirmed: false,
        comment: "Our order importer",
        person: { objectId: "e0000000-0000-4000-8000-000000000001", tenant: TENANT, name: "Olga Owens" },
        spot: { conversation: "19:relay-approvals@thread.tacv2;messageid=1700000000000", activity: "1700000000000" },
      },
    ]);
  });

  it("is answered with the card as it now is", async () => {
    const { status, body } = await scene.receive();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: { type: "AdaptiveCard", speak: "Decided, not yet done: Decided to approve — Azure is working on it." },
    });
  });

  it("that is refused is answered to the one who clicked only", async () => {
    scene.answer = { kind: "refused", reason: "You are no owner of contoso-orders.", card: undefined };
    expect((await scene.receive()).body).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "You are no owner of contoso-orders.",
    });
  });

  it.each(["approve", "reject", "revoke", "remove", "keep", "hold", "ask-again"])(
    "on %s says that, and is no confirmation",
    async (verb) => {
      await scene.receive(anActivity({ value: executing({}, verb) }));
      expect(scene.clicks).toMatchObject([{ verb, confirmed: false }]);
    },
  );

  it.each(["reject", "revoke", "remove"])("on confirm-%s says it for the second time", async (verb) => {
    await scene.receive(anActivity({ value: executing({ comment: "Not ours" }, `confirm-${verb}`) }));
    expect(scene.clicks).toMatchObject([{ verb, confirmed: true, comment: "Not ours" }]);
  });

  it("is believed no confirmation that stands in the data", async () => {
    await scene.receive(anActivity({ value: executing({ confirmed: true, verb: "confirm-reject" }, "reject") }));
    expect(scene.clicks).toMatchObject([{ verb: "reject", confirmed: false }]);
  });

  it.each(["reject", "revoke", "remove"] as const)(
    "to %s is answered with a card that asks once more",
    async (verb) => {
      scene.answer = { kind: "confirm", verb, comment: "Not ours", card: aCard() };
      const { status, body } = await scene.receive(anActivity({ value: executing({ comment: "Not ours" }, verb) }));
      expect(status).toBe(200);
      expect(body).toMatchObject({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive" });
      const { value } = body as { value: { refresh?: unknown } };
      expect(value.refresh).toBeUndefined();
      expect(everyObject(value).find(({ id }) => id === "comment")).toMatchObject({ value: "Not ours" });
      expect(everyObject(value).find(({ id }) => id === `confirm-${verb}`)).toMatchObject({
        verb: `confirm-${verb}`,
        data: { ref: "r-abcdefghijklmnopqrstuvwxyz" },
      });
    },
  );

  it("that would have to confirm what is not final is not understood", async () => {
    scene.answer = { kind: "confirm", verb: "approve", comment: "", card: aCard() };
    expect((await scene.receive()).body).toMatchObject({ statusCode: 400 });
  });

  it("that begins something is told so, alone", async () => {
    scene.answer = { kind: "begun", message: "The owners are asked: \u202Esee the new card." };
    expect((await scene.receive(anActivity({ value: executing({}, "ask-again") }))).body).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "The owners are asked: ⟨U+202E⟩see the new card.",
    });
  });

  it("on an ended request is answered with why it does not count and how the request ended", async () => {
    const card = aCard({ state: "expired", decision: undefined });
    scene.answer = { kind: "refused", reason: "Only an owner may decide: ask https://evil.example", card };
    const { body } = await scene.receive();
    expect(body).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: { type: "AdaptiveCard", speak: "Your click does not count. Over: Nobody decided in time." },
    });
    expect(textsOf(body).slice(0, 4)).toEqual([
      "⚠ Your click does not count",
      "Only an owner may decide: ask https[:]//evil.example",
      "Over",
      "Nobody decided in time",
    ]);
  });

  it("that can't be recorded says so, and is logged", async () => {
    scene.answer = new Error("the table is away");
    expect((await scene.receive()).body).toMatchObject({
      type: "application/vnd.microsoft.activity.message",
      value:
        "It is not certain that your click was recorded. Please click again in a minute: a second click counts no more than one.",
    });
    expect(scene.logged).toHaveLength(1);
  });

  it("that takes long is answered in time with what is certain, and goes on", async () => {
    let done: (answer: ClickAnswer) => void = () => {};
    const work = new Promise<ClickAnswer>((resolve) => {
      done = resolve;
    });
    Object.assign(scene, { answer: work, timeIsUp: Promise.resolve() });
    expect((await scene.receive()).body).toMatchObject({
      type: "application/vnd.microsoft.activity.message",
      value:
        "This takes longer than it should, and is gone on with. If the card does not change in a minute, please click again: a second click counts no more than one.",
    });
    expect(scene.until).toEqual([new Date(NOW.getTime() + 800)]);
    expect(scene.logged).toHaveLength(1);
    done({ kind: "begun", message: "At last." });
    await work;
  });

  it("that fails after it was answered ends nothing, and is logged", async () => {
    let fail: (error: Error) => void = () => {};
    const work = new Promise<ClickAnswer>((_, reject) => {
      fail = reject;
    });
    Object.assign(scene, { answer: work, timeIsUp: Promise.resolve() });
    await scene.receive();
    fail(new Error("the table is away"));
    await expect(work).rejects.toThrow();
    expect(scene.logged.map(([message]) => message)).toEqual([
      "A click takes long; it was answered before it was done",
      "It is not certain that a click was recorded",
    ]);
  });

  it("keeps a thousand characters of a comment", async () => {
    await scene.receive(anActivity({ value: executing({ comment: "x".repeat(5000) }) }));
    expect(scene.clicks[0]?.comment).toBe("x".repeat(1000));
  });

  it("keeps no half of a character, and one form of each", async () => {
    await scene.receive(anActivity({ value: executing({ comment: `${"x".repeat(999)}😀` }) }));
    await scene.receive(anActivity({ value: executing({ comment: "e\u0301 \uD800" }) }));
    expect(scene.clicks.map(({ comment }) => comment)).toEqual(["x".repeat(999), "\u00E9 \uFFFD"]);
  });

  it.each([undefined, "", "  "])("by somebody whose name is %j is by nobody's name", async (name) => {
    await scene.receive(
      anActivity({ from: { id: "29:olga", name, aadObjectId: "e0000000-0000-4000-8000-000000000001" } }),
    );
    expect(scene.clicks[0]?.person.name).toBe("");
  });

  it("without a comment is one with an empty comment", async () => {
    await scene.receive(anActivity({ value: executing({}) }));
    expect(scene.clicks[0]?.comment).toBe("");
  });

  it.each<[string, unknown]>([
    ["an unknown verb", executing({}, "purge")],
    ["a verb in capitals", executing({}, "Approve")],
    ["a confirmation of what is not final", executing({}, "confirm-approve")],
    ["a verb that every object has", executing({}, "constructor")],
    ["no verb", executing({}, null)],
    ["a verb that is a list", executing({}, ["approve"])],
    ["no reference", { action: { type: "Action.Execute", verb: "approve", data: {} } }],
    ["a reference that is a number", executing({ ref: 7 })],
    ["a reference that is an object", executing({ ref: { toString: "r" } })],
    ["a reference without end", executing({ ref: "r".repeat(101) })],
    ["a comment that is a list", executing({ comment: ["yes"] })],
    ["data that is text", { action: { type: "Action.Execute", verb: "approve", data: "r-1" } }],
  ])("with %s does nothing", async (_what, value) => {
    expect(await scene.receive(anActivity({ value }))).toMatchObject({ status: 200, body: { statusCode: 400 } });
    expect(scene.clicks).toEqual([]);
  });

  it.each([null, undefined, "approve", 7, [], { action: null }, { action: { type: "Action.Other" } }])(
    "whose value is %j is not one",
    async (value) => {
      expect(await scene.receive(anActivity({ value }))).toEqual({ status: 501 });
    },
  );
});

function executing(data: Record<string, unknown>, verb: unknown = "approve") {
  return { action: { type: "Action.Execute", verb, data: { ref: "r-abcdefghijklmnopqrstuvwxyz", ...data } } };
}

describe("the bot", () => {
  it.each(["conversationUpdate", "installationUpdate", "event"])("does nothing about %s", async (type) => {
    expect(await scene.receive(anActivity({ type, from: { id: "29:x" }, value: undefined }))).toEqual({ status: 200 });
  });

  it.each<[Partial<TeamsSettings>]>([
    [{ appId: "" }],
    [{ tenantId: "" }],
    [{ serviceUrl: "http://smba.trafficmanager.net/teams/" }],
    [{ serviceUrl: "https://evil.example/" }],
    [{ openIdMetadataUrl: "http://login.botframework.com/" }],
    [{ issuer: "" }],
    [{ connectorAudience: "" }],
  ])("does not start with %j", (change) => {
    expect(() => scene.makeBot(change)).toThrow(/Teams settings/);
  });

  it("names every fault of its settings at once", () => {
    expect(() => scene.makeBot({ appId: "", tenantId: "x" })).toThrow("appId must be a GUID; tenantId must be a GUID");
  });
});
