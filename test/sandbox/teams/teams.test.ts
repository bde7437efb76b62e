import { createServer } from "node:http";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { listen, PortInUse, stopListening } from "../../../sandbox/listening.ts";
import { clickAs, sayAs, submitAs } from "../../../sandbox/teams/act.ts";
import { jsonOf, send } from "../../../sandbox/teams/http-json.ts";
import { type Playground, startPlayground } from "../../../sandbox/teams/playground.ts";
import { repliesTo, shownNow, wordsOn } from "../../../sandbox/teams/record.ts";
import { startTeamsRelay, type TeamsRelay } from "../../../sandbox/teams/relay.ts";
import { approvalsChannel, nia } from "../../../sandbox/teams/teams-world.ts";
import { contoso, olga, omar } from "../../../sandbox/world.ts";
import { type TeamsBot, teamsBot } from "../../../src/adapters/teams/teams-bot.ts";
import type { Card } from "../../../src/domain/card.ts";
import { type Click, type ClickAnswer, type Clicks, Fault } from "../../../src/ports.ts";
import { aCard } from "../../adapters/teams/a-card.ts";
import { anActivity } from "../../adapters/teams/bot-framework.ts";
import { type TeamsStage, teamsStage } from "./teams-stage.ts";

const environment = { ...process.env };
const trusted = getCACertificates("default");
const host = createServer((request, response) => {
  void jsonOf(request).then(async (body) => {
    const { authorization } = request.headers;
    send(response, await bot.receive({ authorization, body: JSON.stringify(body) }, owners));
  });
});

let stage: TeamsStage;
let relay: TeamsRelay;
let playground: Playground;
let bot: TeamsBot;
let page: WebSocket;
let shownOnPage: {
  action: string;
  message: { messageId: string; text?: string; attachments: { content: unknown }[] };
}[];
let clicks: Click[];
let logged: unknown[];
let answerClick: (click: Click) => ClickAnswer;
let number = 0;

beforeAll(async () => {
  const hostPort = await listen(host, 0, "the bot");
  stage = await teamsStage(() => `http://localhost:${hostPort}`);
  ({ relay, playground } = stage);
  setDefaultCACertificates([...trusted, stage.certificate.ca]);
  process.env["IDENTITY_ENDPOINT"] = stage.entra.identityEndpoint;
  process.env["IDENTITY_HEADER"] = stage.entra.identityHeader;
  bot = makeBot();
  await openPage();
}, 60_000);

afterAll(async () => {
  page?.close();
  await stage?.close();
  await stopListening(host);
  setDefaultCACertificates(trusted);
  process.env = environment;
});

beforeEach(() => {
  number += 1;
  clicks = [];
  logged = [];
  answerClick = ({ verdict, requestId }) => ({ kind: "accepted", card: decidedCard(requestId, verdict, "applying") });
});

const owners: Clicks = {
  async cast(click) {
    clicks.push(click);
    return answerClick(click);
  },
};

function makeBot(settings = stage.settings) {
  return teamsBot(settings, {
    clock: () => new Date(),
    log: { info: () => {}, warn: () => {}, error: (_message, details) => void logged.push(details?.["why"]) },
  });
}

/** What the Playground's page is told while it is open. */
async function openPage() {
  shownOnPage = [];
  page = new WebSocket(`${playground.url.replace("http", "ws")}/_ws_conversation/v1/conversations/stream`);
  page.onmessage = ({ data }) => void shownOnPage.push(JSON.parse(String(data)));
  await new Promise((opened) => {
    page.onopen = opened;
  });
}

async function onPage<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((next) => page.addEventListener("message", next, { once: true }));
  }
}

function askingCard(): Card {
  return aCard({ requestId: `r-${"abcdefghijklmnopqrstuvwx"}${number + 20}` });
}

function decidedCard(requestId: string, verdict: Click["verdict"], state: Card["state"]): Card {
  const { decision } = aCard({ state: "applied" });
  return aCard({ requestId, state, decision: decision && { ...decision, verdict } });
}

async function posted() {
  const card = askingCard();
  const address = await bot.cards.post(approvalsChannel, card);
  const [first] = relay.cardsFor(card.requestId);
  if (!first) throw new Error("The Playground took no card");
  return { card, first, address: { ...address, postedAt: "2026-11-25T03:22:28.000Z" }, requestId: card.requestId };
}

