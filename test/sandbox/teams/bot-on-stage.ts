import { createServer } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { listen, stopListening } from "../../../sandbox/listening.ts";
import { jsonOf, send } from "../../../sandbox/teams/http-json.ts";
import type { PostedCard } from "../../../sandbox/teams/record.ts";
import { approvalsChannel } from "../../../sandbox/teams/teams-world.ts";
import type { TeamsSettings } from "../../../src/adapters/teams/settings.ts";
import { type Owners, type TeamsBot, teamsBot } from "../../../src/adapters/teams/teams-bot.ts";
import type { Card } from "../../../src/domain/card.ts";
import type { Click, ClickAnswer } from "../../../src/domain/click.ts";
import type { CardAddress } from "../../../src/domain/progress.ts";
import type { Verdict } from "../../../src/domain/request-kind.ts";
import { aCard } from "../../adapters/teams/a-card.ts";
import { openPage, type Page } from "./page.ts";
import { type TeamsStage, teamsStage } from "./teams-stage.ts";

/** The bot, in this process, on the sandbox's stage. */
export interface BotOnStage {
  readonly stage: TeamsStage;
  readonly bot: TeamsBot;
  readonly owners: Owners;
  page: Page;
  clicks: Click[];
  logged: unknown[];
  answerClick: (click: Click) => ClickAnswer;
  makeBot(settings?: TeamsSettings): TeamsBot;
  /** Posts the card of a request of its own. */
  posted(): Promise<{ card: Card; first: PostedCard; address: CardAddress; requestId: string }>;
  anotherCard(): Card;
  reset(): void;
  close(): Promise<void>;
}

export function decidedCard(requestId: string, verdict: Verdict, state: Card["state"]): Card {
  const { decision } = aCard({ state: "applied" });
  return aCard({ requestId, state, decision: decision && { ...decision, verdict } });
}

const accepted = ({ verb, requestId }: Click): ClickAnswer => ({
  kind: "accepted",
  card: decidedCard(requestId, verb === "reject" ? "reject" : "approve", "applying"),
});

export async function botOnStage(): Promise<BotOnStage> {
  const host = createServer((request, response) => {
    void jsonOf(request).then(async (body) => {
      const { authorization } = request.headers;
      send(response, await scene.bot.receive({ authorization, body: async () => JSON.stringify(body) }, scene.owners));
    });
  });
  const hostPort = await listen(host, 0, "the bot");
  const stage = await teamsStage(() => `http://localhost:${hostPort}`);
  const restore = trust(stage);
  const makeBot = (settings = stage.settings) => {
    const quiet = () => {};
    const error = (_message: string, details?: { why?: unknown }) => void scene.logged.push(details?.why);
    const time = { clock: () => new Date(), pause: () => new Promise<void>(() => {}), clickSeconds: 1 };
    return teamsBot(settings, { ...time, log: { info: quiet, warn: quiet, error } });
  };
  let number = 10;
  const scene: BotOnStage = {
    stage,
    bot: makeBot(),
    makeBot,
    page: await openPage(stage.playground.url),
    clicks: [],
    logged: [],
    answerClick: accepted,
    owners: {
      async cast(click) {
        scene.clicks.push(click);
        return scene.answerClick(click);
      },
      take: async () => ({ kind: "words", text: "Nothing waits for you." }),
      showNext: async () => ({ kind: "refused", reason: "Nobody waits.", card: undefined }),
    },
    anotherCard: () => aCard({ requestId: `r-abcdefghijklmnopqrstuvwx${number++}` }),
    async posted() {
      const card = scene.anotherCard();
      const address = {
        channel: approvalsChannel.id,
        ...(await scene.bot.cards.post(approvalsChannel, card)),
        postedAt: card.askedAt,
      };
      const [first] = stage.relay.cardsFor(card.requestId);
      if (!first) throw new Error("The Playground took no card");
      return { card, first, address, requestId: card.requestId };
    },
    reset: () => void Object.assign(scene, { clicks: [], logged: [], answerClick: accepted }),
    async close() {
      scene.page.close();
      await stage.close();
      await stopListening(host);
      restore();
    },
  };
  return scene;
}

/** Lets this process trust the stage's certificate and use its managed identity. */
function trust({ certificate, entra }: TeamsStage): () => void {
  const trusted = getCACertificates("default");
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER, ...rest } = process.env;
  setDefaultCACertificates([...trusted, certificate.ca]);
  process.env["IDENTITY_ENDPOINT"] = entra.identityEndpoint;
  process.env["IDENTITY_HEADER"] = entra.identityHeader;
  return () => {
    setDefaultCACertificates(trusted);
    process.env = rest;
  };
}
