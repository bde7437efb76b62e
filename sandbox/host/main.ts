import "../clock.ts";
import { parseArgs } from "node:util";
import type { SignInEndpoint } from "./easy-auth/directory.ts";
import type { Keys } from "./keys.ts";
import { startHost } from "./start-host.ts";

/** What the host tells the process that forked it, once, when it serves. */
export interface HostReady {
  readonly kind: "ready";
  readonly url: string;
  readonly keys: Keys;
}

try {
  await main();
} catch (fault) {
  process.stderr.write(`The host could not start: ${causesOf(fault)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const { app, port, state } = argumentsOf();
  const host = await startHost({
    ...signInEndpoint(),
    appDirectory: app,
    port,
    statePath: state,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const stop = async () => {
    await host[Symbol.asyncDispose]();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  const ready: HostReady = { kind: "ready", url: host.url, keys: host.keys };
  process.send?.(ready);
  const isOrphan = process.send !== undefined && !process.connected;
  if (isOrphan) await stop();
}

/** Taken out of the environment, which the app can read: who is signed in is not its to choose. */
function signInEndpoint(): { signIn?: SignInEndpoint } {
  const { SANDBOX_SIGN_IN_URL: url, SANDBOX_SIGN_IN_SECRET: secret } = process.env;
  delete process.env["SANDBOX_SIGN_IN_URL"];
  delete process.env["SANDBOX_SIGN_IN_SECRET"];
  return url && secret ? { signIn: { url, secret } } : {};
}

function argumentsOf(): { app: string; port: number; state: string } {
  const { values } = parseArgs({
    options: { app: { type: "string" }, port: { type: "string", default: "7071" }, state: { type: "string" } },
  });
  const { app, state } = values;
  const port = Number(values.port);
  const isPort = Number.isInteger(port) && port >= 0 && port < 65_536;
  if (!app || !state || !isPort) throw new Error("usage: main.ts --app DIRECTORY --port NUMBER --state FILE");
  return { app, port, state };
}

/** A message may have taken its cause's words in already. */
function causesOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const causes = fault.cause ? causesOf(fault.cause) : "";
  return fault.message.includes(causes) ? fault.message : `${fault.message}: ${causes}`;
}