describe("a card in the Playground", () => {
  it("is posted, clicked, changed and replied to", async () => {
    const { first, address, requestId } = await posted();
    expect(address).toMatchObject({ conversation: first.conversation, activity: first.activity });
    expect(first.conversation).toBe(`${approvalsChannel.id};messageid=${first.activity}`);
    const onScreen = await onPage(() => shownOnPage.find(({ message }) => message.messageId === first.activity));
    expect(wordsOn(onScreen.message.attachments[0]?.content)).toContain("A private endpoint asks to join");

    const comment = "our <at>importer</at>";
    const answer = await clickAs(playground.url, { person: olga, card: first, verb: "approve", requestId, comment });
    expect(clicks).toEqual([
      {
        requestId,
        verdict: "approve",
        comment,
        person: { objectId: olga.objectId, tenant: contoso.tenant, name: "Olga Owens" },
      },
    ]);
    expect(answer).toMatchObject({ status: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(wordsOn(answer.value)).toContain("Azure is working on it");

    await bot.cards.edit(address, decidedCard(requestId, "approve", "applied"));
    await bot.cards.reply(address, "Approved by Olga Owens: https://evil.example");
    expect(wordsOn(shownNow(relay.record, first).card)).toContain("Approved by Olga Owens: Our order importer");
    expect(repliesTo(relay.record, first).map(({ text }) => text)).toEqual([
      "Approved by Olga Owens: https[:]//evil.example",
    ]);
    const edited = await onPage(() => shownOnPage.find(({ action }) => action === "updateMessage"));
    expect(wordsOn(edited.message.attachments[0]?.content)).toContain("✓ Approved");
    await onPage(() => shownOnPage.find(({ message }) => message.text?.startsWith("Approved by Olga Owens")));
  });

  it("is clicked by others, who get their own answer", async () => {
    const { first, requestId } = await posted();
    answerClick = ({ person }) => ({ kind: "refused", reason: `${person.name} is no owner.`, card: undefined });
    const answer = await clickAs(playground.url, { person: nia, card: first, verb: "reject", requestId, comment: "" });
    expect(answer).toEqual({
      status: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "Nia Newcomer is no owner.",
    });
  });

  it("answers a client that knows only Action.Submit in the thread", async () => {
    const { first, requestId } = await posted();
    await submitAs(playground.url, { person: omar, card: first, verb: "reject", requestId, comment: "not ours" });
    await onPage(() => shownOnPage.find(({ message }) => message.text === "Your rejection is recorded."));
    expect(clicks).toMatchObject([{ verdict: "reject", comment: "not ours", person: { name: "Omar Osei" } }]);
    const replies = await relay.until((record) => repliesTo(record, first).at(0));
    expect(replies.text).toBe("Your rejection is recorded.");
  });

  it("is posted again for a page that came too late, and later edits and replies reach both", async () => {
    const { first, address, requestId } = await posted();
    page.close();
    await openPage();
    expect(await relay.postAgain(requestId)).toBe("posted");
    const copy = await onPage(() => shownOnPage.find(({ action }) => action === "createMessage"));
    expect(copy.message.messageId).not.toBe(first.activity);
    await bot.cards.edit(address, decidedCard(requestId, "reject", "applied"));
    await bot.cards.reply(address, "Rejected");
    for (const messageId of [first.activity, copy.message.messageId]) {
      const edit = await onPage(() =>
        shownOnPage.find(({ action, message }) => action === "updateMessage" && message.messageId === messageId),
      );
      expect(wordsOn(edit.message.attachments[0]?.content)).toContain("✕ Rejected");
    }
    await onPage(() =>
      shownOnPage.filter(({ message }) => message.text === "Rejected").length === 2 ? true : undefined,
    );
    expect(await relay.postAgain("r-nobody")).toBe("unknown");
    expect(relay.openRequests()).not.toContain(requestId);
  });

  it("is found open, and posted again, by a relay and a Playground that start anew", async () => {
    const { address, requestId } = await posted();
    const again = await startTeamsRelay({
      port: 0,
      certificate: stage.certificate,
      signBotToken: stage.entra.signBotToken,
      verifyToken: stage.entra.verifyIdentityToken,
      playgroundUrl: () => fresh.url,
      hostUrl: () => "http://localhost:1",
      recordPath: stage.recordPath,
    });
    const fresh = await startPlayground({
      port: 0,
      botUrl: again.botUrl,
      folder: join(stage.folder, "fresh"),
      root: stage.root,
    });
    try {
      expect(again.openRequests()).toContain(requestId);
      expect(await again.postAgain(requestId)).toBe("posted");
      const serviceHosts = [new URL(again.serviceUrl).host];
      const { cards } = makeBot({ ...stage.settings, serviceUrl: again.serviceUrl, serviceHosts });
      await cards.edit(address, decidedCard(requestId, "approve", "applied"));
      expect(again.record.at(-1)).toMatchObject({ method: "PUT", status: 200 });
      expect(again.openRequests()).not.toContain(requestId);
    } finally {
      await fresh.stop();
      await again.close();
    }
  });

  it("that is gone needs no edit and no reply", async () => {
    const { card } = await posted();
    const gone = {
      conversation: `${approvalsChannel.id};messageid=1`,
      activity: "1",
      postedAt: "2026-11-25T03:22:28.000Z",
    };
    await bot.cards.edit(gone, card);
    await bot.cards.reply({ ...gone, conversation: "19:nowhere@thread.tacv2;messageid=1" }, "Hello");
  });
});

describe("the bot", () => {
  it("says what it is for", async () => {
    await sayAs(playground.url, olga, approvalsChannel.id, "hello?");
    const help = await onPage(() => shownOnPage.find(({ message }) => message.text?.includes("I ask the owners")));
    expect(help.message.text).toContain("press Approve or Reject");
  });

  it("says no more than a status when its own answer gets lost", async () => {
    const audience = stage.settings.appId;
    const token = await stage.entra.signBotToken({ audience, serviceUrl: relay.serviceUrl });
    const hello = anActivity({ type: "message", text: "hello?", value: undefined, serviceUrl: relay.serviceUrl });
    relay.failNext({ status: 502, times: 1 });
    const answer = await bot.receive({ authorization: `Bearer ${token}`, body: JSON.stringify(hello) }, owners);
    expect(answer).toEqual({ status: 500 });
    expect(logged).toEqual(["Teams answered 502 Injected to an answer"]);
  });

  it.each([
    [429, 7],
    [412, undefined],
    [502, undefined],
    [504, undefined],
  ])("faults once on %d and says when to come back", async (status, retryAfterSeconds) => {
    const before = Date.now();
    const card = askingCard();
    relay.failNext({ status, times: 1, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
    const fault = await bot.cards.post(approvalsChannel, card).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(Fault);
    expect(String(fault)).toContain(`Teams answered ${status}`);
    const wait = (fault as Fault).retryAt?.getTime();
    if (retryAfterSeconds === undefined) expect(wait).toBeUndefined();
    else expect(wait).toBeGreaterThanOrEqual(before + retryAfterSeconds * 1000);
    expect(relay.cardsFor(card.requestId)).toEqual([]);
  });
});

describe("the sandbox's Teams", () => {
  it("listens on the loopback address only", async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal);
    if (!outside) return;
    const socket = createConnection({ host: outside.address, port: Number(new URL(playground.url).port) });
    const result = await new Promise((done) => {
      socket.once("connect", () => done("connected"));
      socket.once("error", ({ code }: NodeJS.ErrnoException) => done(code));
    });
    socket.destroy();
    expect(result).toBe("ECONNREFUSED");
  });

  it("takes no call without the bot's own token", async () => {
    const call = (authorization: string) =>
      fetch(`${relay.serviceUrl}/v3/conversations`, { method: "POST", body: "{}", headers: { authorization } });
    const length = relay.record.length;
    const forged = await stage.entra.signIdentityToken("https://api.botframework.com", { forged: true });
    expect((await call("Bearer x")).status).toBe(401);
    expect((await call(`Bearer ${forged}`)).status).toBe(401);
    expect(relay.record).toHaveLength(length);
  });

  it("names a port that is in use", async () => {
    const port = Number(new URL(playground.url).port);
    const again = startPlayground({
      port,
      botUrl: relay.botUrl,
      folder: join(stage.folder, "other"),
      root: stage.root,
    });
    await expect(again).rejects.toThrow(PortInUse);
  });
});
