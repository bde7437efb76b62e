import { joined, type Sha256 } from "./bytes.ts";

/** The Merkle tree of RFC 9162 §2.1 (as in RFC 6962): leaves and nodes hash under different prefixes, so none can stand for the other. */

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  return sha256(joined([LEAF, entry]));
}

export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(joined([NODE, left, right]));
}

/** Entries from `begin`, and before `end`. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** A complete subtree: the entries from `index` · 2^`level`, 2^`level` of them. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The largest power of two that is below a number above 1. */
export function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** The complete subtrees that a range of the tree is made of, from left to right; it begins where the tree is split. */
export function subtreesIn({ begin, end }: Range): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  let at = begin;
  while (at < end) {
    let [level, leaves] = [0, 1];
    while (leaves * 2 <= end - at) [level, leaves] = [level + 1, leaves * 2];
    subtrees.push({ level, index: at / leaves });
    at += leaves;
  }
  return subtrees;
}

/** The hash of neighbouring complete subtrees, largest first; of none, that of the empty tree. */
export function hashOver(sha256: Sha256, subtrees: readonly Uint8Array[]): Uint8Array {
  const hash = subtrees.reduceRight<Uint8Array | undefined>(
    (right, left) => (right ? nodeHash(sha256, left, right) : left),
    undefined,
  );
  return hash ?? sha256(new Uint8Array());
}

/** A tree that grows leaf by leaf and keeps no more than the hashes of its complete subtrees. */
export class GrowingTree {
  private readonly sha256: Sha256;
  /** Its complete subtrees, largest first. */
  private readonly peaks: { readonly leaves: number; readonly hash: Uint8Array }[] = [];
  private count = 0;

  constructor(sha256: Sha256) {
    this.sha256 = sha256;
  }

  get size(): number {
    return this.count;
  }

  append(leaf: Uint8Array): void {
    let peak = { leaves: 1, hash: leaf };
    let left = this.peaks.at(-1);
    while (left?.leaves === peak.leaves) {
      peak = { leaves: peak.leaves * 2, hash: nodeHash(this.sha256, left.hash, peak.hash) };
      this.peaks.pop();
      left = this.peaks.at(-1);
    }
    this.peaks.push(peak);
    this.count += 1;
  }

  hashes(): readonly Uint8Array[] {
    return this.peaks.map(({ hash }) => hash);
  }

  root(): Uint8Array {
    return hashOver(this.sha256, this.hashes());
  }
}

export function treeOf(sha256: Sha256, leaves: readonly Uint8Array[]): GrowingTree {
  const tree = new GrowingTree(sha256);
  for (const leaf of leaves) tree.append(leaf);
  return tree;
}
