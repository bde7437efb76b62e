import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Server } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Binding, coreApi, noRegistrations, type Registrations, trapCoreModule } from "./core.ts";
import type { Log } from "./log.ts";

const supportedTriggers = [
  "httpTrigger",
  "timerTrigger",
  "eventGridTrigger",
  "orchestrationTrigger",
  "activityTrigger",
];

/** Loads an app's entry files as the Functions worker does and gives what they registered. */
export async function loadApp(appDirectory: string, log: Log): Promise<Registrations> {
  const registrations = noRegistrations();
  trapCoreModule(coreApi(registrations, log));
  for (const file of entryFilesOf(appDirectory)) await loadFile(file.path, file.isModule);
  await runStartHooks(registrations, appDirectory);
  refuseUnsupported(registrations);
  registrations.httpUri = await httpUriOf(registrations);
  registrations.locked = true;
  return registrations;
}

function entryFilesOf(appDirectory: string): { path: string; isModule: boolean }[] {
  const manifest = join(appDirectory, "package.json");
  const { main, type } = JSON.parse(readFileSync(manifest, "utf8")) as { main?: string; type?: string };
  if (!main) throw new Error(`${manifest} names no "main"`);
  const files = globSync(main, { cwd: appDirectory }).sort();
  if (files.length === 0) throw new Error(`"main" of ${manifest}, ${main}, matches no file: is the app built?`);
  return files.map((file) => ({
    path: join(appDirectory, file),
    isModule: file.endsWith(".mjs") || (type === "module" && !file.endsWith(".cjs")),
  }));
}

async function loadFile(path: string, isModule: boolean): Promise<void> {
  if (isModule) await import(pathToFileURL(path).href);
  else createRequire(path)(path);
}

async function runStartHooks({ hooks }: Registrations, functionAppDirectory: string): Promise<void> {
  const appHookData = {};
  for (const hook of hooks.appStart) await hook({ functionAppDirectory, hookData: {}, appHookData });
}

/** The host does what the project's functions need; what it can't do must not look as if it worked. */
function refuseUnsupported({ functions, model }: Registrations): void {
  if (!model) throw new Error("The app registered no function through @azure/functions");
  const faults = [...functions.values()].flatMap(({ metadata }) =>
    faultsOf(metadata.bindings, metadata.retryOptions).map((fault) => `${metadata.name}: ${fault}`),
  );
  if (faults.length > 0) throw new Error(`The local host does not support ${faults.join("; ")}`);
}

/** The library would listen on every address of the machine, and keep the process alive. */
async function httpUriOf({ model }: Registrations): Promise<string | undefined> {
  const listen = Server.prototype.listen as (this: Server, ...args: unknown[]) => Server;
  Server.prototype.listen = function listenOnLoopback(this: Server, ...args: unknown[]) {
    return listen.call(this, 0, "127.0.0.1", ...args).unref();
  } as typeof Server.prototype.listen;
  try {
    const { HttpUri } = (await model?.getCapabilities?.({})) ?? {};
    return typeof HttpUri === "string" ? HttpUri : undefined;
  } finally {
    Server.prototype.listen = listen as typeof Server.prototype.listen;
  }
}

function faultsOf(bindings: Readonly<Record<string, Binding>>, retryOptions: unknown): string[] {
  const faults = Object.entries(bindings).filter(([name, binding]) => !isSupported(name, binding));
  const named = faults.map(([, { type, direction }]) => `${direction === "in" ? "" : "output "}binding ${type}`);
  return retryOptions ? [...named, "retry of a function"] : named;
}

function isSupported(name: string, { type, direction }: Binding): boolean {
  if (direction === "out") return name === "$return" && type === "http";
  return supportedTriggers.includes(type) || type === "durableClient";
}
