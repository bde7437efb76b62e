import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { edgeFrom, edgePaths, edgeRoot, grown, NO_ENTRIES } from "../../../src/domain/log/edge.ts";
import {
  bundleOf,
  edgeOf,
  entriesIn,
  hashesIn,
  levelsOf,
  type Tile,
  tileAt,
  tilePath,
  tilesAt,
} from "../../../src/domain/log/tiles.ts";
import { leafHash, treeOf } from "../../../src/domain/log/tree.ts";
import { sha256Of } from "../../support/a-log.ts";

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));
const entries = Array.from({ length: 700 }, (_, index) => bytesOf(`entry ${index}`));
const rootAt = (size: number) =>
  treeOf(
    sha256Of,
    entries.slice(0, size).map((entry) => leafHash(sha256Of, entry)),
  ).root();

describe("a tile's path", () => {
  it.each<[Tile, string]>([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 273, width: 112 }, "tile/0/273.p/112"],
    [{ level: 1, index: 1_234_067, width: 256 }, "tile/1/x001/x234/067"],
    [{ level: "entries", index: 1_000, width: 1 }, "tile/entries/x001/000.p/1"],
  ])("is written as C2SP's tlog-tiles does: %j", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(tileAt(path)).toEqual(tile);
  });

  it.each([
    "tile/0/0",
    "tile/0/000.p/256",
    "tile/0/000.p/0",
    "tile/0/000.p/257",
    "tile/0/000.p/01",
    "tile/00/000",
    "tile/0/x000/000",
    "tile/0/001/002",
    "tile/leaves/000",
    "tile/0/000/../000",
    "/tile/0/000",
    "checkpoint",
  ])("is not %s", (path) => {
    expect(tileAt(path)).toBeUndefined();
  });

  it("comes back as it was, whatever the tile", () => {
    const tiles = fc.record({
      level: fc.oneof(fc.constant("entries" as const), fc.nat(63)),
      index: fc.nat(2 ** 31),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(fc.property(tiles, (tile) => expect(tileAt(tilePath(tile))).toEqual(tile)));
  });
});

describe("the tiles of a tree", () => {
  const widths = (level: Tile["level"], size: number) => tilesAt(level, size).map(({ width }) => width);

  it("of 70,000 entries are those that C2SP's tlog-tiles counts", () => {
    expect(widths(0, 70_000)).toEqual([...Array.from({ length: 273 }, () => 256), 112]);
    expect(widths("entries", 70_000)).toEqual([...Array.from({ length: 273 }, () => 256), 112]);
    expect(widths(1, 70_000)).toEqual([256, 17]);
    expect(widths(2, 70_000)).toEqual([1]);
    expect(levelsOf(70_000)).toBe(3);
    expect(edgeOf(70_000).map(tilePath)).toEqual([
      "tile/entries/273.p/112",
      "tile/0/273.p/112",
      "tile/1/001.p/17",
      "tile/2/000.p/1",
    ]);
  });

  it("of 256 entries are a full one and one of width 1 above it", () => {
    expect([widths(0, 256), widths(1, 256), levelsOf(256)]).toEqual([[256], [1], 2]);
    expect(edgeOf(256).map(tilePath)).toEqual(["tile/1/000.p/1"]);
  });

  it("of nothing are none", () => {
    expect([levelsOf(0), edgeOf(0), widths(0, 0)]).toEqual([0, [], []]);
  });
});

describe("a bundle", () => {
  it("has each entry after its length", () => {
    const bundle = bundleOf([bytesOf("ab"), new Uint8Array(), new Uint8Array(0x0102).fill(7)]);
    expect([...bundle.slice(0, 8)]).toEqual([0, 2, 97, 98, 0, 0, 1, 2]);
    expect(bundle).toHaveLength(4 + 2 + 2 + 0x0102);
  });

  it("gives its entries back, up to the longest", () => {
    const some = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });
    fc.assert(fc.property(some, (list) => expect(entriesIn(bundleOf(list), list.length)).toEqual(list)));
    const longest = [new Uint8Array(0xffff).fill(1)];
    expect(entriesIn(bundleOf(longest), 1)).toEqual(longest);
  });

  it("is none when it has other entries, a byte more or a byte less", () => {
    const bundle = bundleOf([bytesOf("one"), bytesOf("two")]);
    for (const width of [0, 1, 3]) expect(entriesIn(bundle, width)).toBeUndefined();
    expect(entriesIn(Uint8Array.of(...bundle, 0), 2)).toBeUndefined();
    expect(entriesIn(bundle.slice(0, -1), 2)).toBeUndefined();
    expect(entriesIn(Uint8Array.of(...bundle, 0, 9), 3)).toBeUndefined();
  });
});

