import { HASH_BYTES, joined } from "./bytes.ts";
import type { Subtree } from "./tree.ts";

/** The files of the log, as c2sp.org/tlog-tiles names and fills them. */

/** A file of the log by its path; `undefined` when there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** `width` hashes, or entries of a bundle; fewer than 256 at the right edge of a tree. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/** The longest entry that a bundle can hold, in bytes. */
export const LONGEST_ENTRY = 0xffff;

export function tilePath({ level, index, width }: Tile): string {
  const groups = [index % 1_000];
  for (let rest = Math.floor(index / 1_000); rest > 0; rest = Math.floor(rest / 1_000)) groups.unshift(rest % 1_000);
  const digits = groups.map((group) => String(group).padStart(3, "0"));
  const name = digits.map((group, at) => (at < digits.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${name}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** `undefined` for any path that `tilePath` does not make. */
export function tileAt(path: string): Tile | undefined {
  const [, level, name = "", width] = PATH.exec(path) ?? [];
  if (level === undefined) return undefined;
  const tile: Tile = {
    level: level === "entries" ? level : Number(level),
    index: Number(name.replace(/[x/]/g, "")),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return tilePath(tile) === path && tile.width <= TILE_WIDTH ? tile : undefined;
}

/** How many hashes of a level, or entries, a tree of a size has. */
export function hashesAt(level: Tile["level"], size: number): number {
  return Math.floor(size / TILE_WIDTH ** (level === "entries" ? 0 : level));
}

/** Every file of a level in a tree of a size, from left to right. */
export function tilesAt(level: Tile["level"], size: number): readonly Tile[] {
  const hashes = hashesAt(level, size);
  const count = Math.ceil(hashes / TILE_WIDTH);
  return Array.from({ length: count }, (_, index) => tileIn(level, index, size));
}

/** A tile with the width that it has in a tree of a size. */
export function tileIn(level: Tile["level"], index: number, size: number): Tile {
  return { level, index, width: Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH) };
}

/** How many levels of tiles a tree of a size has. */
export function levelsOf(size: number): number {
  let levels = 0;
  while (hashesAt(levels, size) > 0) levels += 1;
  return levels;
}

/** The tiles at the right edge of a tree that are not full, bundle first. */
export function edgeOf(size: number): readonly Tile[] {
  const levels = Array.from({ length: levelsOf(size) }, (_, level) => level);
  return (["entries", ...levels] as const)
    .map((level) => tileIn(level, Math.floor(hashesAt(level, size) / TILE_WIDTH), size))
    .filter(({ width }) => width > 0);
}

/** Where the hash of a complete subtree comes from: it is that of `count` hashes of the tile, from `from` on. */
export interface SubtreePlace {
  readonly tile: Tile;
  readonly from: number;
  readonly count: number;
}

export function placeOf({ level, index }: Subtree, size: number): SubtreePlace {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const first = index * count;
  const tile = tileIn(tileLevel, Math.floor(first / TILE_WIDTH), size);
  return { tile, from: first % TILE_WIDTH, count };
}

export function tileOf(hashes: readonly Uint8Array[]): Uint8Array {
  return joined(hashes);
}

/** `undefined` when these bytes are not so many hashes. */
export function hashesIn(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  if (bytes.length !== width * HASH_BYTES) return undefined;
  return Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Each entry after its length, two bytes, big end first. */
export function bundleOf(entries: readonly Uint8Array[]): Uint8Array {
  return joined(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]));
}

/** `undefined` when these bytes are not so many entries, without a byte more. */
export function entriesIn(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + view.getUint16(at);
    entries.push(bytes.slice(at + 2, end));
    at = end;
  }
  return at === bytes.length && entries.length === width ? entries : undefined;
}
