import { readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { Unusable } from "./terminal.ts";

/** Where a command writes. */
export interface OutputFile {
  /** Where links lead. */
  readonly path: string;
  /** Whether it is made anew each time, and not written into as a pipe or a device is. */
  readonly isReplaced: boolean;
}

export async function outputFile(file: string): Promise<OutputFile> {
  const there = await statIfThere(file);
  if (there)
    return there.isFile() ? { path: await realpath(file), isReplaced: true } : { path: file, isReplaced: false };
  const leadsTo = await readlink(file).catch(() => undefined);
  if (leadsTo === undefined) return { path: file, isReplaced: true };
  return outputFile(isAbsolute(leadsTo) ? leadsTo : `${dirname(file)}/${leadsTo}`);
}

async function statIfThere(file: string) {
  try {
    return await stat(file, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

export function unwritable(file: string, cause: unknown): Unusable {
  return new Unusable(`${file} cannot be written (${(cause as NodeJS.ErrnoException).code}).`, { cause });
}

/** Refuses, before anything is asked, files by option of which two are one, or one is where the standard output goes. */
export async function refuseUnfit(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const taken = new Map(await standardOutput());
  for (const [name, file] of Object.entries(files)) {
    if (file === undefined) continue;
    if (file === "" || file === "-") throw new Unusable(`--${name} ${file}: name a file; one that is called - is ./-`);
    const identity = await identityOf(file);
    const other = taken.get(identity);
    if (other !== undefined) throw new Unusable(`--${name} ${file}: ${other} goes there.`);
    taken.set(identity, `--${name}`);
  }
}

/** Into a pipe or a terminal more can be written; a file would be taken away from under whoever writes into it. */
async function standardOutput(): Promise<readonly [identity: string, name: string][]> {
  const it = await statIfThere("/dev/stdout").catch(() => undefined);
  return it?.isFile() ? [[numberOf(it), "the standard output"]] : [];
}

const numberOf = ({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }) => `${dev}:${ino}`;

async function identityOf(file: string): Promise<string> {
  try {
    const there = await statIfThere(file);
    if (there) return numberOf(there);
    const { path } = await outputFile(file);
    const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
    return join(folder, basename(path));
  } catch (cause) {
    throw unwritable(file, cause);
  }
}
