import { createHash } from "node:crypto";
import type { InvocationContext } from "@azure/functions";
import { registerDigest } from "../../functions/digest.ts";
import { registerDurable } from "../../functions/orchestrations.ts";
import { registerPurge } from "../../functions/purge.ts";
import { registerSweep } from "../../functions/sweep.ts";
import { tableStore } from "../../src/adapters/storage/table-store.ts";
import type { App } from "../../src/app.ts";
import type { Policy } from "../../src/domain/policy.ts";
import { base32, type Hash } from "../../src/domain/request-id.ts";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { orchestrationsOf } from "../../src/orchestration/durable.ts";
import type { World } from "../../src/orchestration/world.ts";
import type {
  Cards,
  Connections,
  Endpoints,
  Log,
  LogDetails,
  Networks,
  Orchestrations,
  Rights,
  Tenants,
} from "../../src/ports.ts";
import type { Simulation } from "./engine/simulation.ts";
import type { TableAccount } from "./models/tables.ts";

export const OUR_TENANT = "aaaaaaaa-0000-4000-8000-000000000001";

export interface Surroundings {
  readonly sim: Simulation;
  readonly arm: Connections & Tenants & Networks;
  readonly endpoints: Endpoints;
  readonly rights: Rights;
  readonly cards: Cards;
  readonly account: TableAccount;
  readonly auditAccount: TableAccount;
  readonly policy: () => Policy;
  readonly cleanUp: World["cleanUp"];
  readonly onLog: (text: string) => void;
}

/** The shipped service over the models, as `buildApp` puts it together over Azure. */
export interface AppUnderTest {
  readonly world: World;
  readonly orchestrations: Orchestrations;
}

const digests = new Map<string, Uint8Array>();

/** The same few ids are hashed again and again, and hashing costs more than all else. */
const hash: Hash = (text) => {
  const known = digests.get(text) ?? createHash("sha256").update(text).digest();
  if (digests.size > 10_000) digests.clear();
  digests.set(text, known);
  return known;
};
const CONTEXT = {} as InvocationContext;

/** Registers the functions anew, so a second call is a deployment. */
export function deploy(surroundings: Surroundings, serviceVersion: string): AppUnderTest {
  const { sim, arm, endpoints, rights, cards, account, auditAccount, policy, cleanUp } = surroundings;
  const { clock } = sim;
  const log = logOf(surroundings);
  const random = (count: number) => sim.random.bytes(count);
  const world: World = {
    ...{
      connections: arm,
      tenants: arm,
      networks: arm,
      endpoints,
      rights,
      cards,
      clock,
      hash,
      log,
      cleanUp,
      serviceVersion,
    },
    store: tableStore({ tables: account.tables, auditTables: auditAccount.tables, hash, random, clock, log }),
    policies: { current: async () => policy() },
    pause: (until) => sim.call("pause", Math.max(0, until.getTime() - clock().getTime()), () => undefined),
    newMark: () => `RA-${base32(random(7), 10)}`,
    waits: AZURE_WAITS,
    mostCards: sim.config.mostCards,
    ourTenant: OUR_TENANT,
  };
  const orchestrations = orchestrationsOf(CONTEXT, { hash, clock, waits: AZURE_WAITS });
  // Of the app only what the functions below use.
  const app = {
    config: { waits: AZURE_WAITS, sweepSchedule: "0 */5 * * * *" },
    ...{ hash, clock, world: () => world, orchestrations: () => orchestrations },
  } as unknown as App;
  registerDurable(app);
  registerSweep(app);
  registerDigest(app);
  registerPurge(app);
  return { world, orchestrations };
}

function logOf({ sim, onLog }: Surroundings): Log {
  const line = (level: string) => (message: string, details?: LogDetails) => {
    const text = `${level}: ${message} ${JSON.stringify(details ?? {})}`;
    onLog(text);
    sim.note(() => `    log ${text}`);
  };
  return { info: line("info"), warn: line("warn"), error: line("error") };
}
