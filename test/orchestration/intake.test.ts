import { beforeEach, describe, expect, it } from "@jest/globals";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { orchestrator } from "../../src/orchestration/durable.ts";
import { type IntakeInput, intake } from "../../src/orchestration/intake.ts";
import type { Steps } from "../../src/orchestration/steps.ts";
import { Engine } from "../support/engine.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";

const NAMESPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Relay/namespaces/contoso-orders";

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

async function intakeWith(
  reconcile: (engine: Engine) => unknown = () => ({ kind: "looked", begun: 0, open: 0 }),
  waits = AZURE_WAITS,
) {
  const handler = orchestrator((steps: Steps<IntakeInput>, input) => intake(steps, input, waits));
  const engine: Engine = new Engine("intake", handler, { reconcile: () => reconcile(engine) }, clock);
  await engine.start({ namespace: NAMESPACE, looks: 0, notBefore: undefined } satisfies IntakeInput);
  return engine;
}

const looksAt = ({ calls }: Engine) => calls.map(({ at }) => at.slice(11, 19));

describe("an intake", () => {
  it("looks at its namespace at once, after 15 s, 60 s and 5 min, and ends", async () => {
    const engine = await intakeWith();
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(looksAt(engine)).toEqual(["09:00:00", "09:00:15", "09:01:00", "09:05:00"]);
    expect(new Set(engine.calls.map(({ name, input }) => `${name} ${input}`))).toEqual(
      new Set([`reconcile ${NAMESPACE}`]),
    );
    expect(engine.isOver).toBe(true);
  });

  it("ends at once for a namespace that nobody watches", async () => {
    const engine = await intakeWith(() => ({ kind: "not watched", begun: 0, open: 0 }));
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(looksAt(engine)).toEqual(["09:00:00"]);
    expect(engine.isOver).toBe(true);
  });

  it("begins its looks again with an event that finds it running", async () => {
    const engine = await intakeWith();
    await engine.runUntil("2026-11-20T09:02:00.000Z");
    await engine.wake();
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(looksAt(engine)).toEqual([
      "09:00:00",
      "09:00:15",
      "09:01:00",
      "09:02:00",
      "09:02:15",
      "09:03:00",
      "09:07:00",
    ]);
  });

  it("makes of a burst of a hundred events at most one look in five seconds, and one after the last", async () => {
    const engine = await intakeWith();
    for (let event = 1; event <= 100; event += 1) {
      await engine.runUntil(new Date(Date.UTC(2026, 10, 20, 9, 0, 0, event * 100)));
      await engine.wake();
    }
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    const looks = looksAt(engine);
    expect(looks.slice(0, 3)).toEqual(["09:00:00", "09:00:05", "09:00:10"]);
    expect(looks).toHaveLength(7);
    expect(engine.isOver).toBe(true);
  });

  it("looks again for an event that comes while it looks", async () => {
    let isFirst = true;
    const engine = await intakeWith((running) => {
      if (isFirst) running.raise("wake");
      isFirst = false;
      return {};
    });
    await engine.runUntil("2026-11-20T09:00:10.000Z");
    expect(looksAt(engine)).toEqual(["09:00:00", "09:00:05"]);
  });

  it("goes on to its next look when one fails", async () => {
    const engine = await intakeWith(() => {
      throw new Error("ARM answered 503");
    });
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(looksAt(engine)).toHaveLength(4);
    expect(engine.isOver).toBe(true);
  });

  it("looks once where only one look is set", async () => {
    const engine = await intakeWith(undefined, { ...AZURE_WAITS, looksSeconds: [0] });
    expect([looksAt(engine), engine.isOver]).toEqual([["09:00:00"], true]);
  });

  it("ends after its look when the looks were shortened by a deploy under it", async () => {
    const handler = orchestrator((steps: Steps<IntakeInput>, input) =>
      intake(steps, input, { ...AZURE_WAITS, looksSeconds: [0] }),
    );
    const engine = new Engine("intake", handler, { reconcile: () => ({}) }, clock);
    await engine.start({ namespace: NAMESPACE, looks: 3, notBefore: undefined });
    expect([looksAt(engine), engine.isOver]).toEqual([["09:00:00"], true]);
  });

  it("takes at most 15 events a generation, also in a burst", async () => {
    const engine = await intakeWith();
    await engine.wake();
    await engine.wake();
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(Math.max(...engine.generations.map(({ history }) => history.length))).toBeLessThanOrEqual(15);
  });
});
