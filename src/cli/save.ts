import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Chunks } from "./api.ts";
import { outputFile, unwritable } from "./output-file.ts";
import { Ended, type Terminal } from "./terminal.ts";
import { counted } from "./words.ts";

/**
 * Under its name there is nothing, or what was there before, until all of it has come. A link stays one; into a pipe or a device it is
 * written as it comes.
 */
export async function saveTo(file: string, chunks: Chunks): Promise<void> {
  try {
    const { path, isReplaced } = await outputFile(file);
    await (isReplaced ? replace(path, chunks) : writeAll(path, chunks));
  } catch (cause) {
    if (cause instanceof Ended) throw cause;
    throw unwritable(file, cause);
  }
}

async function replace(file: string, chunks: Chunks): Promise<void> {
  const part = join(dirname(file), partOf(basename(file)));
  try {
    await mkdir(dirname(file), { recursive: true });
    const before = await stat(file).catch(() => undefined);
    // Whoever may not read what was there may not read what takes its place, not for a moment.
    await writeAll(part, chunks, { flags: "wx", mode: before ? 0o600 : 0o666 });
    if (before) await chmod(part, before.mode & 0o777);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

const partOf = (name: string) => `.${name}.${randomBytes(6).toString("hex")}.part`;

/** Whether it is what is left of a file that was not saved to its end. */
export function isPart(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.part$/.test(name);
}

interface Opening {
  readonly flags: "w" | "wx";
  readonly mode?: number;
}

async function writeAll(file: string, chunks: Chunks, { flags, mode }: Opening = { flags: "w" }): Promise<void> {
  const written = await open(file, flags, mode);
  try {
    for await (const chunk of chunks) await written.writeFile(chunk);
  } finally {
    await written.close();
  }
}

/** All of it at once. */
export async function* oneChunk(all: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof all === "string" ? new TextEncoder().encode(all) : all;
}

/** Passes on what comes, and shows how much of it there was. */
export async function* watched(chunks: Chunks, what: string, terminal: Pick<Terminal, "progress">): Chunks {
  let [bytes, lines] = [0, 0];
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      lines += linesIn(chunk);
      terminal.progress(`${what}: ${counted(lines, "line")}, ${size(bytes)}`);
      yield chunk;
    }
  } finally {
    terminal.progress();
  }
}

const LINE_END = 10;

function linesIn(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
