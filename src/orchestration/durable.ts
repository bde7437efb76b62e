import type { InvocationContext } from "@azure/functions";
import * as df from "durable-functions";
import { foldedId, type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import { base32, type Hash } from "../domain/request-id.ts";
import { later, type Waits } from "../domain/waits.ts";
import type { Clock, Orchestrations } from "../ports.ts";
import { type ApprovalInput, approval } from "./approval.ts";
import { type IntakeInput, intake } from "./intake.ts";
import type { Activities, Step, Steps } from "./steps.ts";

/** What a function needs in its `extraInputs` to reach the orchestrations. */
export const durableClient = df.input.durableClient();

/** What is registered here is known by these names to every instance under way: they never change. */
const WAKE = "wake";

export interface DurableParts {
  readonly waits: Waits;
  readonly hash: Hash;
  readonly clock: Clock;
}

export interface OrchestrationsApp extends DurableParts {
  readonly advance: (requestId: string, context: InvocationContext) => ReturnType<Activities["advance"]>;
  readonly reconcile: (
    namespace: string,
    orchestrations: Orchestrations,
    context: InvocationContext,
  ) => ReturnType<Activities["reconcile"]>;
}

export function registerOrchestrations({ waits, hash, clock, advance, reconcile }: OrchestrationsApp): void {
  df.app.orchestration(
    "approval",
    orchestrator((steps: Steps<ApprovalInput>, input) => approval(steps, input, waits)),
  );
  df.app.orchestration(
    "intake",
    orchestrator((steps: Steps<IntakeInput>, input) => intake(steps, input, waits)),
  );
  df.app.activity("advance", { handler: (requestId, context) => advance(String(requestId), context) });
  df.app.activity("reconcile", {
    extraInputs: [durableClient],
    handler: (namespace, context) =>
      reconcile(String(namespace), orchestrationsOf(context, { hash, waits, clock }), context),
  });
}

/** Binds the typed steps to the engine: the only place that knows its tasks. */
export function orchestrator<Input>(run: (steps: Steps<Input>, input: Input) => Step<void>): df.OrchestrationHandler {
  return function* (context) {
    // The engine types its yields as Task and its input as unknown; `Step` hides both from the orchestrations.
    return yield* run(stepsOf(context), context.df.getInput<Input>()) as Generator<df.Task, void, unknown>;
  };
}

function stepsOf<Input>({ df: durable }: df.OrchestrationContext): Steps<Input> {
  return {
    now: () => durable.currentUtcDateTime,
    *attempt(name, input) {
      try {
        return (yield durable.callActivity(name, input)) as never;
      } catch {
        return { kind: "failed" };
      }
    },
    *wakeOr(until) {
      const wake = durable.waitForExternalEvent(WAKE);
      const timer = durable.createTimer(until);
      const first = yield durable.Task.any([wake, timer]);
      if (first === timer) return "in time";
      timer.cancel();
      return "woken";
    },
    *sleep(until) {
      yield durable.createTimer(until);
    },
    again(input) {
      durable.continueAsNew(input);
    },
  };
}

export function orchestrationsOf(context: InvocationContext, { hash, waits, clock }: DurableParts): Orchestrations {
  const client = df.getClient(context);
  return {
    async startApproval(requestId) {
      await startUnlessLive(client, "approval", requestId, { requestId, failures: 0 } satisfies ApprovalInput);
    },
    async wakeApproval(requestId) {
      return wake(client, requestId);
    },
    async approvalGeneration(requestId) {
      return (await liveInstance(client, requestId))?.createdTime.toISOString();
    },
    async terminateApproval(requestId, reason) {
      await client.terminate(requestId, reason);
    },
    async purgeEnded(before) {
      // The engine wants a beginning; nothing of this service is older.
      const filter = { createdTimeFrom: new Date(0), createdTimeTo: before, runtimeStatus: [...ENDED] };
      return (await client.purgeInstanceHistoryBy(filter)).instancesDeleted;
    },
    async lookAt(namespace) {
      const id = intakeIdOf(namespace, hash);
      const input: IntakeInput = { namespace: namespaceIdOf(namespace), looks: 0, notBefore: undefined };
      await endIfHung(client, id, waits, clock());
      if ((await wake(client, id)) === "gone") await startUnlessLive(client, "intake", id, input);
    },
  };
}

/** No generation of an intake lasts longer than its longest pause: one that does has lost a completion, and hears no wake. */
async function endIfHung(
  client: df.DurableClient,
  id: string,
  { looksSeconds, watchdogMinutes }: Waits,
  now: Date,
): Promise<void> {
  const live = await liveInstance(client, id);
  const longest = { seconds: looksSeconds.at(-1) ?? 0, minutes: watchdogMinutes };
  if (!live || now < later(live.createdTime, longest)) return;
  await client.terminate(id, "A completion was lost: this generation has not moved");
}

function intakeIdOf(namespace: NamespaceId, hash: Hash): string {
  return `i-${base32(hash(foldedId(namespaceIdOf(namespace))), 26)}`;
}

/** An event for a finished instance vanishes without a fault: so whether it lives is asked first. */
async function wake(client: df.DurableClient, instanceId: string): Promise<"woken" | "gone"> {
  if (!(await liveInstance(client, instanceId))) return "gone";
  await client.raiseEvent(instanceId, WAKE, {});
  return "woken";
}

/** Starting a live instance is refused by the engine; then somebody else was faster, and that is as good. */
async function startUnlessLive(
  client: df.DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<void> {
  try {
    await client.startNew(name, { instanceId, input });
  } catch (error) {
    if (!(await liveInstance(client, instanceId))) throw error;
  }
}

const ENDED: readonly df.OrchestrationRuntimeStatus[] = [
  df.OrchestrationRuntimeStatus.Completed,
  df.OrchestrationRuntimeStatus.Failed,
  df.OrchestrationRuntimeStatus.Terminated,
];

const LIVE: readonly df.OrchestrationRuntimeStatus[] = [
  df.OrchestrationRuntimeStatus.Pending,
  df.OrchestrationRuntimeStatus.Running,
  df.OrchestrationRuntimeStatus.ContinuedAsNew,
  df.OrchestrationRuntimeStatus.Suspended,
];

async function liveInstance(
  client: df.DurableClient,
  instanceId: string,
): Promise<df.DurableOrchestrationStatus | undefined> {
  try {
    const status = await client.getStatus(instanceId);
    return LIVE.includes(status.runtimeStatus) ? status : undefined;
  } catch (error) {
    if (isNoInstance(error)) return undefined;
    throw error;
  }
}

/** durable-functions 3.5.0 tells an unknown instance only in words; test/functions/durable-texts.test.ts pins them. */
function isNoInstance(error: unknown): boolean {
  return error instanceof Error && error.message.includes("HTTP 404");
}
