import type { Finding, Setup } from "./answers.ts";
import { changeSetting } from "./cure-commands.ts";
import { overdueAmong } from "./overdue.ts";
import type { ConnectionRequest } from "./request.ts";
import { shellWord } from "./shell-word.ts";

/** What doctor makes of what was seen: words, how bad it is, and how it is cured. */

const MINUTE_MS = 60_000;
const CARD_MINUTES = 10;

export type Findings = readonly Finding[];

/** What cures something: words, and the command lines that do it, if any do. */
export type Cure = Pick<Finding, "cure"> & Partial<Pick<Finding, "commands">>;

export function finding(
  severity: Finding["severity"],
  id: string,
  { what, where, cure, commands = [] }: Pick<Finding, "what" | "where"> & Cure,
): Finding {
  return { id, severity, what, where, cure, commands };
}

/** Of what could not be looked at: that is no fault of the deployment. */
export function notChecked(told: Pick<Finding, "what" | "where"> & Cure): Finding {
  return finding("info", "not-checked", told);
}

export function isNotChecked({ id }: Finding): boolean {
  return id === "not-checked";
}

/** Beginning of its name: each deployment has one of its own, since names of roles are unique in a tenant. */
export const RECORDER_ROLE = "Relay Approvals Recorder";

/** Hosts of Microsoft's own clouds that publish the keys of Teams' tokens. */
const BOT_KEY_HOSTS = ["login.botframework.com", "login.botframework.azure.us", "login.botframework.azure.cn"];

/** `hasIdentity`: whether AZURE_CLIENT_ID is an identity of the app. Where it is not, another setting is not to be made like it. */
export function aboutSettings(
  setup: Pick<Setup, "identity" | "botAppId" | "botKeysUrl" | "cleanUp">,
  hasIdentity: boolean,
): Findings {
  const where = "application settings";
  const { hostname } = new URL(setup.botKeysUrl);
  return [
    ...(setup.botAppId === setup.identity || !hasIdentity
      ? []
      : [
          finding("warning", "bot-app-id", {
            what: "BOT_APP_ID is not AZURE_CLIENT_ID: a bot with a managed identity has the identity's id, and the service can post as no other.",
            where,
            cure: "Set BOT_APP_ID to the id of the identity",
            commands: [changeSetting(`BOT_APP_ID=${setup.identity}`)],
          }),
        ]),
    ...(BOT_KEY_HOSTS.includes(hostname)
      ? []
      : [
          finding("info", "bot-keys", {
            what: `Teams' tokens are verified with keys from ${hostname}, which is none of Microsoft's: whoever publishes them may click as anybody. Right in a sandbox only.`,
            where,
            cure: "Empty the setting: then keys are Microsoft's",
            commands: [changeSetting("BOT_OPENID_METADATA_URL=")],
          }),
        ]),
    ...(setup.cleanUp === "delete"
      ? []
      : [
          finding("info", "clean-up-dry-run", {
            what: "What stays Disconnected is only recorded, not deleted.",
            where,
            cure: "Switch it on once the record names nothing that has to stay",
            commands: [changeSetting("CLEAN_UP=delete")],
          }),
        ]),
  ];
}

/** Keys that are kept count for a day, so what happens may be far away yet, or at once after a restart. */
export function unreachableKeys(whose: "bot" | "api", url: string, why: string): Finding {
  const isBot = whose === "bot";
  const setting = isBot ? "BOT_OPENID_METADATA_URL" : "API_OPENID_METADATA_URL";
  const whoseWords = isBot ? "Teams' tokens" : "tokens for the API";
  const then = isBot ? "every click and command fails" : "nobody is let in to the page and the API";
  return finding(isBot ? "error" : "warning", isBot ? "bot-keys-unreachable" : "api-keys-unreachable", {
    what: `The keys of ${whoseWords} cannot be had from ${url}: ${why}. Once those that are kept do not count any more, after a day at the latest, ${then}.`,
    where: setting,
    cure: "See that the app's network lets it through to there. If the address is wrong, empty the setting: then it is Microsoft's",
    commands: [changeSetting(`${setting}=`)],
  });
}

export function aboutOpen(open: readonly ConnectionRequest[], now: Date): Findings {
  const sorted = open.toSorted((one, other) => one.seenAt.localeCompare(other.seenAt));
  const ageMs = ({ seenAt }: ConnectionRequest) => now.getTime() - Date.parse(seenAt);
  const cardless = sorted.filter((request) => needsCard(request) && ageMs(request) > CARD_MINUTES * MINUTE_MS);
  const [first] = cardless;
  return [
    ...(first
      ? [
          finding("error", "no-card", {
            what: `${countOf(cardless.length)} without a card, the oldest for ${Math.floor(ageMs(first) / MINUTE_MS)} minutes: nobody is asked.`,
            where: first.id,
            cure: "Add the app to the team of the policy's channel (docs/teams-app.md), compare the channel's id, TEAMS_SERVICE_URL and the bot's app id; then the next try posts it",
          }),
        ]
      : []),
    ...aboutOverdue(open, now),
  ];
}

function aboutOverdue(open: readonly ConnectionRequest[], now: Date): Findings {
  const openSince = new Map(open.map(({ id, seenAt }) => [id, seenAt]));
  const { overdue, overdueIds, oldestHours } = overdueAmong(openSince, now);
  if (overdue === 0) return [];
  const oldest = overdueIds.replace(/ .*/, "");
  const age = oldestHours < 48 ? `${oldestHours} hours` : `${Math.floor(oldestHours / 24)} days`;
  return [
    finding("info", "open-long", {
      what: `${countOf(overdue)} open for more than a day, the oldest for ${age}.`,
      where: oldest,
      cure: "Remind its owners",
      commands: [`relay-approvals show ${shellWord(oldest)}`],
    }),
  ];
}

function needsCard({ rule, progress }: ConnectionRequest): boolean {
  return rule === undefined && progress.firstCardAt === undefined && progress.line === undefined;
}

function countOf(count: number): string {
  return count === 1 ? "1 request is" : `${count} requests are`;
}
