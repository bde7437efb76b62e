import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { ManagedIdentityCredential } from "@azure/identity";
import { armPorts } from "./adapters/arm/arm-ports.ts";
import { armStanding } from "./adapters/arm/arm-standing.ts";
import { tryFetchingKeys } from "./adapters/published-keys.ts";
import { tryReading } from "./adapters/storage/calls.ts";
import { tableCursorKey } from "./adapters/storage/cursor-key.ts";
import { keyRanges } from "./adapters/storage/key-ranges.ts";
import { tableStore } from "./adapters/storage/table-store.ts";
import { storageTables } from "./adapters/storage/tables.ts";
import { tryAddingTo, tryWritingTo } from "./adapters/storage/try-writing.ts";
import { PUBLIC_CLOUD_TEAMS, type TeamsSettings } from "./adapters/teams/settings.ts";
import { type TeamsBot, teamsBot } from "./adapters/teams/teams-bot.ts";
import type { Config } from "./config.ts";
import { base32, type Hash } from "./domain/request-id.ts";
import { longestPauseMinutes } from "./domain/schedule-pause.ts";
import { processLog } from "./json-log.ts";
import type { Self } from "./orchestration/examine.ts";
import type { SealWorld } from "./orchestration/seal-world.ts";
import { mustBeSealing } from "./orchestration/sealing-health.ts";
import type { World } from "./orchestration/world.ts";
import { policiesOf } from "./policies.ts";
import type { Clock, Log } from "./ports.ts";
import { logPartsOf, readableLog } from "./sealed-log.ts";
import type { SealedLog } from "./store.ts";

export interface WorldSources {
  readonly config: Config;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly serviceVersion: string;
}

export interface ReadyWorld {
  readonly bot: TeamsBot;
  /** For one invocation, which has a log of its own. */
  readonly within: (log: Log) => World;
  /** What the API's cursors are signed with; the same in every instance. */
  readonly cursorKey: () => Promise<Uint8Array>;
  readonly sealedLog: SealedLog;
  /** What only an examination of the deployment touches. */
  readonly self: Omit<Self, "sealedLog">;
  /** What sealing may touch, but for the log of its invocation. */
  readonly sealing: Omit<SealWorld, "log">;
  /** What every decision needs, read now; each throws when it cannot be. */
  readonly reads: Readonly<Record<"policy" | "storage" | "audit", () => Promise<unknown>>>;
}

const pause = (until: Date) => setTimeout(Math.max(0, until.getTime() - Date.now()));
/** 50 bits: enough not to meet by chance, few enough to leave the comment its room. */
const newMark = () => `RA-${base32(randomBytes(7), 10)}`;

/** Every adapter behind its port, with the SDKs below them: as long-lived as the process. */
export function buildWorld({ config, hash, clock, serviceVersion }: WorldSources): ReadyWorld {
  const credential = new ManagedIdentityCredential({ clientId: config.identityClientId });
  const log = processLog;
  const tables = storageTables(config.tablesUrl, credential);
  const auditTables = storageTables(config.auditTablesUrl, credential);
  const store = tableStore({ tables, auditTables, hash, random: randomBytes, clock, log });
  const arm = armPorts({ ...armSettings(config), credential, clock, log });
  const { audit, inbox } = store;
  const logParts = logPartsOf(config.sealedLog, { credential, auditTables, clock });
  const policies = policiesOf(config, { credential, tables, audit, hash, clock, log, serviceVersion });
  const bot = teamsBot(teamsSettings(config), { clock, pause, log, clickSeconds: config.clickSeconds });
  const shared = {
    ...arm,
    ...{ store, cards: bot.cards, policies, clock, pause, hash, newMark },
    ...{ waits: config.waits, cleanUp: config.cleanUp, mostCards: config.mostCards },
    ...{ ourTenant: config.tenantId, serviceVersion },
  };
  return {
    bot,
    within: (ofInvocation) => ({ ...shared, log: ofInvocation }),
    sealedLog: readableLog(logParts),
    self: {
      setup: setupOf(config, serviceVersion),
      pauses: pausesOf(config),
      standing: armStanding({ ...armSettings(config), credential, clock, log }),
      storage: {
        requests: tryWritingTo(tables, "Heartbeats", clock),
        async record() {
          await tryWritingTo(auditTables, "AuditIndex", clock)();
          await tryAddingTo(auditTables, "AuditEntries", clock)();
        },
      },
      keys: { bot: keysAt(config.botOpenIdMetadataUrl), api: keysAt(config.apiOpenIdMetadataUrl) },
      whyStopped: async () => (await logParts.head.read()).head.stopped,
    },
    sealing: { ...logParts, inbox },
    cursorKey: tableCursorKey(keyRanges(auditTables("AuditIndex"), clock), randomBytes),
    reads: {
      policy: () => policies.current(),
      storage: () => tryReading(tables("Requests"), clock),
      audit: async () => {
        await tryReading(auditTables("AuditEntries"), clock);
        await mustBeSealing({ ...logParts, inbox }, clock);
      },
    },
  };
}

function setupOf(config: Config, serviceVersion: string): Self["setup"] {
  return {
    ...{ serviceVersion, tenant: config.tenantId, identity: config.identityClientId, botAppId: config.botAppId },
    ...{ botKeysUrl: config.botOpenIdMetadataUrl, apiClientId: config.apiClientId ?? "", cleanUp: config.cleanUp },
  };
}

function pausesOf({ sweepSchedule, sealSchedule }: Config): Self["pauses"] {
  return { sweepMinutes: longestPauseMinutes(sweepSchedule), sealMinutes: longestPauseMinutes(sealSchedule) };
}

function keysAt(url: string): Self["keys"]["bot"] {
  return { url, fetch: () => tryFetchingKeys(url) };
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
