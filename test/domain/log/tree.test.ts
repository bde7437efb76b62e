import { describe, expect, it } from "@jest/globals";
// The oracle: another implementation, of Sigstore. It publishes this part without a name of its own.
import { verifyMerkleInclusion } from "@sigstore/verify/dist/tlog/merkle.js";
import fc from "fast-check";
import { hex } from "../../../src/domain/log/bytes.ts";
import {
  consistencyPath,
  inclusionPath,
  isConsistent,
  rootByInclusion,
  type TreeHead,
} from "../../../src/domain/log/proofs.ts";
import { leafHash, nodeHash, type Range, treeOf } from "../../../src/domain/log/tree.ts";
import { sha256Of } from "../../support/a-log.ts";

/** The leaves and roots that Certificate Transparency's implementations of RFC 6962 are tested with. */
const REFERENCE = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const reference = REFERENCE.map((entry) => leafHash(sha256Of, Uint8Array.from(Buffer.from(entry, "hex"))));

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => leafHash(sha256Of, Uint8Array.of(index >> 8, index & 0xff)));

/** As RFC 9162 §2.1.1 defines it. */
function hashByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (!only) return sha256Of(new Uint8Array());
  if (leaves.length === 1) return only;
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeHash(sha256Of, hashByDefinition(leaves.slice(0, split)), hashByDefinition(leaves.slice(split)));
}

/** Of neighbours in one tree, each range hashed once. */
function hashesIn(leaves: readonly Uint8Array[]) {
  const known = new Map<string, Uint8Array>();
  return ({ begin, end }: Range) => {
    const hash = known.get(`${begin} ${end}`) ?? hashByDefinition(leaves.slice(begin, end));
    known.set(`${begin} ${end}`, hash);
    return hash;
  };
}

const MOST = 130;
const leaves = leavesOf(MOST);
const hashOf = hashesIn(leaves);
const rootAt = (size: number) => Uint8Array.from(hashOf({ begin: 0, end: size }));
const leafAt = (index: number) => Uint8Array.from(hashOf({ begin: index, end: index + 1 }));

/** The hash with one bit changed. */
function flipped(hash: Uint8Array | undefined, byte: number): Uint8Array {
  return Uint8Array.from(hash ?? [], (value, at) => (at === byte ? value ^ 1 : value));
}

describe("the root of a tree", () => {
  it("is that of the reference trees of RFC 6962", () => {
    expect(ROOTS.map((_, size) => hex(treeOf(sha256Of, reference.slice(0, size)).root()))).toEqual(ROOTS);
  });

  it("is that of the definition, at every size", () => {
    for (let size = 0; size <= MOST; size += 1)
      expect(treeOf(sha256Of, leaves.slice(0, size)).root()).toEqual(rootAt(size));
  });
});

