import { expect } from "@jest/globals";
import type { Verdict } from "../../src/domain/request.ts";
import { later } from "../../src/domain/waits.ts";
import { advance } from "../../src/orchestration/advance.ts";
import { castVote } from "../../src/orchestration/cast-vote.ts";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId, aNamespace, olga } from "../support/builders.ts";
import { type Gate, gated, gatedWorld } from "../support/gated-world.ts";
import { Stage } from "../support/stage.ts";

/** How a call goes wrong: the process dies before or after its effect, or the call fails and says when to come back or not. */
export const CUTS = ["dies before", "dies after", "fails", "answer is lost", "is told to come back"] as const;
export type Cut = (typeof CUTS)[number];

export interface Played {
  readonly stage: Stage;
  readonly requestId: string;
  readonly calls: readonly string[];
  readonly cuts: number;
}

/** Plays a request to its end. The calls with these numbers go wrong; what was cut off is run again, as the engine and people do. */
export async function play(verdict: Verdict, cuts: ReadonlyMap<number, Cut>): Promise<Played> {
  const stage = new Stage();
  const calls: string[] = [];
  let isDead = false;
  const faults: Readonly<Record<Cut, (call: string) => Fault>> = {
    "dies before": () => new Fault("This process is dead"),
    "dies after": () => new Fault("This process is dead"),
    fails: (call) => new Fault(`${call} failed`),
    "answer is lost": (call) => new Fault(`${call} gave no answer`),
    "is told to come back": () => new Fault("429", { retryAt: later(stage.clock.now(), { seconds: 7 }) }),
  };
  const gate: Gate = async (call, effect) => {
    if (isDead) throw new Fault("This process is dead");
    const cut = cuts.get(calls.length);
    calls.push(call);
    if (cut === undefined) return effect();
    isDead = cut.startsWith("dies");
    if (cut === "dies after" || cut === "answer is lost") await effect();
    throw faults[cut](call);
  };
  const world = gatedWorld(stage.world, gate);
  const orchestrations = gated(stage.orchestrations, "orchestrations", gate);
  const again = async <Answer>(activity: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await activity();
    } catch (fault) {
      if (!(fault instanceof Fault) && !(fault instanceof AggregateError)) throw fault;
      isDead = false;
      stage.clock.moveOn({ seconds: 10 });
      return again(activity);
    }
  };

  stage.connections.set(aConnection());
  await again(() => reconcile(world, orchestrations, aNamespace()));
  const requestId = stage.onlyOpen();
  for (let tries = 0; tries <= cuts.size && stage.request(requestId).progress.card === undefined; tries += 1) {
    await again(() => advance(world, requestId));
    stage.clock.moveOn({ seconds: 10 });
  }
  await again(() => advance(world, requestId));
  const click = { requestId, verdict, comment: "As agreed", person: olga };
  await again(() => castVote(world, orchestrations, click));
  for (let rests = 0; rests < 12 + cuts.size; rests += 1) {
    const rest = await again(() => advance(world, requestId));
    if (rest.kind === "over") break;
    stage.clock.moveTo(rest.until);
  }
  return { stage, requestId, calls, cuts: cuts.size };
}

const STEPS = ["asked", "decision", "intent", "outcome", "seen", "told", "vote"];

export async function expectTheSameEnd(
  { stage, requestId, cuts }: Played,
  status: "Approved" | "Rejected",
): Promise<void> {
  const { store, connections, cards } = stage;
  expect(stage.request(requestId).progress.closed).toBe(true);
  expect(store.audit.entries.map(({ id }) => id.split("/")[1]?.replace(/-.*/, "")).sort()).toEqual(STEPS);
  expect([store.decisions.rows.size, store.intents.rows.size, store.outcomes.rows.size]).toEqual([1, 1, 1]);
  expect(store.outcomes.rows.get(requestId)).toMatchObject({ kind: "applied", after: status });
  const mark = stage.intent(requestId)?.mark;
  expect(new Set(connections.puts.map(({ description }) => description))).toEqual(new Set([`As agreed [${mark}]`]));
  expect(connections.puts.length).toBeLessThanOrEqual(1 + cuts);
  expect(await connections.get(aConnectionId())).toMatchObject({ status, description: `As agreed [${mark}]` });
  expect(cards.posted.length).toBeLessThanOrEqual(1 + cuts);
  expect(cards.posted.at(-1)?.versions.at(-1)).toMatchObject({ state: "applied" });
  expect([...store.rounds.rows.values()]).toMatchObject([{ outcome: "applied", mark, requestId }]);
  expect([...store.requests.open.values()].flatMap((ids) => [...ids])).toEqual([]);
}
