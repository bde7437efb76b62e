import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { clickAs, sayAs, submitAs } from "../../../sandbox/teams/act.ts";
import { repliesTo, shownNow, wordsOn } from "../../../sandbox/teams/record.ts";
import { approvalsChannel, nia } from "../../../sandbox/teams/teams-world.ts";
import { contoso, olga, omar } from "../../../sandbox/world.ts";
import { Fault } from "../../../src/ports.ts";
import { anActivity } from "../../adapters/teams/bot-framework.ts";
import { type BotOnStage, botOnStage, decidedCard } from "./bot-on-stage.ts";
import { openPage } from "./page.ts";

let scene: BotOnStage;

beforeAll(async () => {
  scene = await botOnStage();
}, 60_000);

afterAll(() => scene?.close());

beforeEach(() => scene.reset());

describe("a card in the Playground", () => {
  it("is posted, clicked, changed and replied to", async () => {
    const { first, address, requestId } = await scene.posted();
    expect(address).toMatchObject({ conversation: first.conversation, activity: first.activity });
    expect(first.conversation).toBe(`${approvalsChannel.id};messageid=${first.activity}`);
    const onScreen = await scene.page.shows((told) => told.find(({ message }) => message.messageId === first.activity));
    expect(wordsOn(onScreen.message.attachments[0]?.content)).toContain("A private endpoint asks to join");

    const comment = "our <at>importer</at>";
    const answer = await clickAs(scene.stage.playground.url, {
      person: olga,
      card: first,
      verb: "approve",
      requestId,
      comment,
    });
    expect(scene.clicks).toEqual([
      {
        requestId,
        verb: "approve",
        confirmed: false,
        comment,
        person: { objectId: olga.objectId, tenant: contoso.tenant, name: "Olga Owens" },
        spot: { conversation: first.conversation, activity: first.activity },
      },
    ]);
    expect(answer).toMatchObject({ status: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(wordsOn(answer.value)).toContain("Azure is working on it");

    await scene.bot.cards.edit(address, decidedCard(requestId, "approve", "applied"));
    await scene.bot.cards.reply(address, "Approved by Olga Owens: https://evil.example");
    expect(wordsOn(shownNow(scene.stage.relay.record, first).card)).toContain(
      "Approved by Olga Owens: Our order importer",
    );
    expect(repliesTo(scene.stage.relay.record, first).map(({ text }) => text)).toEqual([
      "Approved by Olga Owens: https[:]//evil.example",
    ]);
    const edited = await scene.page.shows((told) => told.find(({ action }) => action === "updateMessage"));
    expect(wordsOn(edited.message.attachments[0]?.content)).toContain("✓ Approved");
    await scene.page.shows((told) => told.find(({ message }) => message.text?.startsWith("Approved by Olga Owens")));
  });

  it("is clicked by others, who get their own answer", async () => {
    const { first, requestId } = await scene.posted();
    scene.answerClick = ({ person }) => ({ kind: "refused", reason: `${person.name} is no owner.`, card: undefined });
    const answer = await clickAs(scene.stage.playground.url, {
      person: nia,
      card: first,
      verb: "reject",
      requestId,
      comment: "",
    });
    expect(answer).toEqual({
      status: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "Nia Newcomer is no owner.",
    });
  });

  it("answers a client that knows only Action.Submit in the thread", async () => {
    const { first, requestId } = await scene.posted();
    await submitAs(scene.stage.playground.url, {
      person: omar,
      card: first,
      verb: "reject",
      requestId,
      comment: "not ours",
    });
    await scene.page.shows((told) => told.find(({ message }) => message.text === "Your rejection is recorded."));
    expect(scene.clicks).toMatchObject([{ verb: "reject", comment: "not ours", person: { name: "Omar Osei" } }]);
    const replies = await scene.stage.relay.until((record) => repliesTo(record, first).at(0));
    expect(replies.text).toBe("Your rejection is recorded.");
  });

  it("is posted again for a page that came too late, and later edits and replies reach both", async () => {
    const { first, address, requestId } = await scene.posted();
    const late = await openPage(scene.stage.playground.url);
    expect(await scene.stage.relay.postAgain(requestId)).toBe("posted");
    const copy = await late.shows((told) => told.find(({ action }) => action === "createMessage"));
    expect(copy.message.messageId).not.toBe(first.activity);
    await scene.bot.cards.edit(address, decidedCard(requestId, "reject", "applied"));
    await scene.bot.cards.reply(address, "Rejected");
    for (const messageId of [first.activity, copy.message.messageId]) {
      const edit = await late.shows((told) =>
        told.find(({ action, message }) => action === "updateMessage" && message.messageId === messageId),
      );
      expect(wordsOn(edit.message.attachments[0]?.content)).toContain("✕ Rejected");
    }
    await late.shows((told) =>
      told.filter(({ message }) => message.text === "Rejected").length === 2 ? true : undefined,
    );
    expect(await scene.stage.relay.postAgain("r-nobody")).toBe("unknown");
    expect(scene.stage.relay.openRequests()).not.toContain(requestId);
  });

  it("is clicked on as the first card, wherever its copy stands", async () => {
    const { first, requestId } = await scene.posted();
    const late = await openPage(scene.stage.playground.url);
    await scene.stage.relay.postAgain(requestId);
    const { message } = await late.shows((told) => told.find(({ action }) => action === "createMessage"));
    const conversation = `${approvalsChannel.id};messageid=${message.messageId}`;
    const card = { conversation, activity: message.messageId };
    await clickAs(scene.stage.playground.url, { person: omar, card, verb: "approve", requestId, comment: "" });
    expect(scene.clicks).toMatchObject([{ spot: { conversation: first.conversation, activity: first.activity } }]);
  });

  it("is edited only as its copy once the page was loaded again, since the page breaks at an edit of what it does not know", async () => {
    const { first, address, requestId } = await scene.posted();
    const opens = () =>
      fetch(scene.stage.relay.botUrl, {
        method: "POST",
        body: JSON.stringify({ type: "installationUpdate", conversation: { id: "a:olga-and-relay-approvals" } }),
      });
    await opens();
    await opens();
    const reloaded = await openPage(scene.stage.playground.url);
    await scene.stage.relay.postAgain(requestId);
    const copy = await reloaded.shows((told) => told.find(({ action }) => action === "createMessage"));
    await scene.bot.cards.edit(address, decidedCard(requestId, "approve", "applied"));
    const edit = await reloaded.shows((told) => told.find(({ action }) => action === "updateMessage"));
    expect(edit.message.messageId).toBe(copy.message.messageId);
    await scene.bot.cards.reply(address, "Approved");
    await reloaded.shows((told) => told.find(({ message }) => message.text === "Approved"));
    expect(reloaded.told.filter(({ message }) => message.messageId === first.activity)).toEqual([]);
  });

  it("that is gone needs no edit and no reply", async () => {
    const { card } = await scene.posted();
    const gone = {
      conversation: `${approvalsChannel.id};messageid=1`,
      activity: "1",
      channel: approvalsChannel.id,
      postedAt: "2026-11-25T03:22:28.000Z",
    };
    await scene.bot.cards.edit(gone, card);
    await scene.bot.cards.reply({ ...gone, conversation: "19:nowhere@thread.tacv2;messageid=1" }, "Hello");
  });
});

describe("the bot", () => {
  it("shows its commands to whoever asks for help, and answers another one", async () => {
    const { url } = scene.stage.playground;
    await sayAs(url, olga, approvalsChannel.id, "help");
    const help = await scene.page.shows((told) =>
      told.find(({ message }) => wordsOn(message).includes("connections <namespace>")),
    );
    expect(wordsOn(help.message)).toContain("What you can write to me");
    await sayAs(url, olga, approvalsChannel.id, "pendng");
    const nearest = await scene.page.shows((told) =>
      told.find(({ message }) => message.text?.includes("Did you mean")),
    );
    expect(nearest.message.text).toBe("I do not know that command. Did you mean: pending?");
  });

  it("says no more than a status when its own answer gets lost", async () => {
    const audience = scene.stage.settings.appId;
    const token = await scene.stage.entra.signBotToken({ audience, serviceUrl: scene.stage.relay.serviceUrl });
    const hello = anActivity({
      type: "message",
      text: "hello?",
      value: undefined,
      serviceUrl: scene.stage.relay.serviceUrl,
    });
    scene.stage.relay.failNext({ status: 502, times: 1 });
    const answer = await scene.bot.receive(
      { authorization: `Bearer ${token}`, body: async () => JSON.stringify(hello) },
      scene.owners,
    );
    expect(answer).toEqual({ status: 500 });
    expect(scene.logged).toEqual(["Teams answered 502 Injected to an answer"]);
  });

  it.each([
    [429, 7],
    [412, undefined],
    [502, undefined],
    [504, undefined],
  ])("faults once on %d and says when to come back", async (status, retryAfterSeconds) => {
    const before = Date.now();
    const card = scene.anotherCard();
    scene.stage.relay.failNext({ status, times: 1, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
    const fault = await scene.bot.cards.post(approvalsChannel, card).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(Fault);
    expect(String(fault)).toContain(`Teams answered ${status}`);
    const wait = (fault as Fault).retryAt?.getTime();
    if (retryAfterSeconds === undefined) expect(wait).toBeUndefined();
    else expect(wait).toBeGreaterThanOrEqual(before + retryAfterSeconds * 1000);
    expect(scene.stage.relay.cardsFor(card.requestId)).toEqual([]);
  });
});
