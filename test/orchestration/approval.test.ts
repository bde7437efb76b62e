import { beforeEach, describe, expect, it } from "@jest/globals";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { type ApprovalInput, approval } from "../../src/orchestration/approval.ts";
import { orchestrator } from "../../src/orchestration/durable.ts";
import type { Rest, Steps } from "../../src/orchestration/steps.ts";
import { Engine } from "../support/engine.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";

const ID = `r-${"a".repeat(26)}`;
const handler = orchestrator((steps: Steps<ApprovalInput>, input) => approval(steps, input, AZURE_WAITS));
const OVER: Rest = { kind: "over" };

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

/** An engine whose `advance` gives these answers in turn; an error is thrown. */
async function approvalWith(answers: readonly (Rest | Error)[], during: (engine: Engine) => void = () => undefined) {
  const left = [...answers];
  const advance = () => {
    during(engine);
    const answer = left.shift() ?? OVER;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const engine: Engine = new Engine("approval", handler, { advance }, clock);
  await engine.start({ requestId: ID, failures: 0 } satisfies ApprovalInput);
  return engine;
}

const waitUntil = (time: string): Rest => ({ kind: "wait", until: `2026-11-20T${time}.000Z` });
const calledAt = ({ calls }: Engine) => calls.map(({ at }) => at.slice(11, 19));

describe("an approval", () => {
  it("ends when the request is over", async () => {
    const engine = await approvalWith([OVER]);
    expect(engine.isOver).toBe(true);
    expect(engine.calls).toMatchObject([{ name: "advance", input: ID }]);
  });

  it("advances again when its rest is over", async () => {
    const engine = await approvalWith([waitUntil("09:00:30"), waitUntil("09:01:00")]);
    await engine.runUntil("2026-11-20T09:30:00.000Z");
    expect(calledAt(engine)).toEqual(["09:00:00", "09:00:30", "09:01:00"]);
    expect(engine.isOver).toBe(true);
  });

  it("advances at once when it is woken, and the old timer is cancelled: it wakes nobody later", async () => {
    const engine = await approvalWith([waitUntil("12:00:00"), waitUntil("15:00:00"), OVER]);
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    await engine.wake();
    await engine.runUntil("2026-11-20T14:00:00.000Z");
    expect(calledAt(engine)).toEqual(["09:00:00", "10:00:00"]);
    await engine.runUntil("2026-11-20T16:00:00.000Z");
    expect(engine.isOver).toBe(true);
  });

  it("hears a wake that comes while it advances: it advances once more", async () => {
    let isFirst = true;
    const engine = await approvalWith([waitUntil("12:00:00"), waitUntil("12:00:00")], (running) => {
      if (isFirst) running.raise("wake");
      isFirst = false;
    });
    expect(calledAt(engine)).toEqual(["09:00:00", "09:00:00"]);
  });

  it("comes back from faults later and later, each request by its own jitter, at most every five minutes", async () => {
    const engine = await approvalWith([...Array.from({ length: 8 }, () => new Error("503")), OVER]);
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(calledAt(engine)).toEqual([
      "09:00:00",
      "09:00:10",
      "09:00:31",
      "09:01:12",
      "09:02:35",
      "09:05:21",
      "09:09:30",
      "09:13:39",
      "09:17:48",
    ]);
    expect(engine.isOver).toBe(true);
  });

  it("carries its failures into the next generation, and forgets them after a success", async () => {
    const engine = await approvalWith([
      new Error("503"),
      new Error("503"),
      waitUntil("09:01:00"),
      new Error("503"),
      OVER,
    ]);
    await engine.runUntil("2026-11-20T10:00:00.000Z");
    expect(engine.generations.map(({ input }) => input)).toEqual([
      { requestId: ID, failures: 0 },
      { requestId: ID, failures: 1 },
      { requestId: ID, failures: 2 },
      { requestId: ID, failures: 0 },
      { requestId: ID, failures: 1 },
    ]);
    expect(calledAt(engine).at(-1)).toBe("09:01:10");
  });

  it("ends a back-off when it is woken, and remembers the failures", async () => {
    const engine = await approvalWith([new Error("503"), new Error("503"), OVER]);
    await engine.wake();
    await engine.runUntil("2026-11-20T09:00:19.000Z");
    expect(calledAt(engine)).toEqual(["09:00:00", "09:00:00"]);
    await engine.runUntil("2026-11-20T09:00:21.000Z");
    expect(engine.isOver).toBe(true);
  });

  it("does not spin when its rest lies in the past, as two machines' clocks may have it", async () => {
    const engine = await approvalWith(Array.from({ length: 10 }, () => waitUntil("08:59:00")));
    await engine.runUntil("2026-11-20T09:01:00.000Z");
    expect(calledAt(engine)).toEqual([
      "09:00:00",
      "09:00:10",
      "09:00:20",
      "09:00:30",
      "09:00:40",
      "09:00:50",
      "09:01:00",
    ]);
  });

  it("never sets a timer of more than five days", async () => {
    const engine = await approvalWith([{ kind: "wait", until: "2027-11-20T09:00:00.000Z" }, OVER]);
    await engine.runUntil("2026-11-25T09:00:00.000Z");
    expect(engine.isOver).toBe(true);
  });

  it("takes at most 15 events a generation, whether woken, in time, after a fault or at its end", async () => {
    const engine = await approvalWith(
      [waitUntil("12:00:00"), new Error("503"), waitUntil("10:00:00"), OVER],
      (running) => running.raise("wake"),
    );
    await engine.wake();
    await engine.runUntil("2026-11-21T09:00:00.000Z");
    expect(engine.isOver).toBe(true);
    const lengths = engine.generations.map(({ history }) => history.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(15);
    expect(lengths.length).toBeGreaterThan(2);
  });
});
