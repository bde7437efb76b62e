import { EVENT } from "../../support/histories.ts";
import { MINUTE, SECOND } from "../engine/schedule.ts";
import type { Simulation } from "../engine/simulation.ts";
import { doActivity } from "./activity.ts";
import { type Instance, isLive, type Message, type WorkItem } from "./messages.ts";
import { takeTurn } from "./take-turn.ts";

/** After the fifth time a message is taken for one that nobody waits for. */
const MOST_DEQUEUES = 5;
const EXECUTION_TERMINATED = 3;

export interface Counts {
  generations: number;
  longestHistory: number;
  orphans: number;
  lostCompletions: number;
  lostCommits: number;
}

/**
 * The task hub of Durable Functions in Azure Storage, and the dispatcher of the host over it: what is committed, what is on its
 * way, and what is being done. See docs/simulation.md for what it models of it.
 */
export class TaskHub {
  readonly sim: Simulation;
  readonly counts: Counts = { generations: 0, longestHistory: 0, orphans: 0, lostCompletions: 0, lostCommits: 0 };
  /** When generations of an instance began, for the check that none spins. */
  readonly began = new Map<string, number[]>();
  private readonly instances = new Map<string, Instance>();
  private readonly inboxes = new Map<string, Message[]>();
  private readonly turning = new Set<string>();
  private executions = 0;
  /** Counts the deletions of the hub: what was on its way to an earlier one goes nowhere. */
  private epoch = 0;

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  instance(id: string): Instance | undefined {
    return this.instances.get(id);
  }

  all(): readonly Instance[] {
    return [...this.instances.values()];
  }

  /** The start is a row and a message. With two orchestrations for every request a second one runs under another id. */
  start(orchestration: string, id: string, input: unknown): void {
    this.begin(orchestration, id, input);
    const twin = twinOf(id);
    if (!this.sim.config.twoOrchestrations || orchestration !== "approval" || isLive(this.instance(twin))) return;
    this.begin(orchestration, twin, input);
  }

  raise(id: string, name: string, data: unknown, lateMs: number): void {
    const event = { EventType: EVENT.eventRaised, EventId: -1, Name: name, Input: JSON.stringify(data) };
    const message = { execution: undefined, kind: "raised", event, dequeues: 0 } as const;
    for (const instance of [id, twinOf(id)].filter((one) => this.instances.has(one))) {
      this.send({ ...message, instance }, lateMs + this.pollMs());
    }
  }

  terminate(id: string, reason: string): void {
    const event = { EventType: EXECUTION_TERMINATED, EventId: -1, Input: reason };
    this.send({ instance: id, execution: undefined, kind: "terminated", event, dequeues: 0 }, this.pollMs());
  }

  /** Everything in it is gone; what runs goes on and is heard by nobody. */
  delete(): void {
    this.sim.note(() => "the task hub is deleted");
    this.epoch += 1;
    this.sim.changes += 1;
    this.instances.clear();
    this.inboxes.clear();
    this.turning.clear();
  }

  purge(before: Date, statuses: readonly string[]): number {
    const ended = this.all().filter(({ status, createdAt }) => statuses.includes(status) && createdAt <= before);
    for (const { id } of ended) this.instances.delete(id);
    return ended.length;
  }

  newExecution(): string {
    this.executions += 1;
    return `x${this.executions}`;
  }

  send(message: Message, afterMs: number): void {
    this.inThisHub(afterMs, () => {
      this.sim.changes += 1;
      this.inboxes.set(message.instance, [...(this.inboxes.get(message.instance) ?? []), message]);
      this.turnSoon(message.instance);
    });
  }

  putBack(messages: readonly Message[]): void {
    for (const message of messages) {
      const dequeues = message.dequeues + 1;
      if (dequeues < MOST_DEQUEUES) this.send({ ...message, dequeues }, 6 * SECOND);
      else {
        this.counts.orphans += 1;
        this.sim.note(() => `a ${message.kind} for ${message.instance} is discarded: nothing waits for it`);
      }
    }
  }

  /** A host that died left them invisible for a while. */
  comeBack(messages: readonly Message[]): void {
    const afterMs = this.sim.random.spread(5 * SECOND, 5 * MINUTE);
    for (const message of messages) this.send(message, afterMs);
  }

  work(item: WorkItem): void {
    this.inThisHub(this.pollMs(), () => doActivity(this, item));
  }

  take(id: string): readonly Message[] {
    const messages = this.inboxes.get(id) ?? [];
    this.inboxes.delete(id);
    return messages;
  }

  /** The ETag decides between two hosts that both worked on an instance. */
  commit(instance: Instance, readEtag: number | undefined): boolean {
    if (this.instances.get(instance.id)?.etag !== readEtag) return false;
    this.instances.set(instance.id, instance);
    return true;
  }

  /** Whatever waits is of no meaning once the hub was deleted. */
  inThisHub(afterMs: number, work: () => void): void {
    const { epoch } = this;
    this.sim.schedule.after(afterMs, () => {
      if (epoch === this.epoch) work();
    });
  }

  turnIsOver(id: string): void {
    this.turning.delete(id);
    if (this.inboxes.has(id)) this.turnSoon(id);
  }

  noteGenerations(id: string, historyLengths: readonly number[]): void {
    this.counts.generations += historyLengths.length;
    this.counts.longestHistory = Math.max(this.counts.longestHistory, ...historyLengths);
    const began = this.began.get(id) ?? [];
    this.began.set(id, began);
    for (let more = historyLengths.length; more > 1; more -= 1) began.push(this.sim.schedule.now);
  }

  pollMs(): number {
    const { random } = this.sim;
    return this.sim.chance("slowPoll") ? random.between(200, 10 * SECOND) : random.between(5, 200);
  }

  private begin(orchestration: string, id: string, input: unknown): void {
    const execution = this.newExecution();
    const before = this.instance(id);
    const past = new Set([...(before?.past ?? []), ...(before ? [before.execution] : [])]);
    const etag = (before?.etag ?? 0) + 1;
    const createdAt = this.sim.date();
    const fresh = {
      id,
      orchestration,
      status: "Pending",
      execution,
      past,
      input,
      history: [],
      createdAt,
      etag,
    } as const;
    this.instances.set(id, fresh);
    const event = { EventType: EVENT.executionStarted, EventId: -1, Name: orchestration, Input: JSON.stringify(input) };
    this.send({ instance: id, execution, kind: "started", event, dequeues: 0 }, this.pollMs());
  }

  private turnSoon(id: string): void {
    if (this.turning.has(id)) return;
    this.turning.add(id);
    this.inThisHub(this.sim.random.between(1, 50), () => void takeTurn(this, id));
  }
}

const twinOf = (id: string) => `${id}-twin`;
