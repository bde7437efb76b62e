import type { Finding } from "../domain/answers.ts";
import { BOT_CHALLENGE } from "../domain/bot-challenge.ts";
import { ANY_APP, RESTART_APP } from "../domain/cure-commands.ts";
import { type Cure, finding, notChecked } from "../domain/examination.ts";
import { accessRestrictions } from "./doctor-cures.ts";
import { MISSING, SIGN_IN } from "./doctor-service.ts";

export interface BotAnswer {
  readonly url: string;
  /** `undefined`: there was no answer. */
  readonly status: number | undefined;
  readonly challenge: string | undefined;
}

const WITHIN_MS = 60_000;

/** Calls the bot's endpoint as a stranger would: it must be open to Teams, and take nothing that Teams has not signed. */
export async function callBot(address: URL): Promise<BotAnswer> {
  const { href: url } = new URL("api/messages", address);
  const body = JSON.stringify({ type: "message", text: "relay-approvals doctor" });
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) } as const;
  try {
    const answer = await fetch(url, init);
    await answer.body?.cancel();
    return { url, status: answer.status, challenge: answer.headers.get("www-authenticate") ?? undefined };
  } catch {
    return { url, status: undefined, challenge: undefined };
  }
}

/** `isOurs`: whether the service is known to be what answers at that address. */
export function aboutBotAnswer(answer: BotAnswer, isOurs: boolean): readonly Finding[] {
  const { url, status, challenge } = answer;
  if (status === 401 && challenge === BOT_CHALLENGE) return [];
  if (status === 403 || status === 429) return [notSeen(url, status)];
  const isTaken = status !== undefined && status < 300;
  return [isTaken && isOurs ? open(url, status) : unreachable(answer)];
}

function open(where: string, status: number): Finding {
  return finding("error", "bot-open", {
    what: `The bot takes what nobody signed: it answers ${status}. Whoever finds the address may click as anybody.`,
    where,
    cure: "Take the app from the network at once; then deploy a version of this repository, and start it",
    commands: [`az functionapp stop ${ANY_APP}`],
  });
}

/** Teams calls from other addresses than whoever looks. */
function notSeen(where: string, status: number): Finding {
  return notChecked({
    what: `Whether Teams gets through cannot be seen from here, where the bot's endpoint answers ${status}.`,
    where,
    cure: "Run doctor in a network that the app lets in, and see that Teams' ranges are let in too",
    commands: [accessRestrictions(ANY_APP)],
  });
}

function unreachable(answer: BotAnswer): Finding {
  const { url: where, status } = answer;
  const said = status === undefined ? "gives no answer" : `answers ${status}, and not as the service refuses strangers`;
  return finding("error", "bot-unreachable", {
    what: `The bot's endpoint ${said}: Teams does not get through.`,
    where,
    ...cureFor(answer),
  });
}

function cureFor({ status, challenge }: BotAnswer): Cure {
  if (status === undefined || status >= 500)
    return {
      cure: "See that the address is right and the app runs; why it does not start is in Application Insights",
      commands: [`az functionapp show ${ANY_APP} --query state`, RESTART_APP],
    };
  if (status === 401 && !challenge?.includes("authorization_uri"))
    return {
      cure: "Deploy the version that this command line is of; if it stays so, something in front of the service refuses Teams",
      commands: ["azd deploy --all"],
    };
  return status === 401 || (status >= 300 && status < 400) ? SIGN_IN : MISSING;
}
