import type { Recorded } from "../recorded.ts";
import { utf8 } from "./bytes.ts";
import { LONGEST_ENTRY, TILE_WIDTH } from "./tiles.ts";

export interface SealedEntry extends Recorded {
  readonly encoded: Uint8Array;
}

/** Entries that become part of the log together. */
export type Batch = readonly SealedEntry[];

/** Their ids stand in one property of a row, that holds 32,768 characters. */
const MOST_CHARACTERS = 30_000;

export function encoded(entry: Recorded): SealedEntry {
  return { ...entry, encoded: utf8(entry.bytes) };
}

/** In their order, each once, at most a tile's width a batch; `tooLong` can stand in no bundle. */
export function batchesOf(waiting: readonly Recorded[]): {
  readonly batches: readonly Batch[];
  readonly tooLong: readonly Recorded[];
} {
  const distinct = [...new Map(waiting.map((entry) => [entry.id, encoded(entry)])).values()];
  const batches: SealedEntry[][] = [];
  let [last, characters]: [SealedEntry[] | undefined, number] = [undefined, 0];
  for (const entry of distinct.filter(isSealable)) {
    characters += entry.id.length + 3;
    if (!last || last.length === TILE_WIDTH || characters > MOST_CHARACTERS) {
      [last, characters] = [[], entry.id.length + 3];
      batches.push(last);
    }
    last.push(entry);
  }
  return { batches, tooLong: distinct.filter((entry) => !isSealable(entry)) };
}

function isSealable({ encoded: bytes }: SealedEntry): boolean {
  return bytes.length <= LONGEST_ENTRY;
}
