import { randomUUID } from "node:crypto";
import type { Binding, Hook, RegisteredFunction, Registrations, TypedData } from "./core.ts";
import { type Log, type LogLevel, messageOf } from "./log.ts";

/** Calls a function of the app with what its trigger gives, hooks included; throws what the function throws. */
export type Invoke = (
  called: RegisteredFunction,
  trigger: TypedData,
  metadata?: Readonly<Record<string, TypedData>>,
  /** Of a call whose answer does not come back this way; a call that gives nothing then is a fault. */
  streamedId?: string,
) => Promise<TypedData | undefined>;

/** `durableClient` is the text that each durable client binding gets. */
export function invoker(registrations: Registrations, log: Log, durableClient: () => string): Invoke {
  const appHookData = {};
  return async (called, trigger, triggerMetadata = {}, streamedId) => {
    const { model, hooks } = registrations;
    if (!model) throw new Error("The app is not loaded");
    const inputs = inputsOf(called, trigger, durableClient());
    const core = coreContextOf(called, { inputs, triggerMetadata, id: streamedId ?? randomUUID(), log });
    const invocation = await model.getInvocationModel(core);
    const { context, inputs: given } = await invocation.getArguments();
    const shared = { hookData: {}, appHookData, invocationContext: context };
    core.state = "preInvocationHooks";
    const functionCallback = called.callback;
    const call = await throughHooks(hooks.preInvocation, { ...shared, inputs: given, functionCallback });
    core.state = "invocation";
    const ended = await settled(() => invocation.invokeFunction(context, call.inputs, call.functionCallback));
    core.state = "postInvocationHooks";
    const { result, error } = await throughHooks(hooks.postInvocation, { ...shared, inputs: call.inputs, ...ended });
    core.state = undefined;
    if (error) throw error;
    if (streamedId) refuseNothing(result);
    return (await invocation.getResponse(context, result)).returnValue ?? undefined;
  };
}

/** Hooks see a call one after the other, and may change it. */
async function throughHooks<T extends object>(hooks: ReadonlySet<Hook>, call: T): Promise<T> {
  for (const hook of hooks) await hook(call as Record<string, unknown>);
  return call;
}

/** The library would send no answer, and the caller wait in vain. */
function refuseNothing(result: unknown): void {
  if (result === undefined || result === null) throw new Error("The function gave no answer");
}

/** The name of the binding that starts the function, and the binding. */
export function triggerOf({ metadata }: RegisteredFunction): Binding & { readonly bindingName: string } {
  const found = Object.entries(metadata.bindings).find(([, { type }]) => type.endsWith("Trigger"));
  if (!found) throw new Error(`Function "${metadata.name}" has no trigger`);
  return { ...found[1], bindingName: found[0] };
}

export function functionsOfType({ functions }: Registrations, type: string): RegisteredFunction[] {
  return [...functions.values()].filter((candidate) => triggerOf(candidate).type === type);
}

async function settled(run: () => Promise<unknown>): Promise<{ result: unknown; error: unknown }> {
  try {
    return { result: await run(), error: undefined };
  } catch (error) {
    return { result: undefined, error: error ?? new Error("The function threw nothing") };
  }
}

function inputsOf(called: RegisteredFunction, trigger: TypedData, durableClient: string) {
  return Object.entries(called.metadata.bindings)
    .filter(([, { direction }]) => direction === "in")
    .map(([name, { type }]) => ({ name, data: type === "durableClient" ? { string: durableClient } : trigger }));
}

interface CallParts {
  readonly inputs: ReturnType<typeof inputsOf>;
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly id: string;
  readonly log: Log;
}

function coreContextOf({ metadata }: RegisteredFunction, { inputs, triggerMetadata, id, log }: CallParts) {
  const request = {
    invocationId: id,
    functionId: metadata.functionId,
    inputData: inputs,
    triggerMetadata,
    traceContext: { traceParent: "", traceState: "", attributes: {} },
  };
  return {
    invocationId: id,
    request,
    metadata,
    state: undefined as "preInvocationHooks" | "invocation" | "postInvocationHooks" | undefined,
    log: (level: LogLevel, _category: string, message: string) => log(level, metadata.name, message),
  };
}

/** Calls a function whose failure is only to be logged. */
export async function invokeLogged(log: Log, name: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (fault) {
    log("error", name, messageOf(fault));
  }
}
