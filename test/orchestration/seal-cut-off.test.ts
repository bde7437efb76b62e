import { describe, expect, it } from "@jest/globals";
import { seal } from "../../src/orchestration/seal.ts";
import { Fault } from "../../src/ports.ts";
import { LogScene } from "./log-scene.ts";

/** A log of three entries, with so many more that wait. */
async function aScene(waiting: number): Promise<LogScene> {
  const scene = new LogScene();
  scene.record(3);
  await scene.seal();
  scene.record(waiting);
  return scene;
}

type When = "before" | "after";

/** A run whose process dies at a call; answers how many calls there were. */
async function runUntil(scene: LogScene, at: number, when: When): Promise<number> {
  let calls = 0;
  const world = scene.gated(async (_, effect) => {
    calls += 1;
    if (calls > at + 1) throw new Fault("This process is dead");
    if (calls !== at + 1) return effect();
    if (when === "after") await effect();
    throw new Fault("This process is dead");
  });
  await seal(world).catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error;
  });
  return calls;
}

const callsOf = async (waiting: number) => runUntil(await aScene(waiting), Number.POSITIVE_INFINITY, "before");

async function mustBeWhole(scene: LogScene, where: string): Promise<void> {
  for (let runs = 0; runs < 3; runs += 1) await scene.seal();
  const findings = await scene.findings();
  const ids = scene.rows().map(({ id }) => id);
  if (findings.length > 0) throw new Error(`${where}: ${JSON.stringify(findings)}`);
  expect(scene.sealed()).toEqual(ids);
  expect(scene.log.at("error")).toEqual([]);
}

describe("a sealer that dies at any call", () => {
  it.each([1, 254, 260])("is completed by the next run, the same: %i entries wait", async (waiting) => {
    const calls = await callsOf(waiting);
    expect(calls).toBeGreaterThan(10);
    for (const when of ["before", "after"] as const) {
      for (let at = 0; at < calls; at += 1) {
        const scene = await aScene(waiting);
        await runUntil(scene, at, when);
        await mustBeWhole(scene, `${when} call ${at}`);
      }
    }
  });

  it("may die again at any call of the next run", async () => {
    const calls = await callsOf(2);
    const every = Array.from({ length: calls }, (_, call) => call);
    for (const [first, next] of every.flatMap((one) => every.map((other) => [one, other] as const))) {
      const scene = await aScene(2);
      await runUntil(scene, first, "after");
      await runUntil(scene, next, next % 2 === 0 ? "after" : "before");
      await mustBeWhole(scene, `after call ${first}, then ${next}`);
    }
  });

  it("may die while more is recorded", async () => {
    const calls = await callsOf(2);
    for (let at = 0; at < calls; at += 1) {
      const scene = await aScene(2);
      await runUntil(scene, at, "after");
      scene.record(260);
      await mustBeWhole(scene, `after call ${at}`);
    }
  });
});

describe("two sealers at once", () => {
  it.each([5, 260])("make one log, wherever the one overtakes the other: %i entries wait", async (waiting) => {
    const calls = await callsOf(waiting);
    for (let at = 0; at < calls; at += 1) {
      const scene = await aScene(waiting);
      let number = 0;
      const slow = scene.gated(async (_, effect) => {
        number += 1;
        if (number === at + 1) {
          await scene.seal();
          scene.record(2);
          await scene.seal();
        }
        return effect();
      });
      const outcome = await seal(slow);
      expect(outcome.kind).not.toBe("stopped");
      await mustBeWhole(scene, `at call ${at}`);
    }
  });

  it("may run step by step beside each other", async () => {
    for (let lead = 0; lead < 12; lead += 1) {
      const scene = await aScene(2);
      const turns = [0, 0];
      const worlds = [0, 1].map((self) =>
        scene.gated(async (_, effect) => {
          turns[self] = (turns[self] ?? 0) + 1;
          // The first is ahead by so many calls; the other catches up one call at a time.
          for (let wait = 0; self === 1 && wait < lead; wait += 1) await Promise.resolve();
          return effect();
        }),
      );
      await Promise.all(worlds.map(seal));
      await mustBeWhole(scene, `a lead of ${lead}`);
    }
  });
});

describe("a head that somebody else moves", () => {
  it("ends the run, and nothing is sealed twice", async () => {
    const scene = await aScene(2);
    const { world } = scene;
    const head = {
      read: () => scene.head.read(),
      advance: async () => "overtaken" as const,
    };
    expect(await seal({ ...world(), head })).toEqual({ kind: "overtaken" });
    expect(scene.sizes()).toEqual([3]);
    await mustBeWhole(scene, "after a conflict");
  });

  it("right after our own move ends the run too", async () => {
    const scene = await aScene(2);
    const head = {
      read: () => scene.head.read(),
      advance: async (...move: Parameters<typeof scene.head.advance>) => {
        const answer = await scene.head.advance(...move);
        await scene.seal();
        scene.record(1);
        await scene.seal();
        return answer;
      },
    };
    expect(await seal({ ...scene.world(), head })).toEqual({ kind: "overtaken" });
    await mustBeWhole(scene, "after being overtaken");
  });
});