describe("an inclusion proof", () => {
  const proofAt = (index: number, size: number) => inclusionPath(index, size).map(hashOf);

  it("of the tree that RFC 9162 §2.1.5 draws has the nodes that it names", () => {
    expect(inclusionPath(0, 7)).toEqual([
      { begin: 1, end: 2 },
      { begin: 2, end: 4 },
      { begin: 4, end: 7 },
    ]);
    expect(inclusionPath(3, 7)).toEqual([
      { begin: 2, end: 3 },
      { begin: 0, end: 2 },
      { begin: 4, end: 7 },
    ]);
    expect(inclusionPath(4, 7)).toEqual([
      { begin: 5, end: 6 },
      { begin: 6, end: 7 },
      { begin: 0, end: 4 },
    ]);
    expect(inclusionPath(6, 7)).toEqual([
      { begin: 4, end: 6 },
      { begin: 0, end: 4 },
    ]);
  });

  it("leads to the root for every entry of every tree, and Sigstore's verifier says so too", () => {
    for (let size = 1; size <= MOST; size += 1) {
      const logHash = Buffer.from(rootAt(size));
      for (let index = 0; index < size; index += 1) {
        const path = proofAt(index, size);
        const leaf = leafAt(index);
        expect(
          Buffer.compare(rootByInclusion(sha256Of, { index, size, leaf }, path) ?? logHash.subarray(1), logHash),
        ).toBe(0);
        const inclusionProof = { logIndex: String(index), hashes: path.map((hash) => Buffer.from(hash)) };
        const entry = { canonicalizedBody: Buffer.from([index >> 8, index & 0xff]), inclusionProof };
        verifyMerkleInclusion(entry as never, { logSize: BigInt(size), logHash } as never);
      }
    }
  });

  interface Claim {
    readonly index: number;
    readonly size: number;
    readonly leaf: Uint8Array;
    readonly path: readonly Uint8Array[];
  }
  type Change = (claim: Claim, at: number, byte: number) => Claim;

  it.each<[string, Change]>([
    ["leaf", (claim, _, byte) => ({ ...claim, leaf: flipped(claim.leaf, byte) })],
    ["hash", (claim, at, byte) => ({ ...claim, path: claim.path.with(at, flipped(claim.path[at], byte)) })],
    ["index", (claim, at) => ({ ...claim, index: (claim.index + 1 + (at % (claim.size - 1))) % claim.size })],
    ["longer path", (claim, at) => ({ ...claim, path: claim.path.toSpliced(at, 0, claim.leaf) })],
    ["shorter path", (claim, at) => ({ ...claim, path: claim.path.toSpliced(at, 1) })],
    ["empty path", (claim) => ({ ...claim, path: [] })],
  ])("leads elsewhere with another %s", (_, change) => {
    const places = fc.integer({ min: 2, max: MOST }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));
    fc.assert(
      fc.property(places, fc.nat(), fc.nat(31), ([index, size], nat, byte) => {
        const path = proofAt(index, size);
        const changed = change({ index, size, leaf: leafAt(index), path }, nat % path.length, byte);
        expect(rootByInclusion(sha256Of, changed, changed.path)).not.toEqual(rootAt(size));
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["an index behind the end", { index: 3, size: 3 }],
    ["a negative index", { index: -1, size: 3 }],
    ["a broken index", { index: 0.5, size: 3 }],
    ["a size that is no safe number", { index: 1, size: 2 ** 53 }],
  ])("is none for %s", (_, place) => {
    const leaf = leaves[0] ?? new Uint8Array();
    expect(rootByInclusion(sha256Of, { ...place, leaf }, [])).toBeUndefined();
  });

  it("has hashes of 32 bytes only", () => {
    const leaf = leaves[0] ?? new Uint8Array();
    expect(rootByInclusion(sha256Of, { index: 0, size: 2, leaf }, [new Uint8Array(31)])).toBeUndefined();
    expect(rootByInclusion(sha256Of, { index: 0, size: 1, leaf: new Uint8Array(33) }, [])).toBeUndefined();
  });
});

describe("a consistency proof", () => {
  const proofOf = (first: number, second: number) => consistencyPath(first, second).map(hashOf);
  const headAt = (size: number) => ({ size, root: rootAt(size) });

  it("between the trees that RFC 9162 §2.1.5 draws has the nodes that it names", () => {
    expect(consistencyPath(3, 7)).toEqual([
      { begin: 2, end: 3 },
      { begin: 3, end: 4 },
      { begin: 0, end: 2 },
      { begin: 4, end: 7 },
    ]);
    expect(consistencyPath(4, 7)).toEqual([{ begin: 4, end: 7 }]);
    expect(consistencyPath(6, 7)).toEqual([
      { begin: 4, end: 6 },
      { begin: 6, end: 7 },
      { begin: 0, end: 4 },
    ]);
  });

  it("holds between every two trees", () => {
    const heads = Array.from({ length: MOST + 1 }, (_, size) => headAt(size));
    for (const second of heads.slice(1)) {
      for (const first of heads.slice(1, second.size + 1))
        expect(isConsistent(sha256Of, first, second, proofOf(first.size, second.size))).toBe(true);
    }
  });

  it("from nothing is empty, and so is that to the same tree", () => {
    expect(isConsistent(sha256Of, headAt(0), headAt(5), [])).toBe(true);
    expect(isConsistent(sha256Of, headAt(5), headAt(5), [])).toBe(true);
    expect(isConsistent(sha256Of, headAt(0), headAt(5), [rootAt(5)])).toBe(false);
    expect(isConsistent(sha256Of, headAt(5), headAt(5), [rootAt(5)])).toBe(false);
    expect(isConsistent(sha256Of, headAt(5), { size: 5, root: rootAt(4) }, [])).toBe(false);
    expect(isConsistent(sha256Of, { size: 0, root: rootAt(1) }, headAt(5), [])).toBe(false);
  });

  it("does not hold backwards, or with hashes of another length", () => {
    expect(isConsistent(sha256Of, headAt(7), headAt(4), proofOf(4, 7))).toBe(false);
    expect(isConsistent(sha256Of, headAt(-1), headAt(4), [])).toBe(false);
    expect(isConsistent(sha256Of, headAt(4), headAt(7), [new Uint8Array(31)])).toBe(false);
  });

  interface Claim {
    readonly first: TreeHead;
    readonly second: TreeHead;
    readonly path: readonly Uint8Array[];
  }
  type Change = (claim: Claim, at: number, byte: number) => Claim;

  /** A tree of which an entry before the end of the first is another one, and the proof that fits it. */
  function forked({ first, second }: Claim, at: number): Claim {
    const others = hashesIn(leaves.with(at % first.size, leafHash(sha256Of, Uint8Array.of(1, 2, 3))));
    const root = Uint8Array.from(others({ begin: 0, end: second.size }));
    const path = consistencyPath(first.size, second.size).map(others);
    return { first, second: { ...second, root }, path };
  }

  it.each<[string, Change]>([
    [
      "first root",
      (claim, _, byte) => ({ ...claim, first: { ...claim.first, root: flipped(claim.first.root, byte) } }),
    ],
    [
      "second root",
      (claim, _, byte) => ({ ...claim, second: { ...claim.second, root: flipped(claim.second.root, byte) } }),
    ],
    ["hash", (claim, at, byte) => ({ ...claim, path: claim.path.with(at, flipped(claim.path[at], byte)) })],
    ["longer path", (claim, at) => ({ ...claim, path: claim.path.toSpliced(at, 0, claim.first.root) })],
    ["shorter path", (claim, at) => ({ ...claim, path: claim.path.toSpliced(at, 1) })],
    ["history", forked],
  ])("does not hold with another %s", (_, change) => {
    const sizes = fc
      .integer({ min: 2, max: MOST })
      .chain((to) => fc.tuple(fc.integer({ min: 1, max: to - 1 }), fc.constant(to)));
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(31), ([from, to], nat, byte) => {
        const path = proofOf(from, to);
        const {
          first,
          second,
          path: changed,
        } = change({ first: headAt(from), second: headAt(to), path }, nat % path.length, byte);
        expect(isConsistent(sha256Of, first, second, changed)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
