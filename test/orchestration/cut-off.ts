import type { Verb } from "../../src/domain/card.ts";
import type { Person } from "../../src/domain/person.ts";
import { later } from "../../src/domain/waits.ts";
import { advance } from "../../src/orchestration/advance.ts";
import { takeClick } from "../../src/orchestration/clicks.ts";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import { sweep } from "../../src/orchestration/sweep.ts";
import type { World } from "../../src/orchestration/world.ts";
import { Fault, type Orchestrations } from "../../src/ports.ts";
import { aNamespace, olga } from "../support/builders.ts";
import { type Gate, gated, gatedWorld } from "../support/gated-world.ts";
import { Stage } from "../support/stage.ts";

/** How a call goes wrong: the process dies before or after its effect, or the call fails and says when to come back or not. */
export const CUTS = ["dies before", "dies after", "fails", "answer is lost", "is told to come back"] as const;
export type Cut = (typeof CUTS)[number];
export type Cuts = ReadonlyMap<number, Cut>;

/** A request's life. What `before` does never goes wrong; `play` answers the id of the request that it is about. */
export interface Tale {
  before?(stage: Stage): Promise<void> | void;
  play(player: Player): Promise<string>;
}

export interface Played {
  readonly stage: Stage;
  readonly requestId: string;
  readonly calls: readonly string[];
  readonly cuts: number;
}

/** Plays a tale to its end. The calls with these numbers go wrong; what was cut off is run again, as the engine and people do. */
export async function play({ before, play: told }: Tale, cuts: Cuts): Promise<Played> {
  const stage = new Stage();
  await before?.(stage);
  const player = new Player(stage, cuts);
  const requestId = await told(player);
  return { stage, requestId, calls: player.calls, cuts: cuts.size };
}

const FAULTS: Readonly<Record<Cut, (call: string, now: Date) => Fault>> = {
  "dies before": () => new Fault("This process is dead"),
  "dies after": () => new Fault("This process is dead"),
  fails: (call) => new Fault(`${call} failed`),
  "answer is lost": (call) => new Fault(`${call} gave no answer`),
  "is told to come back": (_, now) => new Fault("429", { retryAt: later(now, { seconds: 7 }) }),
};

/** Runs the activities on a stage, each again until it succeeds. */
export class Player {
  readonly stage: Stage;
  readonly calls: string[] = [];
  private readonly cuts: Cuts;
  private readonly world: World;
  private readonly orchestrations: Orchestrations;
  private isDead = false;

  constructor(stage: Stage, cuts: Cuts) {
    this.stage = stage;
    this.cuts = cuts;
    const gate: Gate = (call, effect) => this.pass(call, effect);
    this.world = gatedWorld(stage.world, gate);
    this.orchestrations = gated(stage.orchestrations, "orchestrations", gate);
  }

  async look(): Promise<void> {
    await this.again(() => reconcile(this.world, this.orchestrations, aNamespace()));
  }

  async sweep(): Promise<void> {
    await this.again(async () => {
      const { failed } = await sweep(this.world, this.orchestrations);
      if (failed > 0) throw new Fault("Not all of it could be looked at");
    });
  }

  async click(requestId: string, verb: Verb, comment = "As agreed", person: Person = olga): Promise<void> {
    const click = { requestId, verb, comment, person, confirmed: true };
    await this.again(() => takeClick(this.world, this.orchestrations, click));
  }

  /** Until the owners are asked, and the card is what is to be seen. */
  async untilAsked(requestId: string): Promise<void> {
    for (let tries = 0; tries <= this.cuts.size && !this.isAsked(requestId); tries += 1) {
      await this.again(() => advance(this.world, requestId));
      this.stage.clock.moveOn({ seconds: 10 });
    }
    await this.again(() => advance(this.world, requestId));
  }

  async untilOver(requestId: string): Promise<void> {
    for (let rests = 0; rests < 12 + 2 * this.cuts.size; rests += 1) {
      const rest = await this.again(() => advance(this.world, requestId));
      if (rest.kind === "over") return;
      this.stage.clock.moveTo(rest.until);
    }
  }

  private isAsked(requestId: string): boolean {
    return this.stage.request(requestId).progress.card !== undefined;
  }

  private async pass<Answer>(call: string, effect: () => Promise<Answer>): Promise<Answer> {
    if (this.isDead) throw new Fault("This process is dead");
    const cut = this.cuts.get(this.calls.length);
    this.calls.push(call);
    if (cut === undefined) return effect();
    this.isDead = cut.startsWith("dies");
    if (cut === "dies after" || cut === "answer is lost") await effect();
    throw FAULTS[cut](call, this.stage.clock.now());
  }

  /** As often as there are cuts; what still goes wrong then would go wrong for ever. */
  private async again<Answer>(activity: () => Promise<Answer>, left = 2 * this.cuts.size): Promise<Answer> {
    try {
      return await activity();
    } catch (fault) {
      const isCurable = fault instanceof Fault || fault instanceof AggregateError;
      if (!isCurable || left === 0) throw fault;
      this.isDead = false;
      this.stage.clock.moveOn({ seconds: 10 });
      return this.again(activity, left - 1);
    }
  }
}
