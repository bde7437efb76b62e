import { EVENT } from "../../support/histories.ts";
import { SECOND } from "../engine/schedule.ts";
import type { Instance, Message } from "./messages.ts";
import { orchestrationNamed } from "./registry.ts";
import { sorted } from "./sorting.ts";
import type { TaskHub } from "./task-hub.ts";
import { type Turned, turnOf } from "./turn.ts";

/**
 * One turn as the dispatcher takes it: what it schedules is sent first, then the history is committed under its ETag, then the
 * messages that it took are deleted. A host that dies in between leaves the one without the other.
 */
export async function takeTurn(hub: TaskHub, id: string): Promise<void> {
  const { sim } = hub;
  const messages = hub.take(id);
  const twice = sim.chance("turnTwice");
  await attempt(hub, id, messages, twice ? "another host takes them too" : "alone");
}

async function attempt(hub: TaskHub, id: string, messages: readonly Message[], how: string): Promise<void> {
  const { sim } = hub;
  const instance = hub.instance(id);
  const { accepted, putBack } = sorted(instance, messages);
  hub.putBack(putBack);
  if (!instance || accepted.length === 0) return hub.turnIsOver(id);
  const next = await turned(hub, instance, accepted);
  if (how !== "alone") hub.inThisHub(sim.random.between(1, 100), () => void attempt(hub, id, accepted, "alone"));
  const machine = sim.machine();
  const fate = sim.chance("turnDies") ? sim.random.pick(["before", "between", "after"] as const) : "lives";
  const dies = () => {
    sim.note(() => `the host dies in a turn of ${id}: ${fate}`);
    hub.comeBack(accepted);
    hub.turnIsOver(id);
  };
  if (fate === "before" || machine.isDead) return dies();
  send(hub, next, id);
  const commitMs = sim.chance("slowCommit") ? sim.random.between(SECOND, 45 * SECOND) : sim.random.between(2, 40);
  hub.inThisHub(commitMs, () => {
    if (fate === "between" || machine.isDead) return dies();
    const isCommitted = hub.commit(next.instance, instance.etag);
    if (isCommitted) noteCommit(hub, next.turn, id);
    else hub.counts.lostCommits += 1;
    if (!isCommitted || fate === "after") hub.comeBack(accepted);
    hub.turnIsOver(id);
  });
}

interface Next {
  readonly instance: Instance;
  readonly turn: Turned | undefined;
}

async function turned(hub: TaskHub, instance: Instance, accepted: readonly Message[]): Promise<Next> {
  const machine = hub.sim.machine();
  const now = hub.sim.clockOf(machine);
  const etag = instance.etag + 1;
  if (accepted.some(({ kind }) => kind === "terminated")) {
    return { instance: { ...instance, status: "Terminated", etag }, turn: undefined };
  }
  const start = accepted.find(({ kind }) => kind === "started");
  const begun = {
    execution: start?.execution ?? instance.execution,
    input: start ? JSON.parse(String(start.event.Input)) : instance.input,
    history: start ? [] : instance.history,
  };
  const run = orchestrationNamed(instance.orchestration);
  const turn = await turnOf(instance, begun, accepted, { run, now, newExecution: () => hub.newExecution() });
  for (const difference of turn.differences) hub.sim.violate(`determinism: ${instance.orchestration}: ${difference}`);
  const last = turn.generations.at(-1) ?? begun;
  const past = new Set([...instance.past, ...turn.generations.slice(0, -1).map(({ execution }) => execution)]);
  const isNew = start !== undefined || turn.generations.length > 1;
  const createdAt = isNew ? wholeSecond(now) : instance.createdAt;
  const { execution, input, history } = last;
  return { instance: { ...instance, status: turn.status, execution, past, input, history, createdAt, etag }, turn };
}

function send(hub: TaskHub, { instance, turn }: Next, id: string): void {
  for (const item of turn?.work ?? []) hub.work(item);
  for (const { execution, id: timer, fireAt } of turn?.timers ?? []) {
    const event = { EventType: EVENT.timerFired, EventId: -1, TimerId: timer, FireAt: fireAt };
    const dueMs = Math.max(0, hub.sim.msOf(fireAt) - hub.sim.schedule.now) + hub.pollMs();
    hub.send({ instance: id, execution, kind: "fired", event, dequeues: 0 }, dueMs);
  }
  hub.sim.note(() => `a turn of ${id} ${instance.execution}: ${turn ? wordsOf(turn) : "terminated"}`);
}

function wordsOf({ status, generations, work, timers }: Turned): string {
  const asked = [
    ...work.map(({ activity }) => activity),
    ...timers.map(({ fireAt }) => `timer ${fireAt.slice(11, 19)}`),
  ];
  return `${generations.length} generations, ${status}, ${asked.join(", ") || "nothing new"}`;
}

function noteCommit(hub: TaskHub, turn: Turned | undefined, id: string): void {
  if (!turn) return;
  const lengths = turn.generations.map(({ history }) => history.length);
  hub.noteGenerations(id, lengths);
  const { events, more } = hub.sim.config.mostHistory;
  for (const { history } of turn.generations) {
    const raised = history.filter(({ EventType }) => EventType === EVENT.eventRaised).length;
    const most = events + more * Math.max(0, raised - 2);
    if (history.length > most)
      hub.sim.violate(`7: ${id[0]}… has a history of ${history.length} events, ${most} are allowed`);
  }
}

/** The management API tells `createdTime` in whole seconds. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / SECOND) * SECOND);
}
