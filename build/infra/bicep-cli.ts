import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the CLI said; Bicep tells of faults and warnings on the error stream. */
export interface Said {
  readonly ok: boolean;
  readonly words: string;
}

export type Bicep =
  | { readonly kind: "found"; readonly version: string; run(args: readonly string[], folder: string): Said }
  /** `why` is for whoever reads the check's output. */
  | { readonly kind: "missing"; readonly why: string };

const PROJECT = join(import.meta.dirname, "bicep.csproj");
const ROOT = join(import.meta.dirname, "../..");
/** Outlives `npm ci`. */
const CACHE = join(ROOT, ".cache/bicep");
/** For a registry that does not answer. */
const PATIENCE_MS = 120_000;

const QUIET = {
  DOTNET_CLI_TELEMETRY_OPTOUT: "1",
  DOTNET_NOLOGO: "1",
  // The CLI asks for ICU otherwise.
  DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1",
};

/** The Bicep CLI that the project pins, from the cache or from NuGet. */
export function findBicep(env: Readonly<Record<string, string | undefined>>): Bicep {
  const platform = platformOf(process.platform, process.arch);
  if (!platform) return { kind: "missing", why: `there is no Bicep CLI on NuGet for ${process.platform}` };
  const version = pinnedVersion();
  const program = join(CACHE, version, platform, process.platform === "win32" ? "bicep.exe" : "bicep");
  const why = existsSync(program) ? undefined : fetched(program, platform, version, env);
  if (why) return { kind: "missing", why };
  return { kind: "found", version, run: (args, folder) => said(program, args, folder, env) };
}

export function platformOf(platform: string, arch: string): string | undefined {
  const system = new Map([
    ["linux", "linux"],
    ["darwin", "osx"],
    ["win32", "win"],
  ]).get(platform);
  return system && `${system}-${arch}`;
}

function pinnedVersion(): string {
  const version = /Version="\[([\d.]+)\]"/.exec(readFileSync(PROJECT, "utf8"))?.[1];
  if (!version) throw new Error(`${PROJECT} pins no version`);
  return version;
}

/** `undefined` when it is there now, else why it is not. */
function fetched(
  program: string,
  platform: string,
  version: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, "nuget-"));
  try {
    // In a folder of its own, since a restore leaves files beside the project.
    cpSync(PROJECT, join(folder, "bicep.csproj"));
    const packages = join(folder, "packages");
    const args = ["restore", "--packages", packages, `-p:BicepPlatform=${platform}`];
    const restored = said("dotnet", args, folder, env);
    if (restored.words.includes("ENOENT")) return "there is no dotnet here, which would fetch the Bicep CLI from NuGet";
    if (!restored.ok) return `the package could not be restored from NuGet: ${lastLine(restored.words)}`;
    const name = program.endsWith(".exe") ? "bicep.exe" : "bicep";
    mkdirSync(dirname(program), { recursive: true });
    // Whole at once: another process may look for it.
    renameSync(join(packages, `azure.bicep.commandline.${platform}`, version, "tools", name), program);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function said(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Said {
  const ran = spawnSync(program, args, { cwd, env: { ...env, ...QUIET }, encoding: "utf8", timeout: PATIENCE_MS });
  if (ran.error) return { ok: false, words: `${program} could not be run: ${ran.error.message}` };
  // Bicep's words are errors and warnings only; those of dotnet are of interest when it failed.
  const words = program === "dotnet" ? `${ran.stdout}${ran.stderr}` : ran.stderr;
  return { ok: ran.status === 0, words: words.trim() };
}

function lastLine(words: string): string {
  return words.split("\n").findLast((line) => line.includes("error")) ?? words;
}
