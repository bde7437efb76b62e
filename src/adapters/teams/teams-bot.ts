import { BOT_CHALLENGE } from "../../domain/bot-challenge.ts";
import type { Cards, Clicks, Commands } from "../../ports.ts";
import { publishedKeys } from "../published-keys.ts";
import type { TeamsActivity } from "./activity.ts";
import { askedByButton } from "./asked-by-button.ts";
import { clickOf, nextClickOf } from "./click.ts";
import {
  answerInTime,
  answerInWords,
  answerTo,
  answerToNext,
  commandAnswer,
  type InTime,
  invokeAnswer,
  NOT_UNDERSTOOD,
  notUnderstood,
  wordsOf,
} from "./click-answer.ts";
import { answerMessage, type Said, saidOf, tryToTake } from "./command-answer.ts";
import { teamsFault } from "./fault.ts";
import { type Admission, asksSomething, type BotRequest, botGuard } from "./guard.ts";
import { refusalsTold } from "./refusals.ts";
import type { TeamsSdk, TurnAnswer, Turns } from "./sdk.ts";
import { checkTeamsSettings, type TeamsSettings } from "./settings.ts";
import { teamsCards } from "./teams-cards.ts";

/** What people want of the service, in clicks and in words. */
export type Owners = Clicks & Commands;

export interface TeamsBotParts extends InTime {
  /** How the Bot Framework's keys are fetched. */
  readonly fetch?: typeof fetch;
}

export interface BotAnswer extends TurnAnswer {
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TeamsBot {
  /** Never throws, and says no more than a status about what went wrong; 401 with its challenge. The size of the body is the caller's to limit. */
  receive(request: BotRequest, owners: Owners): Promise<BotAnswer>;
  readonly cards: Cards;
}

export function teamsBot(settings: TeamsSettings, parts: TeamsBotParts): TeamsBot {
  const { clock, log, fetch } = parts;
  checkTeamsSettings(settings);
  const guard = botGuard(settings, publishedKeys(settings.openIdMetadataUrl, clock, fetch), clock);
  const noteAdmission = refusalsTold(log, clock);
  const sdk = onFirstUse(() => loadSdk(settings));
  return {
    async receive(request, owners) {
      const admission = await guard(request);
      noteAdmission(admission);
      if (admission.kind === "refused") return refusalOf(admission);
      if (!asksSomething(admission.activity)) return { status: 200 };
      return answered(admission.activity, turnsOf(owners, parts), { sdk, log, clock });
    },
    cards: teamsCards(settings, { connector: async () => (await sdk()).connector(), clock, log }),
  };
}

function refusalOf({ status }: Extract<Admission, { kind: "refused" }>): BotAnswer {
  return status === 401 ? { status, headers: { "www-authenticate": BOT_CHALLENGE } } : { status };
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

function turnsOf(owners: Owners, limits: InTime): Turns {
  return {
    async execute(activity) {
      const next = nextClickOf(activity);
      if (next) return invokeAnswer(await answerToNext(next, owners, limits));
      const command = askedByButton(activity);
      if (command) return commandAnswer(await tryToTake(command, activity, owners, limits));
      const click = clickOf(activity);
      return click ? invokeAnswer(await answerInTime(click, owners, limits)) : notUnderstood();
    },
    submit: (activity) => submitAnswer(activity, owners, limits),
    message: (activity) => answerMessage(activity, owners, limits),
  };
}

/** Clients that don't know `Action.Execute` send a message, which can be answered in the thread only. */
async function submitAnswer(activity: TeamsActivity, owners: Owners, limits: InTime): Promise<Said> {
  const next = nextClickOf(activity);
  if (next) return { text: wordsOf(await answerToNext(next, owners, limits)) };
  const command = askedByButton(activity);
  if (command) return saidOf(await tryToTake(command, activity, owners, limits));
  const click = clickOf(activity);
  if (!click) return { text: NOT_UNDERSTOOD };
  return { text: answerInWords(await answerTo(click, owners, limits.log), click) };
}
