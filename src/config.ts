import * as z from "zod";
import { isAllowedService, PUBLIC_CLOUD_TEAMS } from "./adapters/teams/settings.ts";
import { isGuid } from "./domain/azure-id.ts";
import { isNcrontab } from "./domain/ncrontab.ts";
import { AZURE_WAITS, type Waits } from "./domain/waits.ts";
import { type LogConfig, logConfigOf, logShape, misplacedKey } from "./log-settings.ts";

/** Everything that is set from outside, read once at the start. docs/settings.md describes each. */
export interface Config {
  readonly armEndpoint: string;
  readonly armApiVersion: string;
  readonly tablesUrl: string;
  readonly auditTablesUrl: string;
  readonly sealedLog: LogConfig;
  readonly identityClientId: string;
  readonly tenantId: string;
  readonly botAppId: string;
  readonly botOpenIdMetadataUrl: string;
  readonly teamsServiceUrl: string;
  readonly teamsServiceHosts: readonly string[];
  /** The app registration that callers of the API have tokens for; without it nobody is let in. */
  readonly apiClientId: string | undefined;
  readonly apiOpenIdMetadataUrl: string;
  readonly policyFile: string;
  /** Address of a blob that holds the policy; the file then only bridges the time until it is first read. */
  readonly policyBlob: string | undefined;
  /** What the clean-up does with what it finds. */
  readonly cleanUp: "dry-run" | "delete";
  /** How many open requests have a card in a channel at the same time; the others stand on its one card of the line. */
  readonly mostCards: number;
  readonly sweepSchedule: string;
  readonly sealSchedule: string;
  readonly digestSchedule: string;
  readonly purgeSchedule: string;
  readonly waits: Waits;
  /** How long a click may wait for what it brings about. */
  readonly clickSeconds: number;
}

/** The app refuses to start: `faults` names every wrong setting at once. */
export class ConfigFault extends Error {
  override readonly name = "ConfigFault";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `${faults.length === 1 ? "A setting is" : `${faults.length} settings are`} wrong:\n${faults.map((fault) => `  ${fault}`).join("\n")}\nSee docs/settings.md.`,
    );
    this.faults = faults;
  }
}

export const DEFAULT_POLICY_FILE = "policy.yaml";

const guid = z
  .string({ error: "is missing: give a GUID" })
  .refine(isGuid, { error: "is no GUID" })
  .transform((text) => text.toLowerCase());

/** Of host and path only: a key or a password has no place in a setting. */
function isPlainHttps(text: string): boolean {
  return /^https:\/\/[^@?#\s\\]+$/i.test(text) && URL.canParse(text);
}

const httpsUrl = z
  .string({ error: "is missing: give an https address" })
  .refine(isPlainHttps, { error: "must be an https address without user, query or fragment" })
  .transform((text) => text.replace(/\/+$/, ""));

/** Tokens are asked for it, so it is a host and nothing more. */
const httpsOrigin = httpsUrl.refine((text) => new URL(text).pathname === "/", {
  error: "must be an https address without a path",
});

/** Container and blob at least, as in `https://….blob.core.windows.net/policies/policy.yaml`. */
const blobUrl = httpsUrl.refine((text) => new URL(text).pathname.split("/").filter(Boolean).length >= 2, {
  error: "must name a container and a blob",
});

const hosts = z
  .string()
  .transform((text) => text.split(",").map((host) => host.trim().toLowerCase()))
  .refine((list) => list.every((host) => /^[a-z0-9.-]+(:\d+)?$/.test(host)), {
    error: "is no list of hosts, separated by commas",
  });

/** Plain decimals: `0x10` or `1e9` would be read as something that nobody meant. */
const amount = (most: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, "is no number")
    .transform(Number)
    .refine((value) => value > 0, "must be above 0")
    .refine((value) => value <= most, `must be at most ${most}`);

const A_DAY = { seconds: 86_400, minutes: 1_440 } as const;

const seconds = z
  .string()
  .transform((text) =>
    text.split(",").map((piece) => (/^\s*\d{1,5}(\.\d+)?\s*$/.test(piece) ? Number(piece) : Number.NaN)),
  )
  .refine((list) => list[0] === 0 && list.every((at, index) => Number.isFinite(at) && at >= (list[index - 1] ?? 0)), {
    error: "must be seconds in rising order that begin with 0, separated by commas",
  });

/** A time between sweeps, less than a day and not 0. */
function isTimeSpan(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) && text !== "00:00:00";
}

