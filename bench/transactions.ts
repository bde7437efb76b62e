import { randomBytes } from "node:crypto";
import { tableStore } from "../src/adapters/storage/table-store.ts";
import { advance } from "../src/orchestration/advance.ts";
import { type ApprovalInput, approval } from "../src/orchestration/approval.ts";
import { takeClick } from "../src/orchestration/clicks.ts";
import { orchestrator } from "../src/orchestration/durable.ts";
import { reconcile } from "../src/orchestration/reconcile.ts";
import type { Steps } from "../src/orchestration/steps.ts";
import type { World } from "../src/orchestration/world.ts";
import { aConnection, aGroup, aNamespace, aPolicy, olga } from "../test/support/builders.ts";
import { Engine } from "../test/support/engine.ts";
import { EVENT, type Generation, type HistoryEvent } from "../test/support/histories.ts";
import { MemoryTables } from "../test/support/memory-tables.ts";
import { sha256 } from "../test/support/sha256.ts";
import { Stage } from "../test/support/stage.ts";
import type { Measured } from "./main.ts";

const MOST = 120;

/**
 * Transactions by the cost model of DurableTask's Azure Storage provider. A turn: one history query, one history batch, one
 * instance upsert. A message in: get and delete. An activity: put, get, delete and the put of its response. A timer, a
 * continue-as-new: put. A start: 3, a raise: 2. Idle polling and leases are not counted, the service's own rows apart from these.
 */
const COST = { turn: 3, messageIn: 2, activity: 4, timer: 1, again: 1, start: 3, raise: 2 } as const;

/** One approval: asked, reminded once, approved after an hour, told. The shipped orchestration and activity run, in virtual time. */
export async function transactionsOfAnApproval(): Promise<Measured> {
  const { generations, raised, ownRequests } = await playedApproval();
  const counts = countsOf(generations, raised);
  const rows = Object.entries(COST).map(([what, cost]) => {
    const count = counts[what as keyof typeof COST];
    return [WORDS[what as keyof typeof COST], count, cost, count * cost];
  });
  const total = rows.reduce((sum, row) => sum + Number(row.at(-1)), 0);
  const isWithin = total <= MOST;
  return {
    title: "One approval: asked, reminded once, approved after an hour, told",
    head: ["what", "count", "each", "transactions"],
    rows: [...rows, ["total", "", "", total], ["besides: requests to our own tables", ownRequests, 1, ownRequests]],
    verdict: `${total} storage transactions in ${generations.length} generations; the limit is ${MOST}${isWithin ? "" : ": EXCEEDED"}.`,
    isWithin,
  };
}

const WORDS: Readonly<Record<keyof typeof COST, string>> = {
  turn: "turns of the orchestration",
  messageIn: "messages taken in",
  activity: "activities",
  timer: "timers",
  again: "continue-as-news",
  start: "starts",
  raise: "raised events",
};

async function playedApproval() {
  const stage = new Stage();
  stage.policies.policy = aPolicy({ groups: [aGroup({ remindEveryHours: 0.5 })] });
  stage.connections.set(aConnection());
  const tables = new MemoryTables();
  const world = onTables(stage, tables);
  await reconcile(world, stage.orchestrations, aNamespace());
  const requestId = await onlyOpen(world);
  const handler = orchestrator((steps: Steps<ApprovalInput>, input) => approval(steps, input, world.waits));
  const engine = new Engine("approval", handler, { advance: (id) => advance(world, id) }, stage.clock);
  await engine.start({ requestId, failures: 0 } satisfies ApprovalInput);
  await engine.runUntil(new Date(stage.clock.now().getTime() + 3_600_000 - 1_000));
  const click = { requestId, verb: "approve", comment: "Known partner", person: olga, confirmed: true } as const;
  await takeClick(world, stage.orchestrations, click);
  await engine.wake();
  await engine.runUntil(new Date(stage.clock.now().getTime() + 3_600_000));
  if (!engine.isOver) throw new Error("The approval is not over");
  const ownRequests = tables.counts.requests;
  await isTheStory(world, requestId);
  return { generations: engine.generations, raised: 1, ownRequests };
}

function onTables({ world, clock, log }: Stage, { tables }: MemoryTables): World {
  const store = tableStore({
    ...{ tables, auditTables: tables, hash: sha256, random: randomBytes, clock: clock.now, log },
  });
  return { ...world, store };
}

async function onlyOpen({ store }: World): Promise<string> {
  const [request, ...others] = await store.requests.openIn(aNamespace());
  if (!request || others.length > 0) throw new Error("One request must have begun");
  return request.id;
}

async function isTheStory({ store }: World, requestId: string): Promise<void> {
  const kinds = (await store.audit.of(requestId)).map(({ kind }) => kind);
  const reminded = kinds.filter((kind) => kind === "reminder.sent").length;
  if (reminded !== 1 || !kinds.includes("request.told")) throw new Error("The story was another one");
}

function countsOf(generations: readonly Generation[], raise: number): Readonly<Record<keyof typeof COST, number>> {
  const events = generations.flatMap(({ history }) => history);
  const count = (...kinds: readonly number[]) =>
    events.filter(({ EventType }: HistoryEvent) => kinds.includes(EventType)).length;
  return {
    turn: count(EVENT.orchestratorStarted),
    messageIn: count(
      EVENT.executionStarted,
      EVENT.taskCompleted,
      EVENT.taskFailed,
      EVENT.timerFired,
      EVENT.eventRaised,
    ),
    activity: count(EVENT.taskScheduled),
    timer: count(EVENT.timerCreated),
    again: count(EVENT.continueAsNew),
    start: 1,
    raise,
  };
}
