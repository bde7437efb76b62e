import type { Server } from "node:http";
import { adminApi } from "./admin.ts";
import type { Registrations } from "./core.ts";
import { clientBinding, type DurableUrls } from "./durable/client-binding.ts";
import { managementApi } from "./durable/management-api.ts";
import { taskHub } from "./durable/task-hub.ts";
import { entraDirectory, type SignInEndpoint } from "./easy-auth/directory.ts";
import { easyAuth } from "./easy-auth/easy-auth.ts";
import { eventGridWebhook } from "./event-grid.ts";
import { readHostJson } from "./host-json.ts";
import { listen, serve } from "./http-server.ts";
import { httpTriggers } from "./http-trigger.ts";
import { invoker } from "./invocation.ts";
import { type Keys, keysOf, sessionKeyOf } from "./keys.ts";
import { loadApp } from "./load-app.ts";
import { type Log, lineLog } from "./log.ts";
import { openState, type State } from "./state.ts";
import { timerTriggers } from "./timers.ts";

export interface HostOptions {
  /** The folder with package.json and host.json of a built app. */
  readonly appDirectory: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly statePath: string;
  /** Where browsers are signed in; without it nobody is. */
  readonly signIn?: SignInEndpoint;
  /** Gets each line of the host's and the app's log. */
  readonly log: (line: string) => void;
}

export interface Host extends AsyncDisposable {
  readonly url: string;
  readonly keys: Keys;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long a clean stop waits for what is running; a function cut off is run again by the next start. */
const patienceMs = 2000;

/** Loads the app into this process and serves it. A process has one host: the app's library knows only one core. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { appDirectory, port: wantedPort, statePath, log: line, signIn } = options;
  const settings = readHostJson(appDirectory, process.env);
  const state = openState(statePath);
  let server: Server | undefined;
  try {
    const keys = keysOf(state);
    const log = lineLog(line, settings.leastLogLevel, () => Object.values(keys));
    const listening = await listen(wantedPort);
    server = listening.server;
    const { port } = listening;
    process.env["WEBSITE_HOSTNAME"] ??= `localhost:${port}`;
    const registrations = await loadApp(appDirectory, log);
    const urls = { origin: `http://localhost:${port}`, port, hubName: settings.hubName, key: keys.durableTask };
    return run({ state, keys, log, server, registrations, urls, settings, signIn });
  } catch (fault) {
    server?.close();
    state.close();
    throw fault;
  }
}

interface Loaded {
  readonly state: State;
  readonly keys: Keys;
  readonly log: Log;
  readonly server: Server;
  readonly registrations: Registrations;
  readonly urls: DurableUrls;
  readonly settings: ReturnType<typeof readHostJson>;
  readonly signIn: SignInEndpoint | undefined;
}

function run({ state, keys, log, server, registrations, urls, settings, signIn }: Loaded): Host {
  const binding = clientBinding(urls);
  const invoke = invoker(registrations, log, () => binding);
  const shared = { state, registrations, keys, invoke, log };
  const timers = timerTriggers({ ...shared, settings: process.env });
  const hub = taskHub({ ...shared, maxConcurrentActivities: settings.maxConcurrentActivities });
  serve(
    server,
    {
      keys,
      functions: httpTriggers({ ...shared, routePrefix: settings.routePrefix }),
      eventGrid: eventGridWebhook(shared),
      admin: adminApi(keys, timers),
      durable: managementApi({ hub, urls: () => urls }),
      easyAuth: signIn && easyAuth(entraDirectory(signIn), sessionKeyOf(state)),
      hasHomepage: process.env["AzureWebJobsDisableHomepage"]?.toLowerCase() !== "true",
    },
    log,
  );
  hub.run();
  timers.start();
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.race([Promise.all([closed, timers.stop(), hub.stop()]), patience()]);
    server.closeAllConnections();
    for (const hook of registrations.hooks.appTerminate) await hook({ hookData: {}, appHookData: {} });
    state.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: urls.origin,
    keys,
    [Symbol.asyncDispose]: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMs).unref();
  });
}
