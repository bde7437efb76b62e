import { isSame, type Sha256 } from "./bytes.ts";
import type { Report } from "./finding.ts";
import type { SealedTree, TreeParts } from "./sealed-tree.ts";
import type { SignedHead } from "./signed-heads.ts";
import { entriesIn, hashesAt, hashesIn, levelsOf, TILE_WIDTH, type Tile, tileAt, tilePath, tilesAt } from "./tiles.ts";
import { GrowingTree, leafHash, treeOf } from "./tree.ts";

/** Compares bundles and tiles with the leaves that are signed, or with each other where no signed tree is left. */
export async function checkTree(parts: TreeParts, tree: SealedTree, paths: readonly string[]): Promise<void> {
  const { fromBundles, fromTiles, signed, size } = tree;
  if (!signed) {
    reportDifferences("entries", fromBundles, fromTiles, parts.report);
    return;
  }
  const levels = levelsFrom(parts.sha256, signed, size);
  reportDifferences("entries", fromBundles, signed, parts.report);
  reportDifferences(0, fromTiles, signed, parts.report);
  const known = new Set([...tilesAt("entries", size), ...tilesAt(0, size)].map(tilePath));
  for (const [above, hashes] of levels.slice(1).entries()) {
    for (const tile of tilesAt(above + 1, size)) {
      known.add(tilePath(tile));
      await checkTile(parts, hashes, tile);
    }
  }
  for (const path of paths.filter((path) => path.startsWith("tile/") && !known.has(path)))
    await checkOlder(parts, levels, path);
}

function levelsFrom(sha256: Sha256, leaves: readonly Uint8Array[], size: number): readonly (readonly Uint8Array[])[] {
  const levels = [leaves];
  let below = leaves;
  while (levels.length < levelsOf(size)) {
    below = rootsOf(sha256, below, hashesAt(levels.length, size));
    levels.push(below);
  }
  return levels;
}

/** Of that many full tiles. */
function rootsOf(sha256: Sha256, hashes: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    treeOf(sha256, hashes.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)).root(),
  );
}

type Known = readonly (Uint8Array | undefined)[];

/** What is `undefined` is reported already. */
function reportDifferences(level: "entries" | 0, found: Known, right: Known, report: Report): void {
  found.forEach((hash, index) => {
    const other = right[index];
    if (!hash || !other || isSame(hash, other)) return;
    const width = Math.min(TILE_WIDTH, found.length - Math.floor(index / TILE_WIDTH) * TILE_WIDTH);
    const place = tilePath({ level, index: Math.floor(index / TILE_WIDTH), width });
    const what = level === "entries" ? "the entry is" : "the hash is";
    report({ kind: "file-edited", place, index, says: `${what} not the one that was sealed` });
  });
}

async function checkTile({ sha256, read, report }: TreeParts, right: readonly Uint8Array[], tile: Tile): Promise<void> {
  const place = tilePath(tile);
  const bytes = await read(place);
  if (!bytes) return report({ kind: "file-missing", place, says: "proofs need it" });
  const isBundle = tile.level === "entries";
  const parts = isBundle ? entriesIn(bytes, tile.width) : hashesIn(bytes, tile.width);
  if (!parts) return report({ kind: "file-edited", place, says: `it does not hold ${tile.width} parts` });
  const first = tile.index * TILE_WIDTH;
  parts.forEach((part, at) => {
    const hash = isBundle ? leafHash(sha256, part) : part;
    if (isSame(hash, right[first + at])) return;
    const leaf = tile.level === "entries" || tile.level === 0;
    const says = `part ${at} of it is not what was sealed`;
    report({ kind: "file-edited", place, ...(leaf && { index: first + at }), says });
  });
}

/** Files of earlier checkpoints: they may be gone, but what is there must be right. */
async function checkOlder(parts: TreeParts, levels: readonly (readonly Uint8Array[])[], path: string): Promise<void> {
  const tile = tileAt(path);
  if (!tile) return parts.report({ kind: "file-unknown", place: path, says: "the log has no such file" });
  const right = levels[tile.level === "entries" ? 0 : tile.level] ?? [];
  if (tile.index * TILE_WIDTH + tile.width <= right.length) return checkTile(parts, right, tile);
  parts.report({ kind: "file-unsigned", place: path, says: "no checkpoint goes as far as this file" });
}

/** Every checkpoint must be the head of the same tree. */
export function checkHeads(parts: TreeParts, tree: SealedTree, heads: readonly SignedHead[]): void {
  const leaves = wholeOf(tree);
  if (!leaves) return;
  const growing = new GrowingTree(parts.sha256);
  let agreed = 0;
  for (const { place, checkpoint } of heads.filter(({ checkpoint }) => checkpoint.size <= tree.size)) {
    const { size, root } = checkpoint;
    for (const leaf of leaves.slice(growing.size, size)) growing.append(leaf);
    if (isSame(growing.root(), root)) agreed = size;
    else parts.report({ kind: "fork", place, says: wordsOfFork(agreed, size) });
  }
}

/** Where no signed tree is left, one that at least has all its leaves. */
function wholeOf({ signed, fromBundles, fromTiles }: SealedTree): readonly Uint8Array[] | undefined {
  const whole = [signed, fromBundles, fromTiles].find((leaves) => leaves?.every((leaf) => leaf !== undefined));
  return whole?.filter((leaf) => leaf !== undefined);
}

function wordsOfFork(agreed: number, size: number): string {
  const what = `it signs another tree of ${size} entries than the log has now`;
  return agreed === size ? what : `${what}; the difference is in entries ${agreed} to ${size - 1}`;
}

/** A checkpoint of each size that a bundle at the edge was written for. */
export function checkAllKept(paths: readonly string[], heads: readonly SignedHead[], report: Report): void {
  const sizes = new Set(heads.map(({ checkpoint }) => checkpoint.size));
  const newest = Math.max(0, ...sizes);
  for (const path of paths) {
    const tile = tileAt(path);
    if (tile?.level !== "entries" || tile.width === TILE_WIDTH) continue;
    const size = tile.index * TILE_WIDTH + tile.width;
    if (size > newest || sizes.has(size)) continue;
    report({ kind: "checkpoint-missing", place: path, says: `no checkpoint of size ${size} is kept` });
  }
}
