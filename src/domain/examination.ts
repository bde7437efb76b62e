import type { Finding, Setup } from "./answers.ts";
import type { ConnectionRequest } from "./request.ts";

/** What doctor makes of what was seen: words, how bad it is, and how it is cured. */

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Alerts of the templates fire after the same time. */
const SWEEP_MINUTES = 30;
const CARD_MINUTES = 10;

export type Findings = readonly Finding[];

export function finding(
  severity: Finding["severity"],
  id: string,
  { what, where, cure, commands = [] }: Pick<Finding, "what" | "where" | "cure"> & Partial<Pick<Finding, "commands">>,
): Finding {
  return { id, severity, what, where, cure, commands };
}

export const changeSetting = (setting: string) =>
  `az functionapp config appsettings set --resource-group <group> --name <function app> --settings ${setting}`;

/** Beginning of its name: each deployment has one of its own, since names of roles are unique in a tenant. */
export const RECORDER_ROLE = "Relay Approvals Recorder";

const RESTART = "az functionapp restart --resource-group <group> --name <function app>";

/** Hosts of Microsoft's own clouds that publish the keys of Teams' tokens. */
const BOT_KEY_HOSTS = ["login.botframework.com", "login.botframework.azure.us", "login.botframework.azure.cn"];

export function aboutSettings(setup: Setup): Findings {
  const where = "application settings";
  const { hostname } = new URL(setup.botKeysUrl);
  return [
    ...(setup.botAppId === setup.identity
      ? []
      : [
          finding("warning", "bot-app-id", {
            what: "BOT_APP_ID is not AZURE_CLIENT_ID: a bot with a managed identity has the identity's id, and the service can post as no other.",
            where,
            cure: changeSetting(`BOT_APP_ID=${setup.identity}`),
          }),
        ]),
    ...(BOT_KEY_HOSTS.includes(hostname)
      ? []
      : [
          finding("info", "bot-keys", {
            what: `Teams' tokens are verified with keys from ${hostname}, which is none of Microsoft's: whoever publishes them may click as anybody. Right in a sandbox only.`,
            where,
            cure: changeSetting("BOT_OPENID_METADATA_URL="),
          }),
        ]),
    ...(setup.cleanUp === "delete"
      ? []
      : [
          finding("info", "clean-up-dry-run", {
            what: "What stays Disconnected is only recorded, not deleted.",
            where,
            cure: changeSetting("CLEAN_UP=delete"),
          }),
        ]),
  ];
}

export function aboutSweep(last: { readonly at: string; readonly failed: number } | undefined, now: Date): Findings {
  const where = "function sweep";
  if (!last)
    return [
      finding("warning", "no-sweep", {
        what: "No sweep has ended yet: what events miss is not found. Right after the first start one is due within five minutes.",
        where,
        cure: RESTART,
      }),
    ];
  const minutes = Math.floor((now.getTime() - Date.parse(last.at)) / MINUTE_MS);
  const late = finding("error", "sweep-late", {
    what: `The last sweep ended ${minutes} minutes ago: timers do not run, or each sweep fails.`,
    where,
    cure: `${RESTART}; if it stays so, look at SWEEP_SCHEDULE, AzureWebJobs.sweep.Disabled and the failed runs of sweep in Application Insights`,
  });
  const partly = finding("warning", "sweep-failed", {
    what: `The last sweep could not look at ${last.failed} of what it had to look at.`,
    where,
    cure: "Cure what else is found here; else look for the errors of sweep in Application Insights",
  });
  return [...(minutes > SWEEP_MINUTES ? [late] : []), ...(last.failed > 0 ? [partly] : [])];
}

export function aboutOpen(open: readonly ConnectionRequest[], now: Date): Findings {
  const sorted = open.toSorted((one, other) => one.seenAt.localeCompare(other.seenAt));
  const ageMs = ({ seenAt }: ConnectionRequest) => now.getTime() - Date.parse(seenAt);
  const cardless = sorted.filter((request) => needsCard(request) && ageMs(request) > CARD_MINUTES * MINUTE_MS);
  const [oldest] = sorted;
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
    ...(oldest && ageMs(oldest) > DAY_MS
      ? [
          finding("info", "open-long", {
            what: `${countOf(sorted.length)} open, the oldest for ${Math.floor(ageMs(oldest) / DAY_MS)} days.`,
            where: oldest.id,
            cure: `relay-approvals show ${oldest.id}, and remind its owners`,
          }),
        ]
      : []),
  ];
}

function needsCard({ rule, progress }: ConnectionRequest): boolean {
  return rule === undefined && progress.firstCardAt === undefined && progress.line === undefined;
}

function countOf(count: number): string {
  return count === 1 ? "1 request is" : `${count} requests are`;
}

/** How the record is sealed; `waiting`: when the entries were written that wait, as far as they were read. */
export interface Sealing {
  readonly waiting: readonly string[];
  /** Entries that the newest checkpoint holds. */
  readonly sealed: number | undefined;
  /** Why nothing is sealed any more. */
  readonly stopped: string | undefined;
  /** Why the key cannot be read. */
  readonly keyless: string | undefined;
}

/** Whoever seals each minute, to save runs, has nothing to hear of. */
const SEAL_MINUTES = 2;
const SEAL_LATE_MINUTES = 10;

export function aboutSealing({ waiting, sealed, stopped, keyless }: Sealing, now: Date): Findings {
  const where = "sealed log";
  const [oldest] = waiting.toSorted();
  const minutes = oldest === undefined ? 0 : (now.getTime() - Date.parse(oldest)) / MINUTE_MS;
  const upTo = sealed === undefined ? "There is no checkpoint" : `The newest checkpoint holds ${sealed} entries`;
  const stop = finding("error", "seal-stopped", {
    what: `The log was stopped, since it is not as it was left: ${stopped}. ${upTo}.`,
    where,
    cure: "relay-approvals verify says what differs; find out who could write there before anything is put back (docs/audit.md)",
  });
  const late = finding(minutes > SEAL_LATE_MINUTES ? "error" : "warning", "seal-late", {
    what: `Entries wait to be sealed for ${Math.floor(minutes)} minutes. ${upTo}.`,
    where,
    cure: `${RESTART}; if it stays so, look for the errors of seal in Application Insights, at SEAL_SCHEDULE and AzureWebJobs.seal.Disabled`,
  });
  const key = finding("error", "seal-key", {
    what: `The key that signs the log cannot be read: ${keyless}.`,
    where: "AUDIT_SIGNING_KEY",
    cure: `azd provision core makes the key and assigns the role ${RECORDER_ROLE} at it; where the key is another one, ${changeSetting("AUDIT_SIGNING_KEY=<address>")}`,
  });
  return [
    ...(stopped === undefined ? [] : [stop]),
    ...(stopped === undefined && minutes > SEAL_MINUTES ? [late] : []),
    ...(keyless === undefined ? [] : [key]),
  ];
}
