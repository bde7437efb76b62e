import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { keyFrom, type VerifierKey } from "../domain/log/note.ts";
import { logCrypto } from "../log-crypto.ts";
import { unwritable } from "./output-file.ts";
import { isPart } from "./save.ts";
import { Unusable } from "./terminal.ts";

/** Files of a mirror of the sealed log besides those that the log itself names. */
/** The record: a row a line, with its id and its bytes. */
export const ROWS = "rows.ndjson";
/** The copies of these rows by which entries are found by time: the bytes of an entry a line. */
export const INDEX = "index.ndjson";
export const KEY = "key";
/** When the rows were asked for; ISO. */
export const EXPORTED_AT = "exported-at";
/** There while an export is under way, and after one that was cut off. */
export const UNFINISHED = "unfinished";

/** `undefined` when there is no such file. */
export async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return Uint8Array.from(await readFile(file));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Unusable(`${file} cannot be read (${code}).`, { cause });
  }
}

/** Folders of a mirror. What else is in it is somebody else's. */
const OF_THE_LOG = ["tile", "checkpoints"];

/** Of every file below `tile` and `checkpoints`, as the log names them. */
export async function logPaths(folder: string): Promise<readonly string[]> {
  const files = await Promise.all(OF_THE_LOG.map((name) => filesIn(join(folder, name), { recursive: true })));
  return files.flat().map((file) => relative(folder, file).split(sep).join("/"));
}

/** What exports left that were ended by force: beside the log's files it would pass for one that the log does not name. */
export async function removeParts(folder: string): Promise<void> {
  const below = OF_THE_LOG.map((name) => filesIn(join(folder, name), { recursive: true }));
  const files = await Promise.all([filesIn(folder, { recursive: false }), ...below]);
  const parts = files.flat().filter((file) => isPart(basename(file)));
  for (const part of parts)
    await rm(part, { force: true }).catch((cause: unknown) => {
      throw unwritable(part, cause);
    });
}

/** None where there is no such folder. */
async function filesIn(folder: string, { recursive }: { readonly recursive: boolean }): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive, withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw new Unusable(`${folder} cannot be read (${cause.code}).`, { cause });
  });
  return all.filter((file) => !file.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
}

/** The keys in a file, one a line. */
export function keysIn(text: string, file: string): readonly VerifierKey[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const keys = lines.map((line) => keyFrom(logCrypto.sha256, line));
  const known = keys.filter((key) => key !== undefined);
  if (known.length === 0 || known.length < keys.length) throw new Unusable(`${file} holds what is no verifier key.`);
  return known;
}
