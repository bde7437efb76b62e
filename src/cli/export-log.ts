import { access, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { utf8 } from "../domain/log/bytes.ts";
import { checkpointPath, NEWEST } from "../domain/log/checkpoint.ts";
import { levelsOf, tilePath, tilesAt } from "../domain/log/tiles.ts";
import type { Api } from "./api.ts";
import { EXPORTED_AT, INDEX, KEY, ROWS, readIfThere, removeParts, UNFINISHED } from "./log-folder.ts";
import { unwritable } from "./output-file.ts";
import { oneChunk, saveTo, watched } from "./save.ts";
import { Ended, EXIT, type Terminal } from "./terminal.ts";
import { counted } from "./words.ts";

/** Asks for the whole record: no entry is that old, and without a `from` the API answers for some days only (docs/api.md). */
export const BEGINNING = "2000-01-01T00:00:00Z";

const AT_ONCE = 4;

/**
 * Mirrors the sealed log into a folder, so that it can be verified without the service. A tile that is there is not fetched again,
 * since it never changes; each checkpoint is kept, so that a log that is shorter or another one later is found. What is cut off is
 * marked as unfinished.
 */
export async function exportLog(api: Api, folder: string, terminal: Terminal): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw unwritable(folder, cause);
  });
  const checkpoint = await buffer(await api.read(`api/audit/log/${NEWEST}`));
  const size = sizeIn(checkpoint.toString());
  const save = (file: string, bytes: Uint8Array) => saveTo(join(folder, file), oneChunk(bytes));
  await save(UNFINISHED, utf8(""));
  await removeParts(folder);
  await save(KEY, await keysKnown(api, folder, terminal));
  await save(checkpointPath(size), checkpoint);
  const missing = await missingOf(pathsOf(size), folder);
  await fetchTiles(api, missing, { folder, terminal });
  await save(EXPORTED_AT, utf8(`${terminal.now().toISOString()}\n`));
  const copies = await api.read("api/audit", { format: "ndjson", from: BEGINNING });
  await saveTo(join(folder, INDEX), watched(copies, "rows of the index", terminal));
  await saveTo(join(folder, ROWS), watched(await api.read("api/audit/record"), "rows", terminal));
  await save(NEWEST, checkpoint);
  await rm(join(folder, UNFINISHED));
  terminal.complain(
    `${folder}: ${counted(size, "sealed entry", "sealed entries")}, ${counted(missing.length, "tile")} fetched.`,
  );
}

/** A key that is new joins those that are there: what they signed stays to be checked. */
async function keysKnown(api: Api, folder: string, { complain }: Terminal): Promise<Uint8Array> {
  const served = linesOf(await buffer(await api.read(`api/audit/log/${KEY}`)));
  const known = linesOf((await readIfThere(join(folder, KEY))) ?? utf8(""));
  const fresh = served.filter((key) => !known.includes(key));
  if (known.length > 0 && fresh.length > 0)
    complain(`The service has a key that ${folder} does not know: make sure that it is the log's. ${fresh.join(" ")}`);
  return utf8([...known, ...fresh].map((key) => `${key}\n`).join(""));
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes)
    .toString()
    .split(/\r?\n/)
    .filter((line) => line !== "");
}

/** The second line of a C2SP checkpoint. */
function sizeIn(checkpoint: string): number {
  const [, size = ""] = checkpoint.split("\n");
  if (!/^(?:0|[1-9]\d{0,11})$/.test(size))
    throw new Ended(EXIT.noAnswer, "The service gives a checkpoint that is none.");
  return Number(size);
}

/** Of all bundles and tiles. */
function* pathsOf(size: number): Generator<string> {
  const levels = Array.from({ length: levelsOf(size) }, (_, level) => level);
  for (const level of ["entries", ...levels] as const) for (const tile of tilesAt(level, size)) yield tilePath(tile);
}

async function missingOf(tiles: Iterable<string>, folder: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const tile of tiles) if (!(await isThere(join(folder, tile)))) missing.push(tile);
  return missing;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

interface Into {
  readonly folder: string;
  readonly terminal: Terminal;
}

async function fetchTiles(api: Api, tiles: readonly string[], { folder, terminal }: Into): Promise<void> {
  const left = tiles.values();
  let count = 0;
  const fetchSome = async () => {
    for (const tile of left) {
      await fetchFile(api, tile, folder);
      count += 1;
      terminal.progress(`tiles: ${count} of ${tiles.length}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  } finally {
    terminal.progress();
  }
}

async function fetchFile(api: Api, path: string, folder: string): Promise<void> {
  await saveTo(join(folder, path), await api.read(`api/audit/log/${path}`));
}
