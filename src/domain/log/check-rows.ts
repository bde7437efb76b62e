import { keyOfBytes, type Sha256, utf8 } from "./bytes.ts";
import type { Report } from "./finding.ts";
import { envelopeOf, type SealedTree } from "./sealed-tree.ts";
import { leafHash } from "./tree.ts";

/** An entry as it stands on record. */
export interface Row {
  readonly id: string;
  readonly bytes: string;
}

export interface RowsParts {
  readonly sha256: Sha256;
  readonly report: Report;
  /** Entries that are younger may still wait to be sealed; ISO. */
  readonly sealedBefore: string;
  /** No entry is of later than now; ISO. */
  readonly now: string;
}

export interface RowsChecked {
  readonly rows: number;
  /** Not sealed yet, and young enough. */
  readonly waiting: number;
}

/** Rows and leaves must be the same: none edited, none missing, none that never was sealed. */
export async function checkRows(
  parts: RowsParts,
  tree: SealedTree,
  rows: AsyncIterable<Row> | Iterable<Row>,
): Promise<RowsChecked> {
  const checked = new CheckedRows(parts, tree);
  for await (const row of rows) checked.take(row);
  return checked.end();
}

class CheckedRows {
  private readonly parts: RowsParts;
  private readonly tree: SealedTree;
  private readonly leaves: readonly (Uint8Array | undefined)[];
  private readonly byHash = new Map<string, number>();
  private readonly byId = new Map<string, number>();
  private readonly found = new Set<number>();
  private rows = 0;
  private waiting = 0;

  constructor(parts: RowsParts, tree: SealedTree) {
    this.parts = parts;
    this.tree = tree;
    this.leaves = tree.signed ?? tree.fromBundles;
    this.leaves.forEach((leaf, index) => {
      if (leaf) this.byHash.set(keyOfBytes(leaf), index);
      const id = tree.ids[index];
      if (id !== undefined) this.byId.set(id, index);
    });
  }

  take(row: Row): void {
    this.rows += 1;
    const bytes = utf8(row.bytes);
    const { id, at = "" } = envelopeOf(bytes);
    const index = this.byHash.get(keyOfBytes(leafHash(this.parts.sha256, bytes)));
    if (index === undefined) this.takeUnknown(row, at);
    else this.takeKnown(row, id, index);
  }

  private takeKnown(row: Row, id: string | undefined, index: number): void {
    if (this.found.has(index)) this.report("row-twice", row.id, index, "the same entry is on record twice");
    else if (id !== row.id) this.report("row-edited", row.id, index, `it holds the entry ${id}`);
    this.found.add(index);
  }

  /** Either its entry is sealed with other bytes, or it is not sealed at all. */
  private takeUnknown(row: Row, at: string): void {
    const { sealedBefore, now } = this.parts;
    const index = this.byId.get(row.id);
    if (index !== undefined) {
      this.report("row-edited", row.id, index, "it does not say what was sealed");
      this.found.add(index);
    } else if (at > sealedBefore && at <= now) this.waiting += 1;
    else this.report("row-not-sealed", row.id, undefined, "it is on record, and the log does not know it");
  }

  end(): RowsChecked {
    this.leaves.forEach((_, index) => {
      const id = this.tree.ids[index];
      if (!this.found.has(index))
        this.report("row-missing", id ?? `entry ${index}`, index, "it is sealed, and not on record");
    });
    return { rows: this.rows, waiting: this.waiting };
  }

  private report(
    kind: "row-twice" | "row-edited" | "row-not-sealed" | "row-missing",
    place: string,
    index: number | undefined,
    says: string,
  ): void {
    this.parts.report({ kind, place, ...(index !== undefined && { index }), says });
  }
}
