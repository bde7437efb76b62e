import { InvocationContext } from "@azure/functions";
import { expect, it, jest } from "@jest/globals";
import { DummyOrchestrationContext, DurableOrchestrationInput } from "durable-functions/lib/src/util/testingUtils.js";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { registerOrchestrations } from "../../src/orchestration/durable.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { startInstances } from "../support/instances.ts";
import { sha256 } from "../support/sha256.ts";

type Registered = (input: unknown, context: unknown) => Promise<unknown>;

/** What the Functions worker gives to `@azure/functions`: keeps what is registered. */
const mockRegistered = new Map<string, Registered>();
jest.mock(
  "@azure/functions-core",
  () => ({
    setProgrammingModel: () => undefined,
    registerFunction: ({ name }: { name: string }, callback: Registered) => mockRegistered.set(name, callback),
  }),
  { virtual: true },
);

it("the orchestrations and their activities are registered under names that never change, and do what they say", async () => {
  const called: string[] = [];
  registerOrchestrations({
    waits: AZURE_WAITS,
    hash: sha256,
    clock: new FakeClock().now,
    advance: async (requestId) => {
      called.push(`advance ${requestId}`);
      return { kind: "over" };
    },
    reconcile: async (namespace, orchestrations) => {
      called.push(`reconcile ${namespace}, wakes: ${await orchestrations.wakeApproval("r-x")}`);
      return { kind: "looked", begun: 0, open: 0 };
    },
  });
  expect([...mockRegistered.keys()]).toEqual(["approval", "intake", "advance", "reconcile"]);

  await mockRegistered.get("advance")?.("r-x", new InvocationContext());
  const instances = await startInstances();
  await mockRegistered.get("reconcile")?.("/a/namespace", instances.context);
  await instances.close();
  expect(called).toEqual(["advance r-x", "reconcile /a/namespace, wakes: gone"]);

  expect(await firstCallOf("approval", { requestId: "r-x", failures: 0 })).toEqual("advance");
  expect(await firstCallOf("intake", { namespace: "/a/namespace", looks: 0 })).toEqual("reconcile");
});

async function firstCallOf(orchestration: string, input: object): Promise<unknown> {
  const Timestamp = new Date("2026-11-20T09:00:00.000Z");
  const history = [
    { EventType: 12, EventId: -1, IsPlayed: false, Timestamp },
    { EventType: 0, EventId: -1, IsPlayed: false, Timestamp },
  ];
  const context = new DummyOrchestrationContext(orchestration, "an-invocation", () => undefined);
  const run = mockRegistered.get(orchestration);
  const state = await run?.(new DurableOrchestrationInput("an-instance", history, input), context);
  return (state as { actions: { functionName: string }[][] }).actions[0]?.[0]?.functionName;
}
