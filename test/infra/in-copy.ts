import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

/** What stands in a file of the repository, and what in its place. */
export interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What comes of it in a copy of the templates and of azure.yaml with these changes; the copy is gone then. */
export function inCopy<Found>(changes: readonly Change[], look: (root: string, infra: string) => Found): Found {
  const copy = mkdtempSync(join(tmpdir(), "templates-"));
  try {
    for (const part of ["infra", "azure.yaml"]) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    for (const change of changes) make(change, copy);
    return look(copy, join(copy, "infra"));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function make({ file, before, after }: Change, copy: string): void {
  const text = readFileSync(join(copy, file), "utf8");
  if (!text.includes(before)) throw new Error(`${file} has no ${before} any more`);
  writeFileSync(join(copy, file), text.replace(before, after));
}