describe("a tile", () => {
  it("is none when it is not as wide as its name says", () => {
    expect(hashesIn(new Uint8Array(64), 2)).toHaveLength(2);
    expect(hashesIn(new Uint8Array(64), 3)).toBeUndefined();
    expect(hashesIn(new Uint8Array(63), 2)).toBeUndefined();
  });
});

describe("the edge of a log", () => {
  /** The files of a log that grew to these sizes, one after the other. */
  function grownTo(sizes: readonly number[]) {
    const files = new Map<string, Uint8Array>();
    let edge = NO_ENTRIES;
    for (const size of sizes) {
      const next = grown(sha256Of, edge, entries.slice(edge.size, size));
      for (const { path, bytes } of next.files) {
        expect(files.has(path)).toBe(false);
        files.set(path, bytes);
      }
      edge = next.edge;
    }
    return { files, edge };
  }

  const growths = fc
    .uniqueArray(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 })
    .map((sizes) => sizes.sort((one, other) => one - other));

  it("has the root of all entries, however it grew, and comes back from its files", () => {
    fc.assert(
      fc.property(growths, (sizes) => {
        const { files, edge } = grownTo(sizes);
        expect(edgeRoot(sha256Of, edge)).toEqual(rootAt(edge.size));
        expect(edgeFrom(sha256Of, edge.size, files)).toEqual(edge);
        for (const path of edgePaths(edge.size)) expect(files.has(path)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("leaves every file of every size that it had, with the same bytes whatever sizes came before", () => {
    fc.assert(
      fc.property(growths, (sizes) => {
        const { files } = grownTo(sizes);
        for (const size of sizes) {
          const alone = grownTo([size]).files;
          for (const [path, bytes] of alone) expect(files.get(path)).toEqual(bytes);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("writes the tiles of 65,536 entries a level higher", () => {
    const many = Array.from({ length: 65_540 }, (_, index) => Uint8Array.of(index >> 16, index >> 8, index));
    const { edge, files } = grown(sha256Of, NO_ENTRIES, many);
    const leaves = many.map((entry) => leafHash(sha256Of, entry));
    expect(edgeRoot(sha256Of, edge)).toEqual(treeOf(sha256Of, leaves).root());
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => /^tile\/[12]/.test(path))).toEqual(["tile/1/000", "tile/2/000.p/1"]);
    expect(paths).toContain("tile/0/256.p/4");
    const kept = new Map(files.map(({ path, bytes }) => [path, bytes]));
    expect(edgeFrom(sha256Of, 65_540, kept)).toEqual(edge);
    expect(edgeFrom(sha256Of, 65_536, kept)).toMatchObject({ size: 65_536, entries: [] });
  });

  it("of an empty log is nothing", () => {
    expect(edgeFrom(sha256Of, 0, new Map())).toEqual(NO_ENTRIES);
    expect(edgeRoot(sha256Of, NO_ENTRIES)).toEqual(rootAt(0));
    expect(grown(sha256Of, NO_ENTRIES, [])).toEqual({ edge: NO_ENTRIES, files: [] });
  });

  it("names the file that is missing, damaged or not of the same entries", () => {
    const { files } = grownTo([300]);
    for (const path of edgePaths(300)) {
      const others = new Map(files);
      others.delete(path);
      expect(edgeFrom(sha256Of, 300, others)).toEqual({ unreadable: path });
      others.set(path, new Uint8Array(7));
      expect(edgeFrom(sha256Of, 300, others)).toEqual({ unreadable: path });
    }
    const edited = new Map(files).set("tile/0/001.p/44", new Uint8Array(44 * 32));
    expect(edgeFrom(sha256Of, 300, edited)).toEqual({ unreadable: "tile/entries/001.p/44" });
  });
});
