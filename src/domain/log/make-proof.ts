import { isSame, textFrom } from "./bytes.ts";
import { type Checkpoint, NEWEST, openCheckpoint } from "./checkpoint.ts";
import type { LogCrypto, VerifierKey } from "./note.ts";
import { inclusionPath, rootByInclusion } from "./proofs.ts";
import { hashesIn, placeOf, type ReadFile, type Tile, tilePath } from "./tiles.ts";
import { proofText } from "./tlog-proof.ts";
import { hashOver, type Range, subtreesIn, treeOf } from "./tree.ts";

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

/** The proof that the entry at an index is in the log, with the newest checkpoint; it is checked before it is given. */
export async function proofOf(log: LogToRead, index: number): Promise<MadeProof> {
  const { crypto, keys, read } = log;
  const note = textFrom((await read(NEWEST)) ?? new Uint8Array());
  if (!note) return { kind: "not sealed" };
  const opened = openCheckpoint(crypto, keys, note);
  if (opened.kind === "refused") return { kind: "unreadable", why: `the checkpoint does not count: ${opened.why}` };
  if (index >= opened.checkpoint.size) return { kind: "not sealed" };
  return proofIn(log, opened.checkpoint, note, index);
}

async function proofIn(log: LogToRead, checkpoint: Checkpoint, note: string, index: number): Promise<MadeProof> {
  const { crypto } = log;
  const { size, root } = checkpoint;
  const tiles = new Tiles(log, size);
  try {
    const leaf = await tiles.hashOf({ begin: index, end: index + 1 });
    const path: Uint8Array[] = [];
    for (const range of inclusionPath(index, size)) path.push(await tiles.hashOf(range));
    const reached = rootByInclusion(crypto.sha256, { index, size, leaf }, path);
    if (isSame(root, reached)) return { kind: "made", proof: proofText({ index, path, checkpoint: note }) };
    return { kind: "unreadable", why: "the tiles do not make the signed tree" };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", why: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

/** The tiles of a tree of a size, each read once. */
class Tiles {
  private readonly log: LogToRead;
  private readonly size: number;
  private readonly known = new Map<string, readonly Uint8Array[]>();

  constructor(log: LogToRead, size: number) {
    this.log = log;
    this.size = size;
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
