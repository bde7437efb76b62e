import { isSame, type Sha256 } from "./bytes.ts";
import {
  bundleOf,
  edgeOf,
  entriesIn,
  hashesIn,
  levelsOf,
  TILE_WIDTH,
  type Tile,
  tileIn,
  tileOf,
  tilePath,
} from "./tiles.ts";
import { hashOver, leafHash, treeOf } from "./tree.ts";

/** The right edge of the log at a size: all that is needed to go on from there. */
export interface Edge {
  readonly size: number;
  /** Of the bundle that is not full. */
  readonly entries: readonly Uint8Array[];
  /** The hashes of each level's tile that is not full, leaves first. */
  readonly levels: readonly (readonly Uint8Array[])[];
}

export const NO_ENTRIES: Edge = { size: 0, entries: [], levels: [] };

/** A file of the log. It is a function of the entries alone, so whoever writes it writes the same. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The files that make the edge of a size. */
export function edgePaths(size: number): readonly string[] {
  return edgeOf(size).map(tilePath);
}

/** An edge from its files; `unreadable` names the first one that is missing or not what its name says. */
export function edgeFrom(
  sha256: Sha256,
  size: number,
  files: ReadonlyMap<string, Uint8Array>,
): Edge | { readonly unreadable: string } {
  const parts = edgeOf(size).map((tile) => ({ tile, parts: partsOf(tile, files.get(tilePath(tile))) }));
  const unreadable = parts.find((read) => !read.parts)?.tile;
  if (unreadable) return { unreadable: tilePath(unreadable) };
  const at = (level: Tile["level"]) => parts.find(({ tile }) => tile.level === level)?.parts ?? [];
  const entries = at("entries");
  const leaves = tileOf(entries.map((entry) => leafHash(sha256, entry)));
  if (!isSame(leaves, tileOf(at(0))))
    return { unreadable: tilePath(tileIn("entries", Math.floor(size / TILE_WIDTH), size)) };
  return { size, entries, levels: Array.from({ length: levelsOf(size) }, (_, level) => at(level)) };
}

function partsOf({ level, width }: Tile, bytes: Uint8Array | undefined): readonly Uint8Array[] | undefined {
  return bytes && (level === "entries" ? entriesIn : hashesIn)(bytes, width);
}

/** The root of the whole tree, from its edge. */
export function edgeRoot(sha256: Sha256, { levels }: Edge): Uint8Array {
  const subtrees = levels.toReversed().flatMap((hashes) => treeOf(sha256, hashes).hashes());
  return hashOver(sha256, subtrees);
}

/** The edge after these entries, and the files that are new with them. */
export function grown(
  sha256: Sha256,
  edge: Edge,
  entries: readonly Uint8Array[],
): { readonly edge: Edge; readonly files: readonly LogFile[] } {
  const growing = new GrowingEdge(sha256, edge);
  for (const entry of entries) growing.append(entry);
  return growing.end();
}

class GrowingEdge {
  private readonly sha256: Sha256;
  private size: number;
  private entries: Uint8Array[];
  private readonly levels: Uint8Array[][];
  private readonly files: LogFile[] = [];
  private readonly touched = new Set<number>();

  constructor(sha256: Sha256, { size, entries, levels }: Edge) {
    this.sha256 = sha256;
    this.size = size;
    this.entries = [...entries];
    this.levels = levels.map((hashes) => [...hashes]);
  }

  append(entry: Uint8Array): void {
    this.size += 1;
    this.entries.push(entry);
    if (this.entries.length === TILE_WIDTH) {
      this.write({ level: "entries", width: TILE_WIDTH }, bundleOf(this.entries));
      this.entries = [];
    }
    this.push(0, leafHash(this.sha256, entry));
  }

  end() {
    if (this.touched.size > 0 && this.entries.length > 0)
      this.write({ level: "entries", width: this.entries.length }, bundleOf(this.entries));
    for (const [level, hashes] of this.levels.entries())
      if (this.touched.has(level) && hashes.length > 0) this.write({ level, width: hashes.length }, tileOf(hashes));
    return { edge: { size: this.size, entries: this.entries, levels: this.levels }, files: this.files };
  }

  private push(level: number, hash: Uint8Array): void {
    const hashes = [...(this.levels[level] ?? []), hash];
    this.touched.add(level);
    this.levels[level] = hashes;
    if (hashes.length < TILE_WIDTH) return;
    this.write({ level, width: TILE_WIDTH }, tileOf(hashes));
    this.levels[level] = [];
    this.push(level + 1, treeOf(this.sha256, hashes).root());
  }

  /** The last tile of its level that the tree has now. */
  private write({ level, width }: Pick<Tile, "level" | "width">, bytes: Uint8Array): void {
    const span = TILE_WIDTH ** ((level === "entries" ? 0 : level) + 1);
    const index = Math.floor((this.size - 1) / span);
    this.files.push({ path: tilePath({ level, index, width }), bytes });
  }
}
