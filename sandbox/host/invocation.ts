import { randomUUID } from "node:crypto";
import type { Binding, Hook, RegisteredFunction, Registrations, TypedData } from "./core.ts";
import { type Log, type LogLevel, messageOf } from "./log.ts";

/** Calls a function of the app with what its trigger gives, hooks included; throws what the function throws. */
export type Invoke = (
  called: RegisteredFunction,
  trigger: TypedData,
  metadata?: Readonly<Record<string, TypedData>>,
) => Promise<TypedData | undefined>;

/** `durableClient` is the text that each durable client binding gets. */
export function invoker(registrations: Registrations, log: Log, durableClient: () => string): Invoke {
  const appHookData = {};
  return async (called, trigger, triggerMetadata = {}) => {
    const { model, hooks } = registrations;
    if (!model) throw new Error("The app is not loaded");
    const core = coreContextOf(called, inputsOf(called, trigger, durableClient()), triggerMetadata, log);
    const invocation = await model.getInvocationModel(core);
    const { context, inputs } = await invocation.getArguments();
    const shared = { hookData: {}, appHookData, invocationContext: context };
    core.state = "preInvocationHooks";
    const call = await throughHooks(hooks.preInvocation, { ...shared, inputs, functionCallback: called.callback });
    core.state = "invocation";
    const ended = await settled(() => invocation.invokeFunction(context, call.inputs, call.functionCallback));
    core.state = "postInvocationHooks";
    const { result, error } = await throughHooks(hooks.postInvocation, { ...shared, inputs: call.inputs, ...ended });
    core.state = undefined;
    if (error) throw error;
    return (await invocation.getResponse(context, result)).returnValue ?? undefined;
  };
}

/** Hooks see a call one after the other, and may change it. */
async function throughHooks<T extends object>(hooks: ReadonlySet<Hook>, call: T): Promise<T> {
  for (const hook of hooks) await hook(call as Record<string, unknown>);
  return call;
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

function coreContextOf(
  { metadata }: RegisteredFunction,
  inputData: ReturnType<typeof inputsOf>,
  triggerMetadata: Readonly<Record<string, TypedData>>,
  log: Log,
) {
  const invocationId = randomUUID();
  const request = {
    invocationId,
    functionId: metadata.functionId,
    inputData,
    triggerMetadata,
    traceContext: { traceParent: "", traceState: "", attributes: {} },
  };
  return {
    invocationId,
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