const schedule = z
  .string()
  .trim()
  .refine((text) => isNcrontab(text) || isTimeSpan(text), {
    error: "must be six NCRONTAB fields like 0 */5 * * * *, or a time between sweeps like 00:05:00",
  });

const SETTINGS = z.object({
  ARM_ENDPOINT: httpsOrigin.default("https://management.azure.com"),
  ARM_API_VERSION: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, "is no api-version like 2024-01-01")
    .default("2024-01-01"),
  TABLES_URL: httpsUrl,
  AUDIT_TABLES_URL: httpsUrl,
  ...logShape(httpsUrl),
  AZURE_CLIENT_ID: guid,
  TENANT_ID: guid,
  BOT_APP_ID: guid,
  BOT_OPENID_METADATA_URL: httpsUrl.default(PUBLIC_CLOUD_TEAMS.openIdMetadataUrl),
  TEAMS_SERVICE_URL: httpsUrl.default(PUBLIC_CLOUD_TEAMS.serviceUrl),
  TEAMS_SERVICE_HOSTS: hosts.default([...PUBLIC_CLOUD_TEAMS.serviceHosts]),
  API_CLIENT_ID: guid.optional(),
  API_OPENID_METADATA_URL: httpsUrl.optional(),
  POLICY_FILE: z.string().min(1, "is empty").default(DEFAULT_POLICY_FILE),
  POLICY_BLOB: blobUrl.optional(),
  CLEAN_UP: z.enum(["dry-run", "delete"], { error: "is neither dry-run nor delete" }).default("dry-run"),
  MOST_CARDS_A_CHANNEL: z
    .string()
    .regex(/^([1-9]|[1-4]\d|50)$/, "must be a whole number from 1 to 50")
    .transform(Number)
    .default(10),
  SWEEP_SCHEDULE: schedule.default("0 */5 * * * *"),
  SEAL_SCHEDULE: schedule.default("*/30 * * * * *"),
  DIGEST_SCHEDULE: schedule.default("0 0 8 * * MON"),
  PURGE_SCHEDULE: schedule.default("0 30 3 * * *"),
  WAIT_LOOKS_SECONDS: seconds.default([...AZURE_WAITS.looksSeconds]),
  WAIT_LOOK_SPACING_SECONDS: amount(A_DAY.seconds).default(AZURE_WAITS.lookSpacingSeconds),
  WAIT_BACK_OFF_FIRST_SECONDS: amount(A_DAY.seconds).default(AZURE_WAITS.backOffFirstSeconds),
  WAIT_BACK_OFF_MOST_SECONDS: amount(A_DAY.seconds).default(AZURE_WAITS.backOffMostSeconds),
  WAIT_APPLY_FIRST_SECONDS: amount(A_DAY.seconds).default(AZURE_WAITS.applyFirstSeconds),
  WAIT_APPLY_NEXT_SECONDS: amount(A_DAY.seconds).default(AZURE_WAITS.applyNextSeconds),
  WAIT_TRY_HOURS: amount(8_784).default(AZURE_WAITS.tryHours),
  WAIT_ASK_AGAIN_MINUTES: amount(A_DAY.minutes).default(AZURE_WAITS.askAgainMinutes),
  WAIT_DEADLINE_GRACE_MINUTES: amount(A_DAY.minutes).default(AZURE_WAITS.deadlineGraceMinutes),
  WAIT_TELL_HOURS: amount(8_784).default(AZURE_WAITS.tellHours),
  WAIT_WATCHDOG_MINUTES: amount(A_DAY.minutes).default(AZURE_WAITS.watchdogMinutes),
  WAIT_CLICK_SECONDS: amount(10).default(0.8),
  // Longer timers do not fire well.
  WAIT_LONGEST_REST_HOURS: amount(120).default(AZURE_WAITS.longestRestHours),
});

type Settings = z.output<typeof SETTINGS>;

