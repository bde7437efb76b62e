import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const VERSION = "7.6.9";
const ROOT = join(__dirname, "../..");
/** Outlives `npm ci`. */
const CACHE = join(ROOT, ".cache/powershell", VERSION);
const MODULES = join(__dirname, "az-modules");

export interface Call {
  readonly name: string;
  readonly given: Readonly<Record<string, unknown>>;
}

export type Pwsh =
  | { readonly kind: "found"; readonly program: string }
  | { readonly kind: "missing"; readonly why: string };

/** The machine's, else the one that NuGet has as a tool. */
export function findPwsh(): Pwsh {
  const tool = join(CACHE, process.platform === "win32" ? "pwsh.exe" : "pwsh");
  const known = ["pwsh", tool].find((program) => runs(program));
  if (known) return { kind: "found", program: known };
  const install = ["tool", "install", "--tool-path", CACHE, "powershell", "--version", VERSION];
  const { error, stdout } = spawnSync("dotnet", install, { env: QUIET, encoding: "utf8", timeout: 100_000 });
  if (existsSync(tool) && runs(tool)) return { kind: "found", program: tool };
  return { kind: "missing", why: error ? "there is neither pwsh nor dotnet" : stdout.trim() };
}

const QUIET: NodeJS.ProcessEnv = {
  ...process.env,
  DOTNET_CLI_TELEMETRY_OPTOUT: "1",
  DOTNET_NOLOGO: "1",
  POWERSHELL_TELEMETRY_OPTOUT: "1",
  POWERSHELL_UPDATECHECK: "Off",
  // It asks for ICU otherwise.
  DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1",
};

function runs(program: string): boolean {
  const { status } = spawnSync(program, ["-NoProfile", "-NonInteractive", "-Command", "exit 7"], { env: QUIET });
  return status === 7;
}

export interface Run {
  /** A script of `infra`. */
  readonly script: string;
  readonly words: string;
  /** What the stand-ins for cmdlets of Az find. */
  readonly there: unknown;
}

export interface Ran {
  readonly output: string;
  /** Empty when the script came to its end. */
  readonly error: string;
  /** What the script made, or asked Azure, in this order. */
  readonly calls: readonly Call[];
}

/** One after the other in one PowerShell, which takes a second or more to start. */
export function ranAll<Name extends string>(program: string, runs: Readonly<Record<Name, Run>>): Record<Name, Ran> {
  const env = { ...QUIET, INFRA: join(ROOT, "infra") };
  const words = ["-NoProfile", "-NonInteractive", "-File", join(MODULES, "run-all.ps1")];
  const { status, stdout, stderr } = spawnSync(program, words, { env, encoding: "utf8", input: JSON.stringify(runs) });
  if (status !== 0) throw new Error(stderr);
  // What if goes to the screen, whatever is done about it.
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}
