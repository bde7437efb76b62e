import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bicep, Said } from "./bicep-cli.ts";
import { inOrder, parameterFiles, placeOf, readSnapshots, type Snapshots, snapshotOf } from "./snapshots.ts";

type FoundBicep = Extract<Bicep, { readonly kind: "found" }>;

export interface Compiled {
  /** What the CLI has against the templates, warnings too; empty when nothing. */
  readonly faults: readonly string[];
  /** As the templates are now, not as they were committed; `undefined` when they do not compile. */
  readonly snapshots: Snapshots | undefined;
  /** File → text, by their paths from `infra`: what would be committed. */
  readonly written: ReadonlyMap<string, string>;
}

/** Build, lint, format and snapshot, on a copy: the CLI writes beside what it reads. */
export function compiled(bicep: FoundBicep, infra: string): Compiled {
  const copy = mkdtempSync(join(tmpdir(), "infra-"));
  try {
    cpSync(infra, copy, { recursive: true });
    const run = (...args: readonly string[]) => bicep.run(args, copy);
    const faults = [
      ...faultsIn("build", run("build", "--no-restore", "--pattern", "**/*.bicep"), copy),
      ...faultsIn("lint", run("lint", "--no-restore", "--pattern", "**/*.bicep"), copy),
      ...unformatted(run, copy),
    ];
    if (faults.length > 0) return { faults, snapshots: undefined, written: new Map() };
    return predicted(run, copy, infra);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

type Run = (...args: readonly string[]) => Said;

function faultsIn(what: string, { ok, words }: Said, folder: string): readonly string[] {
  if (ok && words === "") return [];
  const lines = words.split("\n").filter(Boolean);
  const own = lines.map((line) => `${what}: ${line.replaceAll(`${folder}/`, "")}`);
  return own.length > 0 ? [...new Set(own)] : [`${what} failed and did not say why`];
}

function unformatted(run: Run, copy: string): readonly string[] {
  const sources = sourcesOf(copy);
  const before = new Map(sources.map((file) => [file, readFileSync(join(copy, file), "utf8")]));
  const said = ["**/*.bicep", "**/*.bicepparam"].flatMap((pattern) =>
    faultsIn("format", run("format", "--pattern", pattern), copy),
  );
  const changed = sources.filter((file) => readFileSync(join(copy, file), "utf8") !== before.get(file));
  return [...said, ...changed.map((file) => `format: ${file} is not formatted: bicep format ${file}`)];
}

function sourcesOf(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /\.bicep(param)?$/.test(file)).toSorted();
}

function predicted(run: Run, copy: string, infra: string): Compiled {
  const files = parameterFiles(copy);
  const faults = files.flatMap((file) =>
    faultsIn("snapshot", run("snapshot", file, "--mode", "overwrite", ...placeOf(copy, file)), copy),
  );
  if (faults.length > 0) return { faults, snapshots: undefined, written: new Map() };
  const written = new Map(
    files.map((file) => [snapshotOf(file), inOrder(readFileSync(join(copy, snapshotOf(file)), "utf8"))]),
  );
  return { faults: notAsCommitted(written, infra), snapshots: readSnapshots(copy), written };
}

function notAsCommitted(written: ReadonlyMap<string, string>, infra: string): readonly string[] {
  return [...written]
    .filter(([file, text]) => text !== committed(join(infra, file)))
    .map(
      ([file]) =>
        `snapshot: ${file} is not what the templates give: npm run infra:check -- --update, and read the diff`,
    );
}

function committed(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
