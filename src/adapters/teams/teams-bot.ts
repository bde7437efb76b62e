import type { Cards, Clicks } from "../../ports.ts";
import type { TeamsActivity } from "./activity.ts";
import { botKeys } from "./bot-keys.ts";
import { clickOf, nextClickOf } from "./click.ts";
import {
  answerInTime,
  answerInWords,
  answerTo,
  answerToNext,
  type InTime,
  invokeAnswer,
  NOT_UNDERSTOOD,
  notUnderstood,
  wordsOf,
} from "./click-answer.ts";
import { teamsFault } from "./fault.ts";
import { asksSomething, type BotRequest, botGuard } from "./guard.ts";
import type { TeamsSdk, TurnAnswer, Turns } from "./sdk.ts";
import { checkTeamsSettings, type TeamsSettings } from "./settings.ts";
import { teamsCards } from "./teams-cards.ts";

export interface TeamsBotParts extends InTime {
  /** How the Bot Framework's keys are fetched. */
  readonly fetch?: typeof fetch;
}

export interface TeamsBot {
  /** Never throws, and says no more than a status about what went wrong. The size of the body is the caller's to limit. */
  receive(request: BotRequest, clicks: Clicks): Promise<{ readonly status: number; readonly body?: unknown }>;
  readonly cards: Cards;
}

const HELP =
  "I ask the owners of Relay namespaces about private endpoints that want to join. " +
  "Each request gets a card in this channel: press Approve or Reject on it, with a comment, or ask the requester. " +
  "The card then shows what was decided, by whom, and what Azure made of it.";

export function teamsBot(settings: TeamsSettings, parts: TeamsBotParts): TeamsBot {
  const { clock, log, fetch } = parts;
  checkTeamsSettings(settings);
  const guard = botGuard(settings, botKeys(settings.openIdMetadataUrl, clock, fetch), clock);
  const sdk = onFirstUse(() => loadSdk(settings));
  return {
    async receive(request, clicks) {
      const admission = await guard(request);
      if (admission.kind === "refused") {
        log.warn("A call to the bot was refused", { status: admission.status, why: admission.why });
        return { status: admission.status };
      }
      if (!asksSomething(admission.activity)) return { status: 200 };
      return answered(admission.activity, turnsOf(clicks, parts), { sdk, log, clock });
    },
    cards: teamsCards(settings, { connector: async () => (await sdk()).connector(), clock, log }),
  };
}

interface Answering extends Pick<TeamsBotParts, "log" | "clock"> {
  readonly sdk: () => Promise<TeamsSdk>;
}

async function answered(activity: TeamsActivity, turns: Turns, { sdk, log, clock }: Answering): Promise<TurnAnswer> {
  try {
    return await (await sdk()).turn(activity, turns);
  } catch (error) {
    log.error("The bot could not answer", { why: teamsFault("an answer", error, clock()).message });
    return { status: 500 };
  }
}

async function loadSdk(settings: TeamsSettings): Promise<TeamsSdk> {
  const { teamsSdk } = await import("./sdk.ts");
  return teamsSdk(settings);
}

function onFirstUse<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function turnsOf(clicks: Clicks, limits: InTime): Turns {
  return {
    async execute(activity) {
      const next = nextClickOf(activity);
      if (next) return invokeAnswer(await answerToNext(next, clicks, limits));
      const click = clickOf(activity);
      return click ? invokeAnswer(await answerInTime(click, clicks, limits)) : notUnderstood();
    },
    submit: (activity) => submitAnswer(activity, clicks, limits),
    message: async () => HELP,
  };
}

/** Clients that don't know `Action.Execute` send a message, which can be answered in the thread only. */
async function submitAnswer(activity: TeamsActivity, clicks: Clicks, limits: InTime): Promise<string> {
  const next = nextClickOf(activity);
  if (next) return wordsOf(await answerToNext(next, clicks, limits));
  const click = clickOf(activity);
  if (!click) return NOT_UNDERSTOOD;
  return answerInWords(await answerTo(click, clicks, limits.log), click);
}
