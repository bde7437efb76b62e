import { isSame, type Sha256, textFrom } from "./bytes.ts";
import type { Report } from "./finding.ts";
import type { TreeHead } from "./proofs.ts";
import { entriesIn, hashesIn, type ReadFile, TILE_WIDTH, type Tile, tilePath, tilesAt } from "./tiles.ts";
import { leafHash, treeOf } from "./tree.ts";

/** What the log says that its entries are: the hashes of its leaves, read from its bundles and from its tiles. */
export interface SealedTree {
  readonly size: number;
  /** `undefined` where a file is missing or no such file. */
  readonly fromBundles: readonly (Uint8Array | undefined)[];
  readonly fromTiles: readonly (Uint8Array | undefined)[];
  /** The leaves that the signed root is made of; `undefined` when neither bundles nor tiles make it. */
  readonly signed: readonly Uint8Array[] | undefined;
  /** Of each entry as it stands in its bundle. */
  readonly ids: readonly (string | undefined)[];
  /** `at` of the last entry. */
  readonly lastAt: string | undefined;
}

export interface TreeParts {
  readonly sha256: Sha256;
  readonly read: ReadFile;
  readonly report: Report;
}

/** Reads every entry of the log, one bundle at a time. */
export async function sealedTree(parts: TreeParts, head: TreeHead): Promise<SealedTree> {
  const { sha256 } = parts;
  const [fromBundles, ids]: [(Uint8Array | undefined)[], (string | undefined)[]] = [[], []];
  let lastAt: string | undefined;
  for (const tile of tilesAt("entries", head.size)) {
    const entries = await partsOf(parts, tile, entriesIn);
    const said = entries.map((entry) => (entry ? envelopeOf(entry) : {}));
    fromBundles.push(...entries.map((entry) => entry && leafHash(sha256, entry)));
    ids.push(...said.map(({ id }) => id));
    lastAt = said.at(-1)?.at;
  }
  const fromTiles: (Uint8Array | undefined)[] = [];
  for (const tile of tilesAt(0, head.size)) fromTiles.push(...(await partsOf(parts, tile, hashesIn)));
  const signed = [fromBundles, fromTiles].find((leaves) => isTreeOf(sha256, head, leaves));
  return {
    ...{ size: head.size, fromBundles, fromTiles, ids, lastAt },
    signed: signed?.filter((leaf) => leaf !== undefined),
  };
}

/** As many parts as the tile is wide, each `undefined` when the file is not what it must be. */
async function partsOf(
  { read, report }: TreeParts,
  tile: Tile,
  partsIn: (bytes: Uint8Array, width: number) => readonly Uint8Array[] | undefined,
): Promise<readonly (Uint8Array | undefined)[]> {
  const place = tilePath(tile);
  const bytes = await read(place);
  const found = bytes && partsIn(bytes, tile.width);
  if (found) return found;
  const what = tile.level === "entries" ? "entries" : "hashes";
  if (bytes) report({ kind: "file-edited", place, says: `it does not hold ${tile.width} ${what}` });
  else report({ kind: "file-missing", place, says: `entries ${placesOf(tile)} need it` });
  return Array.from({ length: tile.width }, () => undefined);
}

/** `0 to 255`: the entries that a bundle or a tile of leaves holds. */
function placesOf({ index, width }: Tile): string {
  return `${index * TILE_WIDTH} to ${index * TILE_WIDTH + width - 1}`;
}

function isTreeOf(sha256: Sha256, { root }: TreeHead, leaves: readonly (Uint8Array | undefined)[]): boolean {
  const known = leaves.filter((leaf) => leaf !== undefined);
  return known.length === leaves.length && isSame(treeOf(sha256, known).root(), root);
}

/** What an entry says of itself; it may be anything. */
export function envelopeOf(entry: Uint8Array): { readonly id?: string; readonly at?: string } {
  try {
    const { id, at } = JSON.parse(textFrom(entry) ?? "");
    return { ...(typeof id === "string" && { id }), ...(typeof at === "string" && { at }) };
  } catch {
    return {};
  }
}
