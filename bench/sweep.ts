import { randomBytes } from "node:crypto";
import { aNamespace as storedNamespace } from "../sandbox/arm/seed.ts";
import { namespaceIdOf as idInSandbox, serviceIdentity } from "../sandbox/world.ts";
import { tableStore } from "../src/adapters/storage/table-store.ts";
import { sweep } from "../src/orchestration/sweep.ts";
import type { World } from "../src/orchestration/world.ts";
import { aGroup, aPolicy, FABRIKAM, OWNER_SUBSCRIPTION } from "../test/support/builders.ts";
import { MemoryTables } from "../test/support/memory-tables.ts";
import { sha256 } from "../test/support/sha256.ts";
import { Stage } from "../test/support/stage.ts";
import { startStandInArm } from "../test/support/stand-in-arm.ts";
import type { Measured } from "./main.ts";

const SIZES = [10, 100, 1_000, 4_000];
const PAGE = 100;
/** One in a hundred has something to do, and at least one. */
const SHARE = 0.01;

/** ARM reads of one sweep: pages of namespaces, and at most two for each connection that needs something. */
export async function sweepCost(): Promise<Measured> {
  const rows: number[][] = [];
  for (const namespaces of SIZES) rows.push(await sweptOver(namespaces));
  const isWithin = rows.every(([namespaces = 0, needing = 0, reads = 0]) => reads <= allowed(namespaces, needing));
  return {
    title: "ARM reads of one sweep, through the real adapter against the stand-in for ARM",
    head: [
      "namespaces",
      "connections that need something",
      "ARM reads",
      "allowed",
      "a namespace",
      "table requests of the next one",
    ],
    rows: rows.map(([namespaces = 0, needing = 0, reads = 0, requests = 0]) => [
      ...[namespaces, needing, reads, allowed(namespaces, needing)],
      ...[(reads / namespaces).toFixed(3), requests],
    ]),
    verdict: `Allowed are the pages of ${PAGE} namespaces and 2 reads for each connection that needs something${isWithin ? "" : ": EXCEEDED"}. The next sweep finds the same, with those requests open.`,
    isWithin,
  };
}

const allowed = (namespaces: number, needing: number) => Math.ceil(namespaces / PAGE) + 2 * needing;

async function sweptOver(namespaces: number): Promise<number[]> {
  const { arm, ports, close } = await startStandInArm();
  try {
    const names = Array.from({ length: namespaces }, (_, index) => `contoso-n${index}`);
    arm.store.atomically(() => {
      for (const { id } of arm.store.namespaces.all()) arm.store.namespaces.remove(id);
      for (const name of names) arm.store.namespaces.put(storedNamespace(idInSandbox(name)));
    });
    const needing = Math.max(1, Math.round(namespaces * SHARE));
    for (const name of names.slice(0, needing)) {
      arm.consumer.createPrivateEndpoint({ name: `pe-${name}`, namespace: name, subscription: FABRIKAM, message: "" });
    }
    const stage = new Stage();
    const rule = { subscription: OWNER_SUBSCRIPTION, resourceGroup: undefined, name: "contoso-*" };
    stage.policies.policy = aPolicy({ groups: [aGroup({ namespaces: [rule] })] });
    const tables = new MemoryTables();
    const world = { ...stage.world, ...ports, ...onTables(stage, tables) };
    const before = readsIn(arm);
    const { begun } = await sweep(world, stage.orchestrations);
    if (begun !== needing) throw new Error(`${begun} requests were begun, and ${needing} connections need one`);
    const reads = readsIn(arm) - before;
    tables.forget();
    await sweep(world, stage.orchestrations);
    return [namespaces, needing, reads, tables.counts.requests];
  } finally {
    await close();
  }
}

function onTables({ log }: Stage, { tables }: MemoryTables): Pick<World, "store" | "clock"> {
  const clock = () => new Date();
  const store = tableStore({ tables, auditTables: tables, hash: sha256, random: randomBytes, clock, log });
  return { store, clock };
}

/** Those of the Relay provider: that of a requester's subscription is read once an hour at most. */
function readsIn({ exchanges }: Awaited<ReturnType<typeof startStandInArm>>["arm"]): number {
  const isRead = ({ method, path, caller }: { method: string; path: string; caller?: string | undefined }) =>
    method === "GET" && path.toLowerCase().includes("/microsoft.relay/") && caller === serviceIdentity.clientId;
  return exchanges.list().filter(isRead).length;
}
