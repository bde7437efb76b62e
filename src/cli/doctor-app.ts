import type { Finding } from "../domain/answers.ts";
import { changeSetting } from "../domain/cure-commands.ts";
import { finding } from "../domain/examination.ts";
import { shellWord } from "../domain/shell-word.ts";
import { botFindings } from "./doctor-bot.ts";
import { optionsOf } from "./doctor-cures.ts";
import { found, type Reading, type Seen } from "./doctor-reading.ts";
import { textIn, textsIn, valueIn } from "./json-in.ts";

const WEB_API = "2025-03-01";

export interface AppAround {
  /** Where the service is asked. */
  readonly address: URL;
  /** Of the token that the service is asked with. */
  readonly claims: Claims;
  /** App id of the bot as the service tells it; `undefined` where it tells nothing. */
  readonly botAppId: string | undefined;
}

/** `undefined`: not known. */
export interface Claims {
  readonly audience: string | undefined;
  readonly tenant: string | undefined;
}

export interface SeenApp {
  readonly id: string;
  readonly site: Seen<unknown>;
}

export async function seenApp(reading: Reading, id: string): Promise<SeenApp> {
  return { id, site: await reading.get({ at: id, apiVersion: WEB_API }) };
}

/** Whether the app is at the address that the service is asked at. */
export function isAt({ site }: SeenApp, { host }: URL): boolean {
  return site.kind === "seen" && hostsOf(site.value).includes(host);
}

/** The function app as Azure has it, and the bot beside it. */
export async function appFindings(
  reading: Reading,
  { id, site }: SeenApp,
  around: AppAround,
): Promise<readonly Finding[]> {
  if (site.kind === "gone") return [noApp(id)];
  const below = "/config/appsettings/list";
  const settings = await reading.reveal({ at: id, below, apiVersion: WEB_API, role: "Website Contributor" });
  const shown = settings.kind === "seen" ? (valueIn(settings.value, "properties") ?? {}) : undefined;
  const hosts = site.kind === "seen" ? [...hostsOf(site.value), around.address.host] : undefined;
  const botAppId = shown ? textIn(shown, "BOT_APP_ID") : around.botAppId;
  return [
    ...(await found(site, (value) => aboutSite(value, id, around))),
    ...(await found(settings, () => [...aboutDisabled(shown ?? {}, id), ...aboutToken(shown ?? {}, id, around)])),
    ...(await botFindings(reading, id, { botAppId, hosts })),
  ];
}

const hostsOf = (site: unknown) => [
  textIn(site, "properties", "defaultHostName"),
  ...textsIn(site, "properties", "hostNames"),
];

function noApp(app: string): Finding {
  return finding("error", "no-function-app", {
    what: "Azure has no such function app.",
    where: app,
    cure: "Compare its id, behind --function-app or in the event subscription, with those that there are",
    commands: ["az functionapp list --query '[].id' --output tsv"],
  });
}

function aboutSite(site: unknown, app: string, { address }: AppAround): readonly Finding[] {
  const state = textIn(site, "properties", "state");
  const stopped = finding("error", "app-stopped", {
    what: `The function app is in the state ${state || "unknown"}.`,
    where: app,
    cure: "Start it",
    commands: [`az functionapp start ${optionsOf(app)}`],
  });
  const [host = ""] = hostsOf(site);
  const elsewhere = finding("warning", "app-elsewhere", {
    what: `The function app is at ${host}, and what was asked is at ${address.host}.`,
    where: app,
    cure: "Ask that app; or where the other one is meant, name it with --function-app",
    commands: [`relay-approvals doctor --url ${shellWord(`https://${host}`)}`],
  });
  return [...(state === "Running" ? [] : [stopped]), ...(hostsOf(site).includes(address.host) ? [] : [elsewhere])];
}

function aboutDisabled(settings: object, app: string): readonly Finding[] {
  const isOff = (value: unknown) => value === "1" || String(value).toLowerCase() === "true";
  return Object.entries(settings).flatMap(([where, value]) => {
    const name = /^AzureWebJobs[._]+(\w+?)(?:\.|__|_)Disabled$/.exec(where)?.[1];
    if (name === undefined || !isOff(value)) return [];
    const what = `The function ${name} is switched off.`;
    const command = `az functionapp config appsettings delete ${optionsOf(app)} --setting-names ${shellWord(where)}`;
    return [finding("error", "function-disabled", { what, where, cure: "Switch it on", commands: [command] })];
  });
}

/** Where the service takes no token at all, it may be set to another registration, or to another tenant, than the caller's. */
function aboutToken(settings: object, app: string, { claims: { audience, tenant } }: AppAround): readonly Finding[] {
  // The audience is the client id alone, or `api://` and the client id.
  const client = audience?.replace(/^api:\/\//i, "");
  const told = (id: string, name: string, wanted: string | undefined, { is, cure }: Record<"is" | "cure", string>) => {
    const set = textIn(settings, name);
    if (wanted === undefined || set.toLowerCase() === wanted.toLowerCase()) return [];
    const what = `${name} is ${set || "not set"}, and your token is ${is} ${wanted}: the service takes no such token.`;
    return [
      finding("error", id, { what, where: name, cure, commands: [changeSetting(`${name}=${wanted}`, optionsOf(app))] }),
    ];
  };
  return [
    ...told("api-client-id", "API_CLIENT_ID", client, {
      is: "for",
      cure: "Set it where your token is for the app registration of the API; else sign in for the other one with --scope",
    }),
    ...told("tenant-id", "TENANT_ID", tenant, {
      is: "of the tenant",
      cure: "Set it where that is the tenant of the owners and of Teams; else sign in to the other one",
    }),
  ];
}
