import type { Finding } from "../domain/answers.ts";
import { finding } from "../domain/examination.ts";
import { type Arm, ArmRefused } from "./arm.ts";
import { textIn, textsIn, valueIn } from "./json-in.ts";
import { Ended } from "./terminal.ts";

const WEB_API = "2025-03-01";
const BOT_API = "2022-09-15";

export interface AppAround {
  /** Where the service is asked. */
  readonly address: URL;
  /** Whom the caller's token is for; `undefined`: not known. */
  readonly audience: string | undefined;
}

/** The function app as Azure has it, and the bot beside it. */
export async function appFindings(arm: Arm, app: string, around: AppAround): Promise<readonly Finding[]> {
  const site = await arm.get(app, WEB_API);
  const settings = await arm.post(`${app}/config/appsettings/list`, WEB_API);
  const names = valueIn(settings, "properties") ?? {};
  return [
    ...aboutSite(site, app, around),
    ...aboutDisabled(names, app),
    ...aboutAudience(names, app, around),
    ...(await botFindings(arm, app, { settings: names, hosts: [...hostsOf(site), around.address.host] })),
  ];
}

/** Another deployment may watch the same subscription: where one of the apps is at the address, the others are none of ours. */
export async function appsAt(arm: Arm, apps: readonly string[], address: URL): Promise<readonly string[]> {
  if (apps.length < 2) return apps;
  const isThere = await Promise.all(apps.map((app) => isAt(arm, app, address)));
  const own = apps.filter((_, index) => isThere[index]);
  return own.length > 0 ? own : apps;
}

async function isAt(arm: Arm, app: string, { host }: URL): Promise<boolean> {
  try {
    return hostsOf(await arm.get(app, WEB_API)).includes(host);
  } catch (error) {
    if (!(error instanceof ArmRefused || error instanceof Ended)) throw error;
    return false;
  }
}

const hostsOf = (site: unknown) => [
  textIn(site, "properties", "defaultHostName"),
  ...textsIn(site, "properties", "hostNames"),
];

function named(app: string): { readonly group: string; readonly name: string; readonly words: string } {
  const parts = app.split("/");
  const [group = "", name = ""] = [parts[4], parts.at(-1)];
  return { group, name, words: `--resource-group ${group} --name ${name}` };
}

function aboutSite(site: unknown, app: string, { address }: AppAround): readonly Finding[] {
  const state = textIn(site, "properties", "state");
  const isSame = hostsOf(site).includes(address.host);
  return [
    ...(state === "Running"
      ? []
      : [
          finding("error", "app-stopped", {
            what: `The function app is in the state ${state || "unknown"}.`,
            where: app,
            cure: `az functionapp start ${named(app).words}`,
          }),
        ]),
    ...(isSame
      ? []
      : [
          finding("warning", "events-elsewhere", {
            what: `Events go to a function app at ${hostsOf(site)[0]}, and what was asked is at ${address.host}.`,
            where: app,
            cure: "Give the address of that app with --url; or run infra/add-subscription.sh for the other one",
          }),
        ]),
  ];
}

function aboutDisabled(settings: object, app: string): readonly Finding[] {
  const isOff = (value: unknown) => value === "1" || String(value).toLowerCase() === "true";
  return Object.entries(settings).flatMap(([setting, value]) => {
    const name = /^AzureWebJobs[._]+(\w+?)(?:\.|__|_)Disabled$/.exec(setting)?.[1];
    if (name === undefined || !isOff(value)) return [];
    const cure = `az functionapp config appsettings delete ${named(app).words} --setting-names ${setting}`;
    return [
      finding("error", "function-disabled", { what: `The function ${name} is switched off.`, where: setting, cure }),
    ];
  });
}

/** The audience is the client id alone, or `api://` and the client id. */
function aboutAudience(settings: object, app: string, { audience }: AppAround): readonly Finding[] {
  const set = textIn(settings, "API_CLIENT_ID").toLowerCase();
  const wanted = audience?.toLowerCase().replace(/^api:\/\//, "");
  if (wanted === undefined || set === wanted) return [];
  return [
    finding("error", "api-client-id", {
      what: `API_CLIENT_ID is ${set || "not set"}, and your token is for ${wanted}: one of them is not the app registration of the API.`,
      where: "API_CLIENT_ID",
      cure: `az functionapp config appsettings set ${named(app).words} --settings API_CLIENT_ID=${wanted}; or sign in for the other one with --scope`,
    }),
  ];
}

interface AroundBot {
  readonly settings: object;
  readonly hosts: readonly string[];
}

async function botFindings(arm: Arm, app: string, { settings, hosts }: AroundBot): Promise<readonly Finding[]> {
  const group = app.split("/").slice(0, 5).join("/");
  const bots = await arm.list(`${group}/providers/Microsoft.BotService/botServices`, BOT_API);
  const appId = textIn(settings, "BOT_APP_ID").toLowerCase();
  const bot = bots.find((one) => textIn(one, "properties", "msaAppId").toLowerCase() === appId);
  if (!bot) {
    const [only] = bots.length === 1 ? bots : [];
    const id = textIn(only, "properties", "msaAppId") || "<app id of the bot>";
    return [
      finding("error", "no-bot", {
        what: `No bot in ${group} has the app id ${appId || "of BOT_APP_ID, which is not set"}: nothing that Teams sends is taken.`,
        where: "BOT_APP_ID",
        cure: `az functionapp config appsettings set ${named(app).words} --settings BOT_APP_ID=${id}`,
      }),
    ];
  }
  return [...aboutEndpoint(bot, hosts), ...(await teamsFindings(arm, bot))];
}

function aboutEndpoint(bot: unknown, hosts: readonly string[]): readonly Finding[] {
  const [id, endpoint] = [textIn(bot, "id"), textIn(bot, "properties", "endpoint")];
  const address = URL.parse(endpoint);
  if (address && hosts.includes(address.host) && address.pathname === "/api/messages") return [];
  return [
    finding("error", "bot-endpoint", {
      what: `Teams is told to call ${endpoint || "nothing"}: clicks and commands do not come here.`,
      where: id,
      cure: `az bot update ${named(id).words} --endpoint https://${hosts[0]}/api/messages`,
    }),
  ];
}

async function teamsFindings(arm: Arm, bot: unknown): Promise<readonly Finding[]> {
  const id = textIn(bot, "id");
  try {
    const channel = await arm.get(`${id}/channels/MsTeamsChannel`, BOT_API);
    if (valueIn(channel, "properties", "properties", "isEnabled") !== false) return [];
  } catch (error) {
    if (!(error instanceof ArmRefused) || error.status !== 404) throw error;
  }
  const cure = `az bot msteams create ${named(id).words}`;
  return [finding("error", "bot-not-in-teams", { what: "The bot is not connected to Teams.", where: id, cure })];
}
