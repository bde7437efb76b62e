import Module from "node:module";
import type { Log, LogLevel } from "./log.ts";

/** What the app and the host hand each other, in the words of the Functions worker's protocol. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly collectionString?: { readonly string: readonly string[] };
  readonly http?: unknown;
}

export interface Binding {
  readonly type: string;
  readonly direction: "in" | "out";
  readonly [option: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata & { readonly functionId: string };
  readonly callback: FunctionCallback;
}

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ readonly returnValue?: TypedData | null }>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(coreContext: unknown): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(capabilities: Record<string, unknown>): Promise<Record<string, unknown>>;
}

const hookNames = ["appStart", "appTerminate", "preInvocation", "postInvocation"] as const;
type HookName = (typeof hookNames)[number];
export type Hook = (context: Record<string, unknown>) => unknown;

/** What an app has registered through `@azure/functions-core`. */
export interface Registrations {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Readonly<Record<HookName, Set<Hook>>>;
  model: ProgrammingModel | undefined;
  /** Where the library takes requests and gives answers as streams, if the app asked for that. */
  httpUri: string | undefined;
  /** Set when the app is loaded; registering a function after that is a fault. */
  locked: boolean;
}

export function noRegistrations(): Registrations {
  const hooks = { appStart: new Set<Hook>(), appTerminate: new Set<Hook>(), preInvocation: new Set<Hook>() };
  return {
    functions: new Map(),
    hooks: { ...hooks, postInvocation: new Set<Hook>() },
    model: undefined,
    httpUri: undefined,
    locked: false,
  };
}

/** The module that `@azure/functions` gets when it requires `@azure/functions-core`. */
export function coreApi(registrations: Registrations, log: Log) {
  return {
    version: "3.10.0",
    hostVersion: "4.1036.0",
    Disposable: CoreDisposable,
    log: (level: LogLevel, _category: string, message: string) => log(level, "host", message),
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      registerFunction(registrations, metadata, callback),
    registerHook: (name: string, hook: Hook) => registerHook(registrations, name, hook),
    setProgrammingModel: (model: ProgrammingModel) => {
      if (registrations.locked) throw systemFault(Error, "The programming model is set only while the app loads.");
      registrations.model = model;
    },
    getProgrammingModel: () => registrations.model,
  };
}

/** Makes `require("@azure/functions-core")` give `core` in this process, as the Functions worker does. */
export function trapCoreModule(core: object): void {
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (target, self, args) => (args[0] === "@azure/functions-core" ? core : Reflect.apply(target, self, args)),
  });
}

class CoreDisposable {
  readonly #undo: () => void;

  constructor(undo: () => void) {
    this.#undo = undo;
  }

  dispose(): void {
    this.#undo();
  }
}

function registerFunction(registrations: Registrations, metadata: FunctionMetadata, callback: FunctionCallback) {
  const { functions, locked } = registrations;
  const key = metadata.name.toLowerCase();
  if (locked) throw systemFault(Error, `Function "${metadata.name}" is registered after the app was loaded.`);
  if (functions.has(key)) throw systemFault(Error, `A function with name "${metadata.name}" is registered twice.`);
  functions.set(key, { metadata: { ...metadata, functionId: metadata.functionId ?? metadata.name }, callback });
  return new CoreDisposable(() => {
    if (registrations.locked) throw systemFault(Error, "A function can't be taken back after the app was loaded.");
    functions.delete(key);
  });
}

function registerHook({ hooks }: Registrations, name: string, hook: Hook) {
  const known = hookNames.find((candidate) => candidate === name);
  if (!known) throw systemFault(RangeError, `Unrecognized hook "${name}"`);
  hooks[known].add(hook);
  return new CoreDisposable(() => hooks[known].delete(hook));
}

/** The library tells its own faults and the host's from the app's by this mark. */
function systemFault(Fault: ErrorConstructor | RangeErrorConstructor, message: string): Error {
  return Object.assign(new Fault(message), { isAzureFunctionsSystemError: true });
}
