import { type ApprovalInput, approval } from "../src/orchestration/approval.ts";
import { orchestrator } from "../src/orchestration/durable.ts";
import type { Steps } from "../src/orchestration/steps.ts";
import { aConnection, aGroup, aPolicy } from "../test/support/builders.ts";
import { Engine } from "../test/support/engine.ts";
import { EVENT, type Generation, type HistoryEvent } from "../test/support/histories.ts";
import { Stage } from "../test/support/stage.ts";
import type { Measured } from "./main.ts";

const MOST = 120;

/**
 * Transactions by the cost model of DurableTask's Azure Storage provider. A turn: one history query, one history batch, one
 * instance upsert. A message in: get and delete. An activity: put, get, delete and the put of its response. A timer, a
 * continue-as-new: put. A start: 3, a raise: 2. Idle polling, leases and the service's own rows are not counted.
 */
const COST = { turn: 3, messageIn: 2, activity: 4, timer: 1, again: 1, start: 3, raise: 2 } as const;

/** One approval: asked, reminded once, approved after an hour, told. The shipped orchestration and activity run, in virtual time. */
export async function transactionsOfAnApproval(): Promise<Measured> {
  const { generations, raised } = await playedApproval();
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
    rows: [...rows, ["total", "", "", total]],
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
  await stage.look();
  const requestId = stage.onlyOpen();
  const handler = orchestrator((steps: Steps<ApprovalInput>, input) => approval(steps, input, stage.world.waits));
  const engine = new Engine("approval", handler, { advance: (id) => stage.advance(id) }, stage.clock);
  await engine.start({ requestId, failures: 0 } satisfies ApprovalInput);
  await engine.runUntil(new Date(stage.clock.now().getTime() + 3_600_000 - 1_000));
  await stage.click(requestId, "approve", "Known partner");
  await engine.wake();
  await engine.runUntil(new Date(stage.clock.now().getTime() + 3_600_000));
  if (!engine.isOver) throw new Error("The approval is not over");
  const reminded = stage.kinds(requestId).filter((kind) => kind === "reminder.sent").length;
  if (reminded !== 1 || !stage.kinds(requestId).includes("request.told")) throw new Error("The story was another one");
  return { generations: engine.generations, raised: 1 };
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
