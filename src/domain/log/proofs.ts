import { HASH_BYTES, isSame, type Sha256 } from "./bytes.ts";
import { nodeHash, type Range, splitOf } from "./tree.ts";

/** The ranges whose hashes prove that an entry is in a tree, from the leaf's neighbour up (RFC 9162 §2.1.3.1). */
export function inclusionPath(index: number, size: number): readonly Range[] {
  const path: Range[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const split = begin + splitOf(end - begin);
    if (index < split) {
      path.unshift({ begin: split, end });
      end = split;
    } else {
      path.unshift({ begin, end: split });
      begin = split;
    }
  }
  return path;
}

/** The ranges whose hashes prove that a tree continues an earlier one that is not empty (RFC 9162 §2.1.4.1). */
export function consistencyPath(first: number, second: number): readonly Range[] {
  const path: Range[] = [];
  let [begin, end, isWhole] = [0, second, true];
  while (end !== first) {
    const split = begin + splitOf(end - begin);
    if (first <= split) {
      path.unshift({ begin: split, end });
      end = split;
    } else {
      path.unshift({ begin, end: split });
      [begin, isWhole] = [split, false];
    }
  }
  return isWhole ? path : [{ begin, end }, ...path];
}

/** The root that such a path leads to; `undefined` when it is not one of this index and size. */
export function rootByInclusion(
  sha256: Sha256,
  { index, size, leaf }: { readonly index: number; readonly size: number; readonly leaf: Uint8Array },
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!isPlace(index, size) || !areHashes([leaf, ...path])) return undefined;
  const ranges = inclusionPath(index, size);
  if (ranges.length !== path.length) return undefined;
  return stepsOf(ranges, path).reduce(
    (hash, { begin, other }) => (begin > index ? nodeHash(sha256, hash, other) : nodeHash(sha256, other, hash)),
    leaf,
  );
}

/** Each range of a path with its hash. */
function stepsOf(ranges: readonly Range[], path: readonly Uint8Array[]) {
  return ranges.flatMap((range, at) => path.slice(at, at + 1).map((other) => ({ ...range, other })));
}

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a path proves that `second` continues `first`: nothing before is changed, and nothing taken away. */
export function isConsistent(sha256: Sha256, first: TreeHead, second: TreeHead, path: readonly Uint8Array[]): boolean {
  if (!areHashes([first.root, second.root, ...path])) return false;
  if (first.size === second.size) return path.length === 0 && isSame(first.root, second.root);
  if (first.size === 0) return path.length === 0 && isSame(first.root, sha256(new Uint8Array()));
  if (!isPlace(first.size, second.size)) return false;
  return isSameByConsistency(sha256, first, second, path);
}

/** Rebuilds both roots: hashes from before the end of the first tree are in both, those after it in the second only. */
function isSameByConsistency(sha256: Sha256, first: TreeHead, second: TreeHead, path: readonly Uint8Array[]): boolean {
  const ranges = consistencyPath(first.size, second.size);
  if (ranges.length !== path.length) return false;
  const steps = stepsOf(ranges, path);
  // Unless the first tree is a complete part of the second, the path begins with the hash of its last part.
  const start = (steps[0]?.end === first.size ? steps.shift()?.other : undefined) ?? first.root;
  const before = steps.filter(({ begin }) => begin < first.size);
  const older = before.reduce((hash, { other }) => nodeHash(sha256, other, hash), start);
  const newer = steps.reduce(
    (hash, { begin, other }) => (begin < first.size ? nodeHash(sha256, other, hash) : nodeHash(sha256, hash, other)),
    start,
  );
  return isSame(older, first.root) && isSame(newer, second.root);
}

function isPlace(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(({ length }) => length === HASH_BYTES);
}