/** Every setting that is read; docs/settings.md describes each. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS.shape);

/** Throws a `ConfigFault` that names every wrong setting. An empty setting counts as one that is not there. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const read = SETTINGS.safeParse(set);
  const faults = [
    ...(read.success ? waitsThatClash(read.data) : read.error.issues.map(faultOf)),
    ...foreignService(set),
    ...misplacedKey(set),
    ...unknownWaits(set),
  ];
  if (!read.success || faults.length > 0) throw new ConfigFault(faults);
  return configOf(read.data);
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  return `${String(path[0])} ${message}`;
}

/** Looked at apart from the rest, so that it is named together with other faults. */
function foreignService(set: Readonly<Record<string, unknown>>): readonly string[] {
  const { TEAMS_SERVICE_URL, TEAMS_SERVICE_HOSTS } = SETTINGS.shape;
  const serviceUrl = TEAMS_SERVICE_URL.safeParse(set["TEAMS_SERVICE_URL"]).data;
  const serviceHosts = TEAMS_SERVICE_HOSTS.safeParse(set["TEAMS_SERVICE_HOSTS"]).data;
  if (!serviceUrl || !serviceHosts || isAllowedService({ serviceHosts }, serviceUrl)) return [];
  return ["TEAMS_SERVICE_URL must have a host that is in TEAMS_SERVICE_HOSTS"];
}

/** An approval that only backs off must not look like one that hangs. */
function waitsThatClash(settings: Settings): readonly string[] {
  const { WAIT_BACK_OFF_FIRST_SECONDS: first, WAIT_BACK_OFF_MOST_SECONDS: most, WAIT_WATCHDOG_MINUTES } = settings;
  return [
    ...(first > most ? ["WAIT_BACK_OFF_FIRST_SECONDS must be at most WAIT_BACK_OFF_MOST_SECONDS"] : []),
    ...(most >= WAIT_WATCHDOG_MINUTES * 60
      ? ["WAIT_BACK_OFF_MOST_SECONDS must be less than WAIT_WATCHDOG_MINUTES"]
      : []),
  ];
}

/** A misspelt wait would silently be Azure's default. */
function unknownWaits(set: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(set)
    .filter((name) => name.startsWith("WAIT_") && !(name in SETTINGS.shape))
    .map((name) => `${name} is no setting of this service`);
}

function configOf(settings: Settings): Config {
  return {
    armEndpoint: settings.ARM_ENDPOINT,
    armApiVersion: settings.ARM_API_VERSION,
    tablesUrl: settings.TABLES_URL,
    auditTablesUrl: settings.AUDIT_TABLES_URL,
    sealedLog: logConfigOf(settings),
    identityClientId: settings.AZURE_CLIENT_ID,
    tenantId: settings.TENANT_ID,
    botAppId: settings.BOT_APP_ID,
    botOpenIdMetadataUrl: settings.BOT_OPENID_METADATA_URL,
    teamsServiceUrl: settings.TEAMS_SERVICE_URL,
    teamsServiceHosts: settings.TEAMS_SERVICE_HOSTS,
    apiClientId: settings.API_CLIENT_ID,
    apiOpenIdMetadataUrl: settings.API_OPENID_METADATA_URL ?? metadataOf(settings.TENANT_ID),
    policyFile: settings.POLICY_FILE,
    policyBlob: settings.POLICY_BLOB,
    sweepSchedule: settings.SWEEP_SCHEDULE,
    sealSchedule: settings.SEAL_SCHEDULE,
    digestSchedule: settings.DIGEST_SCHEDULE,
    purgeSchedule: settings.PURGE_SCHEDULE,
    cleanUp: settings.CLEAN_UP,
    mostCards: settings.MOST_CARDS_A_CHANNEL,
    waits: waitsOf(settings),
    clickSeconds: settings.WAIT_CLICK_SECONDS,
  };
}

function metadataOf(tenant: string): string {
  return `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`;
}

function waitsOf(settings: Settings): Waits {
  return {
    looksSeconds: settings.WAIT_LOOKS_SECONDS,
    lookSpacingSeconds: settings.WAIT_LOOK_SPACING_SECONDS,
    backOffFirstSeconds: settings.WAIT_BACK_OFF_FIRST_SECONDS,
    backOffMostSeconds: settings.WAIT_BACK_OFF_MOST_SECONDS,
    applyFirstSeconds: settings.WAIT_APPLY_FIRST_SECONDS,
    applyNextSeconds: settings.WAIT_APPLY_NEXT_SECONDS,
    tryHours: settings.WAIT_TRY_HOURS,
    askAgainMinutes: settings.WAIT_ASK_AGAIN_MINUTES,
    deadlineGraceMinutes: settings.WAIT_DEADLINE_GRACE_MINUTES,
    tellHours: settings.WAIT_TELL_HOURS,
    watchdogMinutes: settings.WAIT_WATCHDOG_MINUTES,
    longestRestHours: settings.WAIT_LONGEST_REST_HOURS,
  };
}
