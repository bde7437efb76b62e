import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Api, Chunks } from "./api.ts";
import { saveTo, watched } from "./save.ts";
import { Ended, EXIT, type Terminal } from "./terminal.ts";
import { tilesOf } from "./tiles.ts";
import { counted } from "./words.ts";

/** From before there was any entry. */
export const BEGINNING = "2000-01-01T00:00:00Z";

const AT_ONCE = 4;

/**
 * Mirrors the sealed log into a folder, so that it can be verified without the service. A tile that is there is not fetched
 * again, since it never changes; the checkpoint is written last, so that the folder always holds all that its checkpoint speaks for.
 */
export async function exportLog(api: Api, folder: string, terminal: Terminal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const checkpoint = await buffer(await api.read("api/audit/log/checkpoint"));
  const size = sizeIn(checkpoint.toString());
  await fetchFile(api, "key", folder);
  const missing = await missingOf(tilesOf(size), folder);
  await fetchTiles(api, missing, { folder, terminal });
  const rows = await api.read("api/audit", { format: "ndjson", from: BEGINNING });
  await saveTo(join(folder, "rows.ndjson"), watched(rows, "rows", terminal));
  await saveTo(join(folder, "checkpoint"), chunksOf(checkpoint));
  terminal.complain(
    `${folder}: ${counted(size, "sealed entry", "sealed entries")}, ${counted(missing.length, "tile")} fetched.`,
  );
}

/** The second line of a C2SP checkpoint. */
function sizeIn(checkpoint: string): number {
  const [, size = ""] = checkpoint.split("\n");
  if (!/^(?:0|[1-9]\d{0,11})$/.test(size))
    throw new Ended(EXIT.noAnswer, "The service gives a checkpoint that is none.");
  return Number(size);
}

async function missingOf(tiles: Iterable<string>, folder: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const tile of tiles) if (!(await isThere(join(folder, "tile", tile)))) missing.push(tile);
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
      await fetchFile(api, `tile/${tile}`, folder);
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

async function* chunksOf(bytes: Uint8Array): Chunks {
  yield bytes;
}
