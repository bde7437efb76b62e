import { isSame, textFrom } from "./bytes.ts";
import { type Checkpoint, NEWEST, openCheckpoint } from "./checkpoint.ts";
import type { LogCrypto, VerifierKey } from "./note.ts";
import { inclusionPath, rootByInclusion } from "./proofs.ts";
import { hashesIn, placeOf, type ReadFile, type SubtreePlace, tilePath } from "./tiles.ts";
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
  const ranges = [{ begin: index, end: index + 1 }, ...inclusionPath(index, size)];
  const hashes = await hashesOf(log, ranges, size);
  if ("missing" in hashes) return { kind: "unreadable", why: `${hashes.missing} is missing or damaged` };
  const [leaf = root, ...path] = hashes.found;
  const reached = rootByInclusion(crypto.sha256, { index, size, leaf }, path);
  if (!reached || !isSame(reached, root)) return { kind: "unreadable", why: "the tiles do not make the signed tree" };
  return { kind: "made", proof: proofText({ index, path, checkpoint: note }) };
}

type Hashes = { readonly found: readonly Uint8Array[] } | { readonly missing: string };

async function hashesOf({ crypto, read }: LogToRead, ranges: readonly Range[], size: number): Promise<Hashes> {
  const places = ranges.map((range) => subtreesIn(range).map((subtree) => placeOf(subtree, size)));
  const tiles = new Map<string, readonly Uint8Array[]>();
  for (const { tile } of places.flat()) {
    const path = tilePath(tile);
    if (tiles.has(path)) continue;
    const bytes = await read(path);
    const hashes = bytes && hashesIn(bytes, tile.width);
    if (!hashes) return { missing: path };
    tiles.set(path, hashes);
  }
  const hashAt = ({ tile, from, count }: SubtreePlace) =>
    treeOf(crypto.sha256, (tiles.get(tilePath(tile)) ?? []).slice(from, from + count)).root();
  return { found: places.map((subtrees) => hashOver(crypto.sha256, subtrees.map(hashAt))) };
}
