import { Fault } from "../../../src/ports.ts";
import type { Config } from "../configs.ts";
import { currentFiber, type Fiber, inFiber, isGone, type Machine } from "./fiber.ts";
import { Random } from "./random.ts";
import { NO_FAULTS, type Rates, scaled } from "./rates.ts";
import { MINUTE, Schedule, SECOND } from "./schedule.ts";

const START = Date.parse("2026-11-20T09:00:00.000Z");

/** One run: its chance, its time, its machines, what went wrong on purpose, and what is found to be wrong. */
export class Simulation {
  readonly random: Random;
  readonly schedule = new Schedule();
  readonly violations: string[] = [];
  readonly trace: string[] | undefined;
  readonly config: Config;
  rates: Rates;
  /** Counts whatever is written, sent, happens in Azure or goes wrong: while it stands still, so does everything. */
  changes = 0;
  machines: readonly Machine[];
  private fibers = 0;
  private machinesBuilt = 0;

  constructor(config: Config, seed: number, traced: boolean) {
    this.config = config;
    this.random = new Random(seed);
    this.trace = traced ? [] : undefined;
    const rates = config.varied ? scaled(config.rates, () => this.random.pick([0, 0.3, 1, 1, 2])) : config.rates;
    this.rates = { ...rates, ...config.always };
    this.machines = this.newMachines();
  }

  /** From here on nothing fails any more; whatever was begun may still be late. */
  calmDown(): void {
    this.rates = NO_FAULTS;
    this.note(() => "from here on nothing fails");
  }

  chance(fault: keyof Rates): boolean {
    const happens = this.random.chance(this.rates[fault]);
    if (happens) this.changes += 1;
    return happens;
  }

  /** True time, which no machine knows. */
  date(): Date {
    return new Date(START + this.schedule.now);
  }

  msOf(date: Date | string): number {
    return new Date(date).getTime() - START;
  }

  /** The clock of whoever asks. */
  readonly clock = (): Date => this.clockOf(currentFiber()?.machine);

  clockOf(machine: Machine | undefined): Date {
    return new Date(START + this.schedule.now + (machine?.skewMs ?? 0));
  }

  /** Both machines die and come back at once. */
  restart(): void {
    for (const machine of this.machines) machine.isDead = true;
    this.machines = this.newMachines();
  }

  machine(): Machine {
    return this.random.pick(this.machines);
  }

  /** Runs an invocation on one of the machines. Of one that dies nothing more is heard. */
  invoke<Answer>(
    kind: Fiber["kind"],
    what: string,
    work: () => Promise<Answer>,
    about?: string,
  ): { fiber: Fiber; answer: Promise<Answer> } {
    this.fibers += 1;
    const fiber: Fiber = {
      name: `${kind} ${this.fibers}`,
      kind,
      machine: this.machine(),
      isDead: false,
      about,
      sees: undefined,
    };
    this.note(() => `${fiber.name} begins on ${fiber.machine.name}: ${what}`);
    return { fiber, answer: inFiber(fiber, work) };
  }

  /** A call of a port: takes its time, and is where invocations meet and die. A dead one's request may be on its way already. */
  call<Answer>(what: string, milliseconds: number, effect: () => Answer): Promise<Answer> {
    const fiber = currentFiber();
    const wasSent = this.random.chance(0.5);
    return new Promise((resolve, reject) => {
      const settlement = () => this.effectOf(fiber, what, effect, resolve, reject);
      this.schedule.after(milliseconds, () => {
        if (!isGone(fiber)) this.arrive(fiber, what, settlement);
        else if (wasSent) settlement();
      });
    });
  }

  note(text: () => string): void {
    this.trace?.push(`${this.time()} ${text()}`);
  }

  /** Faults of others are expected; anything else that is thrown is a fault of ours. */
  noteFault(what: string, error: unknown): void {
    this.note(() => `${what} failed: ${String(error)}`);
    if (!isExpected(error)) this.violate(`thrown: ${what.split(" ")[0]}: ${String(error)}`);
  }

  violate(what: string): void {
    this.note(() => `VIOLATION ${what}`);
    if (!this.violations.includes(what)) this.violations.push(what);
  }

  private arrive(fiber: Fiber | undefined, what: string, settlement: () => () => void): void {
    if (this.dies(fiber, `before ${what}`)) return;
    const settle = settlement();
    if (!this.dies(fiber, `after ${what}`)) settle();
  }

  private effectOf<Answer>(
    fiber: Fiber | undefined,
    what: string,
    effect: () => Answer,
    resolve: (answer: Answer) => void,
    reject: (error: unknown) => void,
  ): () => void {
    try {
      const answer = inFiber(fiber, effect);
      this.note(() => `  ${fiber?.name ?? "-"} ${what} ${brief(answer)}`);
      return () => resolve(answer);
    } catch (error) {
      this.note(() => `  ${fiber?.name ?? "-"} ${what} throws ${String(error)}`);
      return () => reject(error);
    }
  }

  private dies(fiber: Fiber | undefined, where: string): boolean {
    if (!fiber || !this.chance("death")) return false;
    fiber.isDead = true;
    this.note(() => `  ${fiber.name} dies ${where}`);
    return true;
  }

  /** One clock is as much ahead as the other is behind. */
  private newMachines(): readonly Machine[] {
    const skewMs = this.config.skewSeconds * SECOND;
    this.machinesBuilt += 2;
    return [-skewMs, skewMs].map((skew, index) => ({
      name: `machine ${this.machinesBuilt - 1 + index}`,
      skewMs: skew,
      policyAgeMs: index * MINUTE,
      isDead: false,
    }));
  }

  private time(): string {
    const minutes = Math.floor(this.schedule.now / MINUTE);
    const [hours, minute] = [Math.floor(minutes / 60), minutes % 60];
    const seconds = (this.schedule.now / SECOND) % 60;
    return `${String(hours).padStart(2, "0")}:${String(minute).padStart(2, "0")}:${seconds.toFixed(3).padStart(6, "0")}`;
  }
}

function isExpected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isExpected);
  return error instanceof Fault || (error instanceof Error && error.message.includes("HTTP 500"));
}

const BRIEF = 160;

function brief(answer: unknown): string {
  if (answer === undefined) return "";
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  return `→ ${text.length > BRIEF ? `${text.slice(0, BRIEF)}…` : text}`;
}
