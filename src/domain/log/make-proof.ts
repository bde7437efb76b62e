import { isSame, textFrom } from "./bytes.ts";
import { type Checkpoint, NEWEST, openCheckpoint } from "./checkpoint.ts";
import type { LogCrypto, VerifierKey } from "./note.ts";
import { inclusionPath, rootByInclusion } from "./proofs.ts";
import { entriesIn, hashesIn, placeOf, type ReadFile, TILE_WIDTH, type Tile, tileIn, tilePath } from "./tiles.ts";
import { proofText } from "./tlog-proof.ts";
import { hashOver, leafHash, type Range, subtreesIn, treeOf } from "./tree.ts";

export type MadeProof =
  | { readonly kind: "made"; readonly proof: string }
  /** The newest checkpoint does not go as far yet. */
  | { readonly kind: "not sealed" }
  | { readonly kind: "unreadable"; readonly why: string };

export interface LogToRead {
  readonly crypto: LogCrypto;
  readonly keys: readonly VerifierKey[];
  readonly read: ReadFile;
}

type Newest =
  | { readonly kind: "newest"; readonly checkpoint: Checkpoint; readonly note: string }
  | Exclude<MadeProof, { readonly kind: "made" }>;

async function newestOf({ crypto, keys, read }: LogToRead): Promise<Newest> {
  const bytes = await read(NEWEST);
  if (!bytes) return { kind: "not sealed" };
  const note = textFrom(bytes) ?? "";
  const opened = openCheckpoint(crypto, keys, note);
  if (opened.kind === "refused") return { kind: "unreadable", why: `the checkpoint does not count: ${opened.why}` };
  return { kind: "newest", checkpoint: opened.checkpoint, note };
}

/** The proof that the entry at an index is in the log, with the newest checkpoint; it is checked before it is given. */
export async function proofOf(log: LogToRead, index: number): Promise<MadeProof> {
  const newest = await newestOf(log);
  if (newest.kind !== "newest") return newest;
  if (index >= newest.checkpoint.size) return { kind: "not sealed" };
  return proofIn(log, newest.checkpoint, newest.note, index);
}

export interface SealedBundle {
  /** The place of its first entry. */
  readonly from: number;
  readonly entries: readonly string[];
}

/** A bundle as far as the newest checkpoint goes, and as it is signed; `undefined` beyond it. Throws when it cannot be given. */
export async function sealedBundle(log: LogToRead, number: number): Promise<SealedBundle | undefined> {
  const newest = await newestOf(log);
  if (newest.kind === "unreadable") throw new Error(`The sealed log cannot be read: ${newest.why}`);
  if (newest.kind === "not sealed") return undefined;
  const { checkpoint } = newest;
  const tile = tileIn("entries", number, checkpoint.size);
  if (tile.width <= 0) return undefined;
  const bytes = await log.read(tilePath(tile));
  const entries = bytes && entriesIn(bytes, tile.width);
  if (!entries || !(await areSigned(log, checkpoint, tile, entries)))
    throw new Error(`${tilePath(tile)} of the sealed log is missing or damaged`);
  return { from: number * TILE_WIDTH, entries: entries.map((entry) => textFrom(entry) ?? "") };
}

/** The path of the first entry is made of all the others of its bundle. */
async function areSigned(
  log: LogToRead,
  { size, root }: Checkpoint,
  { index: number, width }: Tile,
  entries: readonly Uint8Array[],
): Promise<boolean> {
  const leaves = entries.map((entry) => leafHash(log.crypto.sha256, entry));
  const tiles = new Tiles(log, size, [[tilePath({ level: 0, index: number, width }), leaves]]);
  return isSame(root, (await pathIn(tiles, log, number * TILE_WIDTH)).root);
}

async function proofIn(log: LogToRead, checkpoint: Checkpoint, note: string, index: number): Promise<MadeProof> {
  const { size, root } = checkpoint;
  const tiles = new Tiles(log, size);
  try {
    const { path, root: reached } = await pathIn(tiles, log, index);
    if (isSame(root, reached)) return { kind: "made", proof: proofText({ index, path, checkpoint: note }) };
    return { kind: "unreadable", why: "the tiles do not make the signed tree" };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", why: error.message };
    throw error;
  }
}

/** The inclusion path of an entry, and the root that it leads to. */
async function pathIn(tiles: Tiles, { crypto }: LogToRead, index: number) {
  const leaf = await tiles.hashOf({ begin: index, end: index + 1 });
  const path: Uint8Array[] = [];
  for (const range of inclusionPath(index, tiles.size)) path.push(await tiles.hashOf(range));
  return { path, root: rootByInclusion(crypto.sha256, { index, size: tiles.size, leaf }, path) };
}

class Unreadable extends Error {}

/** The tiles of a tree of a size, each read once. */
class Tiles {
  private readonly log: LogToRead;
  readonly size: number;
  private readonly known: Map<string, readonly Uint8Array[]>;

  constructor(log: LogToRead, size: number, known: readonly (readonly [string, readonly Uint8Array[]])[] = []) {
    this.log = log;
    this.size = size;
    this.known = new Map(known);
  }

  async hashOf(range: Range): Promise<Uint8Array> {
    const { sha256 } = this.log.crypto;
    const hashes: Uint8Array[] = [];
    for (const subtree of subtreesIn(range)) {
      const { tile, from, count } = placeOf(subtree, this.size);
      hashes.push(treeOf(sha256, (await this.read(tile)).slice(from, from + count)).root());
    }
    return hashOver(sha256, hashes);
  }

  private async read(tile: Tile): Promise<readonly Uint8Array[]> {
    const path = tilePath(tile);
    const known = this.known.get(path);
    if (known) return known;
    const bytes = await this.log.read(path);
    const hashes = bytes && hashesIn(bytes, tile.width);
    if (!hashes) throw new Unreadable(`${path} is missing or damaged`);
    this.known.set(path, hashes);
    return hashes;
  }
}
