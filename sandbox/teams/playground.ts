import { type ChildProcess, fork } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { stringify } from "yaml";
import type { ClockMessage } from "../clock.ts";
import { listen, stopListening } from "../listening.ts";
import { playgroundConfig } from "./teams-world.ts";

export interface PlaygroundOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where it sends what happens in Teams: the relay's plain http address. */
  readonly botUrl: string;
  /** Its configuration and log go here, nothing else is written. */
  readonly folder: string;
  /** The project's root. */
  readonly root: string;
  /** How far the sandbox's clock is from the real one. */
  readonly clockOffsetMs?: number;
}

/**
 * The Microsoft 365 Agents Playground as Teams. Its page shows only what is posted while it is open, and begins empty when it is
 * loaded again: open it, choose the channel "Relay approvals", and let the relay `postAgain` what is missing. Nothing has to be
 * opened for posts, edits and clicks over HTTP: those work as soon as this is ready.
 */
export interface Playground {
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<void>;
  /** Tells it the sandbox's clock. */
  setClock(message: ClockMessage): void;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;
const STOP_WITHIN_MS = 3_000;

export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  await checkPort(options.port);
  const child = await forkPlayground(options);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = () => stopChild(child, exited);
  try {
    const url = `http://localhost:${await portOf(child, options.folder)}`;
    await ready(url, child);
    return {
      url,
      pid: child.pid ?? 0,
      exited,
      setClock: (message) => void (child.connected && child.send(message)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** It would take another port without a word when this one is in use. */
async function checkPort(port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await listen(probe, port, "the Agents Playground");
  await stopListening(probe);
}

async function forkPlayground({
  port,
  botUrl,
  folder,
  root,
  clockOffsetMs = 0,
}: PlaygroundOptions): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true });
  const configPath = join(folder, "playground.yml");
  await writeFile(configPath, stringify(playgroundConfig()));
  const cli = join(root, "node_modules/@microsoft/m365agentsplayground/cli.js");
  const args = ["start", "-e", botUrl, "-c", "msteams", "-p", String(port), "--disable-telemetry"];
  return fork(cli, args, {
    cwd: folder,
    execArgv: ["--import", join(root, "sandbox/teams/loopback.ts")],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      PATH: process.env["PATH"],
      TEAMSAPPTESTER_BROWSER: "none",
      APPLICATION_INSIGHTS_NO_STATSBEAT: "true",
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: configPath,
      M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, "playground.log"),
      SANDBOX_CLOCK_OFFSET_MS: String(clockOffsetMs),
    },
  });
}

/** Its first line is `Listening on 56150`. Both streams are read to the end, or it would stop at a full pipe. */
function portOf(child: ChildProcess, folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: unknown) => {
      if (said.length < 10_000) said += String(chunk);
      const port = /Listening on (\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The Agents Playground did not start (log in ${folder}):\n${said}`)));
  });
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until && child.exitCode === null) {
    if (
      await fetch(`${url}/_debug/ping`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`The Agents Playground did not answer at ${url} within ${READY_WITHIN_MS / 1000} s`);
}

async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await exited;
  clearTimeout(force);
}
