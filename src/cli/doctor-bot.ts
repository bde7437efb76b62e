import type { Finding } from "../domain/answers.ts";
import { changeSetting } from "../domain/cure-commands.ts";
import { finding } from "../domain/examination.ts";
import { shellWord } from "../domain/shell-word.ts";
import { groupOf, optionsOf } from "./doctor-cures.ts";
import { found, type Reading } from "./doctor-reading.ts";
import { textIn, valueIn } from "./json-in.ts";

const BOT_API = "2022-09-15";

export interface AroundBot {
  /** `undefined`: not known. */
  readonly botAppId: string | undefined;
  /** Where the function app is; `undefined`: not known. */
  readonly hosts: readonly string[] | undefined;
}

/** The bot beside a function app, as Azure and Teams know it. */
export async function botFindings(reading: Reading, app: string, around: AroundBot): Promise<readonly Finding[]> {
  const group = groupOf(app);
  const bots = await reading.list({
    at: group,
    below: "/providers/Microsoft.BotService/botServices",
    apiVersion: BOT_API,
  });
  return found(bots, async (all) => {
    const bot = botIn(all, around.botAppId);
    if (bot !== undefined) return [...aboutEndpoint(bot, around), ...(await teamsFindings(reading, bot))];
    return around.botAppId === undefined ? [] : [noBot(app, around.botAppId, all)];
  });
}

/** Where nobody says which one it is, the only one. */
function botIn(bots: readonly unknown[], appId: string | undefined): unknown {
  if (appId === undefined) return bots.length === 1 ? bots[0] : undefined;
  return bots.find((bot) => appIdOf(bot).toLowerCase() === appId.toLowerCase());
}

const appIdOf = (bot: unknown) => textIn(bot, "properties", "msaAppId");

function noBot(app: string, appId: string, bots: readonly unknown[]): Finding {
  const [first, second] = bots;
  const group = groupOf(app);
  const id = (second === undefined && appIdOf(first)) || "<app id of the bot>";
  return finding("error", "no-bot", {
    what: `No bot in ${group} has the app id ${appId || "of BOT_APP_ID, which is not set"}: nothing that Teams sends is taken.`,
    where: "BOT_APP_ID",
    cure: first === undefined ? "There is none at all: make it anew" : "Set it to the app id of the bot",
    commands: [first === undefined ? "azd provision core" : changeSetting(`BOT_APP_ID=${id}`, optionsOf(app))],
  });
}

function aboutEndpoint(bot: unknown, { hosts }: AroundBot): readonly Finding[] {
  const [id, endpoint] = [textIn(bot, "id"), textIn(bot, "properties", "endpoint")];
  const address = URL.parse(endpoint);
  const isAtApp = address !== null && (hosts?.includes(address.host) ?? true);
  if (isAtApp && address.pathname === "/api/messages") return [];
  const right = shellWord(`https://${hosts?.[0] || "<address of the app>"}/api/messages`);
  return [
    finding("error", "bot-endpoint", {
      what: `Teams is told to call ${endpoint || "nothing"}: clicks and commands do not come here.`,
      where: id,
      cure: "Tell it the address of the app",
      commands: [`az bot update ${optionsOf(id)} --endpoint ${right}`],
    }),
  ];
}

async function teamsFindings(reading: Reading, bot: unknown): Promise<readonly Finding[]> {
  const id = textIn(bot, "id");
  const channel = await reading.get({ at: id, below: "/channels/MsTeamsChannel", apiVersion: BOT_API });
  const absent = finding("error", "bot-not-in-teams", {
    what: "The bot is not connected to Teams.",
    where: id,
    cure: "Connect it",
    commands: [`az bot msteams create ${optionsOf(id)}`],
  });
  const isOff = (value: unknown) => valueIn(value, "properties", "properties", "isEnabled") === false;
  return found(channel, (value) => (isOff(value) ? [absent] : []), absent);
}
