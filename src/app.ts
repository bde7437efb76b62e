import { createHash, randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { InvocationContext } from "@azure/functions";
import { ManagedIdentityCredential } from "@azure/identity";
import { armPorts } from "./adapters/arm/arm-ports.ts";
import { oneLine } from "./adapters/error-words.ts";
import { PolicyRefused, policyFile } from "./adapters/policy/policy-file.ts";
import { tryReading } from "./adapters/storage/calls.ts";
import { tableCursorKey } from "./adapters/storage/cursor-key.ts";
import { keyRanges } from "./adapters/storage/key-ranges.ts";
import { tableStore } from "./adapters/storage/table-store.ts";
import { storageTables } from "./adapters/storage/tables.ts";
import { PUBLIC_CLOUD_TEAMS, type TeamsSettings } from "./adapters/teams/settings.ts";
import { type TeamsBot, teamsBot } from "./adapters/teams/teams-bot.ts";
import type { ReadyApi } from "./build-api.ts";
import { type Config, ConfigFault, DEFAULT_POLICY_FILE, readConfig } from "./config.ts";
import { base32, type Hash } from "./domain/request-id.ts";
import { invocationLog, processLog } from "./json-log.ts";
import type { LogParts } from "./log.ts";
import { orchestrationsOf } from "./orchestration/durable.ts";
import type { SealWorld } from "./orchestration/seal-world.ts";
import { mustBeSealing } from "./orchestration/sealing-health.ts";
import type { World } from "./orchestration/world.ts";
import { policiesOf } from "./policies.ts";
import type { Clock, Orchestrations } from "./ports.ts";
import { type LogSources, logPartsOf, readableLog } from "./sealed-log.ts";

/** The whole service, with every adapter behind its port: what the functions get. */
export interface App {
  readonly config: Config;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly bot: TeamsBot;
  /** What an activity may touch; its log belongs to the invocation. */
  world(context: InvocationContext): World;
  orchestrations(context: InvocationContext): Orchestrations;
  sealWorld(context: InvocationContext): SealWorld;
  /** Loaded with its first call: only the API needs it. */
  api(context: InvocationContext): Promise<ReadyCall>;
  health(): Promise<Health>;
}

export interface ReadyCall {
  readonly answerTo: ReadyApi["answerTo"];
  readonly api: ReturnType<ReadyApi["within"]>;
}

export type Health = Readonly<Record<"policy" | "storage" | "audit", "ok" | "failing">>;

const clock: Clock = () => new Date();
const pause = (until: Date) => setTimeout(Math.max(0, until.getTime() - Date.now()));
const hash: Hash = (text) => createHash("sha256").update(text).digest();
/** 50 bits: enough not to meet by chance, few enough to leave the comment its room. */
const newMark = () => `RA-${base32(randomBytes(7), 10)}`;

/** Throws a `ConfigFault` that names every wrong setting, a policy file that cannot be read among them. */
export function appFrom(env: Readonly<Record<string, string | undefined>>, serviceVersion: string): App {
  try {
    return buildApp(readConfig(env), serviceVersion);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    throw new ConfigFault([...error.faults, ...faultsOfPolicy(env["POLICY_FILE"] || DEFAULT_POLICY_FILE)]);
  }
}

function faultsOfPolicy(path: string): readonly string[] {
  try {
    policyFile(path, { hash, clock });
    return [];
  } catch (error) {
    if (error instanceof PolicyRefused) return [error.message];
    throw error;
  }
}

function buildApp(config: Config, serviceVersion: string): App {
  const credential = new ManagedIdentityCredential({ clientId: config.identityClientId });
  const log = processLog;
  const tables = storageTables(config.tablesUrl, credential);
  const auditTables = storageTables(config.auditTablesUrl, credential);
  const store = tableStore({ tables, auditTables, hash, random: randomBytes, clock, log });
  const arm = armPorts({ ...armSettings(config), credential, clock, log });
  const { audit, inbox } = store;
  const logParts = sealedBy(config, { credential, auditTables, clock });
  const policies = policiesOf(config, { credential, tables, audit, hash, clock, log, serviceVersion });
  const bot = teamsBot(teamsSettings(config), { clock, pause, log, clickSeconds: config.clickSeconds });
  const shared = {
    ...arm,
    ...{ store, cards: bot.cards, policies, clock, pause, hash, newMark },
    ...{ waits: config.waits, cleanUp: config.cleanUp, mostCards: config.mostCards },
    ...{ ourTenant: config.tenantId, serviceVersion },
  };
  const world = (context: InvocationContext): World => ({ ...shared, log: invocationLog(context) });
  const cursorKey = tableCursorKey(keyRanges(auditTables("AuditIndex"), clock), randomBytes);
  const ready = once(async () =>
    (await import("./build-api.ts")).buildApi({ config, clock, sealedLog: readableLog(logParts), cursorKey }),
  );
  return {
    config,
    hash,
    clock,
    bot,
    world,
    sealWorld: (context) => ({ ...logParts, inbox, log: invocationLog(context) }),
    api: async (context) => {
      const { answerTo, within } = await ready();
      return { answerTo, api: within(world(context)) };
    },
    orchestrations: (context) => orchestrationsOf(context, { hash, clock, waits: config.waits }),
    health: () =>
      healthOf({
        policy: () => policies.current(),
        storage: () => tryReading(tables("Requests"), clock),
        audit: async () => {
          await tryReading(auditTables("AuditEntries"), clock);
          await mustBeSealing({ ...logParts, inbox }, clock);
        },
      }),
  };
}

function sealedBy({ sealedLog }: Config, sources: LogSources): LogParts {
  try {
    return logPartsOf(sealedLog, sources);
  } catch (error) {
    throw new ConfigFault([`AUDIT_SIGNING_KEY: the file cannot be used: ${oneLine(String(error))}`]);
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function armSettings({ armEndpoint: endpoint, armApiVersion: apiVersion, tenantId: tenant }: Config) {
  return { endpoint, apiVersion, tenant };
}

function teamsSettings(config: Config): TeamsSettings {
  return {
    ...PUBLIC_CLOUD_TEAMS,
    appId: config.botAppId,
    tenantId: config.tenantId,
    serviceUrl: config.teamsServiceUrl,
    serviceHosts: config.teamsServiceHosts,
    openIdMetadataUrl: config.botOpenIdMetadataUrl,
  };
}

/** Reads what every decision needs; the reason of a failure is in the log, not for everybody. */
async function healthOf(reads: Readonly<Record<keyof Health, () => Promise<unknown>>>): Promise<Health> {
  const check = async (what: keyof Health) => {
    try {
      await reads[what]();
      return "ok" as const;
    } catch (error) {
      processLog.error("The service is not healthy", { what, why: String(error) });
      return "failing" as const;
    }
  };
  const [policy, storage, audit] = await Promise.all([check("policy"), check("storage"), check("audit")]);
  return { policy, storage, audit };
}
