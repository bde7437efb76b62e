import { describe, expect, it } from "@jest/globals";
import type { Row } from "../../../src/domain/log/check-rows.ts";
import { checkpointPath, NEWEST } from "../../../src/domain/log/checkpoint.ts";
import type { Finding } from "../../../src/domain/log/finding.ts";
import { bundleOf, entriesIn, hashesIn, tileAt, tilePath, tilesAt } from "../../../src/domain/log/tiles.ts";
import { verifyLog } from "../../../src/domain/log/verify-log.ts";
import { aLogKey, entryAt, type Files, logFiles, quickCrypto, readerOf } from "../../support/a-log.ts";

const key = aLogKey();
const [NOW, AN_HOUR_AGO] = ["2026-11-20T11:00:00.000Z", "2026-11-20T10:00:00.000Z"];

/** Everything that an insider can get at. */
interface Kept {
  readonly files: Files;
  rows: Row[];
}

function keptLog(size: number, textAt = entryAt): Kept {
  const rows = Array.from({ length: size }, (_, index) => ({ id: `r-${index}/seen`, bytes: textAt(index) }));
  return { files: logFiles(key, sizesUpTo(size), textAt), rows };
}

/** Where this log has its checkpoints. */
function sizesUpTo(size: number): readonly number[] {
  return size === 1 ? [1] : [Math.ceil(size / 2), size];
}

async function findingsIn({ files, rows }: Kept, saved?: string): Promise<readonly Finding[]> {
  const log = { crypto: quickCrypto, keys: [key.verifier], read: readerOf(files), paths: [...files.keys()] };
  return (await verifyLog({ ...log, rows, saved, sealedBefore: AN_HOUR_AGO, now: NOW })).findings;
}

/** Each is tried at each of its positions: the last has a full tile and others that are not. */
const SIZES = [1, 2, 3, 8, 300];
/** Around a full tile; tried at each of their files. */
const SIZES_OF_FILES = [...SIZES, 255, 256, 257, 512];

type Tamper = (kept: Kept, at: number, size: number) => void;
/** A part of a finding that must be among those found; `undefined`: nothing can be done at this position. */
type Expected = (at: number, size: number) => Partial<Finding> | undefined;

/** Tampers at every position of every size, each time with a fresh copy. */
async function tampered(tamper: Tamper, expected: Expected): Promise<void> {
  for (const size of SIZES) {
    const whole = keptLog(size);
    expect(await findingsIn(whole)).toEqual([]);
    for (let at = 0; at < size; at += 1) {
      const wanted = expected(at, size);
      const kept = { files: new Map(whole.files), rows: [...whole.rows] };
      tamper(kept, at, size);
      if (wanted) mustHave(await findingsIn(kept), wanted, `${at} of ${size}`);
    }
  }
}

/** A thousand times faster than a matcher. */
function mustHave(findings: readonly Finding[], wanted: Partial<Finding>, where: string): void {
  const names = Object.keys(wanted) as (keyof Finding)[];
  if (findings.some((finding) => names.every((name) => finding[name] === wanted[name]))) return;
  throw new Error(`Not found at ${where}: ${JSON.stringify(wanted)} in ${JSON.stringify(findings)}`);
}

const OTHER = `{"at":"2026-11-20T09:00:00.000Z","id":"r-x/seen","request":"r-x","v":1}`;
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));
const idAt = (at: number) => `r-${at}/seen`;

describe("rows on record", () => {
  const edited = (bytes: string) => bytes.replace("09:00", "09:01");

  it("that are edited are found", () =>
    tampered(
      ({ rows }, at) => rows.splice(at, 1, { id: idAt(at), bytes: edited(entryAt(at)) }),
      (at) => ({ kind: "row-edited", place: idAt(at), index: at }),
    ));

  it("that are deleted are found missing", () =>
    tampered(
      ({ rows }, at) => rows.splice(at, 1),
      (at) => ({ kind: "row-missing", place: idAt(at), index: at }),
    ));

  it("that are inserted are found", () =>
    tampered(
      ({ rows }, at) => rows.splice(at, 0, { id: "r-x/seen", bytes: OTHER }),
      () => ({ kind: "row-not-sealed", place: "r-x/seen" }),
    ));

  it("that are swapped are found, each under the other's name", () =>
    tampered(
      ({ rows }, at) => {
        rows.splice(at, 2, { id: idAt(at), bytes: entryAt(at + 1) }, { id: idAt(at + 1), bytes: entryAt(at) });
      },
      (at, size) => (at + 1 < size ? { kind: "row-edited", place: idAt(at) } : undefined),
    ));

  it("that are doubled are found", () =>
    tampered(
      ({ rows }, at) => rows.splice(at, 0, { id: idAt(at), bytes: entryAt(at) }),
      (at) => ({ kind: "row-twice", place: idAt(at), index: at }),
    ));

  it("that are cut off are found missing, to the last", () =>
    tampered(
      ({ rows }, at) => rows.splice(at),
      (_, size) => ({ kind: "row-missing", index: size - 1 }),
    ));
});

/** What can be done to a list of parts. */
const LISTS: readonly [string, (list: Uint8Array[], at: number, other: Uint8Array) => void][] = [
  ["edited", (list, at, other) => list.splice(at, 1, other)],
  ["deleted", (list, at) => list.splice(at, 1)],
  ["inserted", (list, at, other) => list.splice(at, 0, other)],
  ["swapped", (list, at) => list.splice(at, 2, ...list.slice(at, at + 2).reverse())],
  ["cut off", (list, at) => list.splice(at)],
];

describe.each(LISTS)("entries of a bundle that are %s", (what, change) => {
  it("are found, with the bundle and the place in it", () =>
    tampered(
      ({ files }, at, size) => {
        const { path, width, first } = holding("entries", at, size);
        const entries = [...(entriesIn(files.get(path) ?? new Uint8Array(), width) ?? [])];
        change(entries, at - first, bytesOf(OTHER));
        files.set(path, bundleOf(entries));
      },
      (at, size) => {
        const { path, width, first } = holding("entries", at, size);
        if (what === "swapped" && at - first + 1 >= width) return undefined;
        const keepsWidth = what === "edited" || what === "swapped";
        return { kind: "file-edited", place: path, ...(keepsWidth && { index: at }) };
      },
    ));
});

describe.each(LISTS)("hashes of a tile of leaves that are %s", (what, change) => {
  it("are found, with the tile and the place in it", () =>
    tampered(
      ({ files }, at, size) => {
        const { path, width, first } = holding(0, at, size);
        const hashes = [...(hashesIn(files.get(path) ?? new Uint8Array(), width) ?? [])];
        change(hashes, at - first, new Uint8Array(32));
        files.set(path, Uint8Array.from(hashes.flatMap((hash) => [...hash])));
      },
      (at, size) => {
        const { path, width, first } = holding(0, at, size);
        if (what === "swapped" && at - first + 1 >= width) return undefined;
        const keepsWidth = what === "edited" || what === "swapped";
        return { kind: "file-edited", place: path, ...(keepsWidth && { index: at }) };
      },
    ));
});

function holding(level: 0 | "entries", at: number, size: number) {
  const tile = tilesAt(level, size)[Math.floor(at / 256)];
  return { path: tile ? tilePath(tile) : "", width: tile?.width ?? 0, first: Math.floor(at / 256) * 256 };
}

describe.each(SIZES_OF_FILES)("every file of a log of %i entries", (size) => {
  const whole = keptLog(size);
  const changed = (path: string, bytes: Uint8Array) => ({ ...whole, files: new Map(whole.files).set(path, bytes) });

  /** Those of earlier checkpoints may go: nothing needs them now. */
  const isNeeded = (path: string) => {
    const tile = tileAt(path);
    return !tile || tilesAt(tile.level, size).some((needed) => tilePath(needed) === path);
  };

  /** An earlier checkpoint is missed where a bundle still tells of it; one of a full bundle no file tells of. */
  const missedAs = (path: string) => {
    const of = Number(/-(\d+)$/.exec(path)?.[1]);
    if (!path.startsWith("checkpoints/") || of === size) return path;
    return of % 256 === 0 ? undefined : tilePath({ level: "entries", index: Math.floor(of / 256), width: of % 256 });
  };

  it("is missed when it is gone", async () => {
    for (const path of [...whole.files.keys()].filter(isNeeded)) {
      const files = new Map(whole.files);
      files.delete(path);
      const place = missedAs(path);
      const findings = await findingsIn({ ...whole, files });
      if (place === undefined) expect(findings).toEqual([]);
      else
        mustHave(
          findings.filter(({ kind }) => kind.endsWith("missing")),
          { place },
          path,
        );
    }
  });

  it("is found edited, all over it", async () => {
    for (const [path, bytes] of whole.files) {
      const step = Math.max(1, Math.floor(bytes.length / 20));
      for (let at = 0; at < bytes.length; at += step) {
        const edited = bytes.with(at, (bytes[at] ?? 0) ^ 1);
        mustHave(await findingsIn(changed(path, edited)), { place: path }, `byte ${at}`);
      }
    }
  });

  it("is found cut off, with a byte more, or empty", async () => {
    for (const [path, bytes] of whole.files) {
      for (const other of [bytes.slice(0, -1), Uint8Array.of(...bytes, 10), new Uint8Array()])
        mustHave(await findingsIn(changed(path, other)), { place: path }, `${other.length} bytes`);
    }
  });

  it("is found in the place of another", async () => {
    const paths = [...whole.files.keys()];
    for (const [at, path] of paths.entries()) {
      const other = paths[(at + 1) % paths.length] ?? path;
      const [one, two] = [path, other].map((name) => whole.files.get(name) ?? new Uint8Array());
      if (!one || !two || Buffer.compare(one, two) === 0) continue;
      const places = (await findingsIn({ ...whole, files: new Map(whole.files).set(path, two).set(other, one) })).map(
        ({ place }) => place,
      );
      expect(places.some((place) => place === path || place === other)).toBe(true);
    }
  });
});

describe("files that the log does not have", () => {
  it.each([
    ["tile/0/xyz", "file-unknown"],
    ["tile/entries/000.p/9", "file-unsigned"],
    ["tile/1/000.p/1", "file-unsigned"],
  ])("are found: %s", async (path, kind) => {
    const kept = keptLog(8);
    kept.files.set(path, Uint8Array.of(0, 1, 2));
    expect(await findingsIn(kept)).toEqual([expect.objectContaining({ kind, place: path })]);
  });

  it("of checkpoints are found, whoever signed them", async () => {
    const kept = keptLog(8);
    const forged = logFiles(aLogKey(), [7]).get(NEWEST) ?? new Uint8Array();
    kept.files.set(checkpointPath(7), forged).set("checkpoints/7", kept.files.get(NEWEST) ?? forged);
    expect(await findingsIn(kept)).toEqual([
      { kind: "checkpoint-refused", place: checkpointPath(7), says: "no known key has signed it" },
      { kind: "checkpoint-refused", place: "checkpoints/7", says: "it is that of size 8" },
    ]);
  });
});

/** Somebody who has the key writes the log anew. */
const rewritten = (size: number, at: number) => {
  const textAt = (index: number) => (index === at ? entryAt(index).replace("09:00", "08:59") : entryAt(index));
  return keptLog(size, textAt);
};

describe("a log that is rewritten by whoever has its key", () => {
  it("at any entry is found by a checkpoint that was put by, which says between which entries", async () => {
    for (const size of SIZES) {
      const saved = Buffer.from(keptLog(size).files.get(NEWEST) ?? []).toString();
      for (let at = 0; at < size; at += 1) {
        const wanted = { kind: "fork", place: "the saved checkpoint" } as const;
        mustHave(await findingsIn(rewritten(size, at), saved), wanted, `${at} of ${size}`);
      }
    }
  });

  it.each(SIZES.slice(1))("at any entry is found by an earlier checkpoint that is kept: %i entries", async (size) => {
    const [kept = 0] = sizesUpTo(size);
    const before = keptLog(size).files.get(checkpointPath(kept)) ?? new Uint8Array();
    for (let at = 0; at < kept; at += 1) {
      const fork = rewritten(size, at);
      fork.files.set(checkpointPath(kept), before);
      mustHave(await findingsIn(fork), { kind: "fork", place: checkpointPath(kept) }, `${at} of ${size}`);
    }
  });

  it("but for its checkpoint is found, with the entries between which it was changed", async () => {
    const { files, rows } = keptLog(300);
    const fork = rewritten(300, 150);
    for (const [path, bytes] of files) if (path.startsWith("checkpoint")) fork.files.set(path, bytes);
    const found = await findingsIn({ files: fork.files, rows });
    expect(found).toContainEqual({
      kind: "fork",
      place: checkpointPath(300),
      says: "it signs another tree of 300 entries than the log has now; the difference is in entries 150 to 299",
    });
    expect(found).toContainEqual(expect.objectContaining({ kind: "row-edited", place: "r-150/seen", index: 150 }));
  });
});

describe("a log that is rolled back", () => {
  it("to any size is found by a checkpoint that was put by, and by its rows", async () => {
    for (const size of SIZES) {
      const whole = keptLog(size);
      const saved = Buffer.from(whole.files.get(NEWEST) ?? []).toString();
      for (let to = 1; to < size; to += 1) {
        const { files } = keptLog(to);
        expect(await findingsIn({ files, rows: whole.rows.slice(0, to) }, saved)).toEqual([
          {
            kind: "rollback",
            place: "the saved checkpoint",
            index: to,
            says: `the log ended at ${size} entries then, and now at ${to}`,
          },
        ]);
        const byRows = await findingsIn({ files, rows: whole.rows });
        expect(byRows).toHaveLength(size - to);
        expect(byRows[0]).toMatchObject({ kind: "row-not-sealed", place: idAt(to) });
      }
    }
  });

  it("by its pointer alone is found by the newest checkpoint that is kept", async () => {
    const kept = keptLog(300);
    kept.files.set(NEWEST, kept.files.get(checkpointPath(150)) ?? new Uint8Array());
    expect(await findingsIn(kept)).toEqual([
      { kind: "rollback", place: NEWEST, says: "it is of size 150, and there is one of size 300" },
    ]);
  });
});

describe("what is in the log and on record", () => {
  it("may be young and not sealed yet", async () => {
    const { files, rows } = keptLog(8);
    const young = OTHER.replace("09:00:00", "10:30:00");
    const log = { crypto: quickCrypto, keys: [key.verifier], read: readerOf(files), paths: [...files.keys()] };
    const verified = await verifyLog({
      ...{ ...log, rows: [...rows, { id: "r-x/seen", bytes: young }] },
      ...{ sealedBefore: AN_HOUR_AGO, now: NOW },
    });
    expect(verified).toMatchObject({
      findings: [],
      checkpoint: { size: 8 },
      checkpoints: 3,
      lastAt: "2026-11-20T09:00:00.000Z",
      rows: { rows: 9, waiting: 1 },
    });
  });

  it.each([
    ["of a time to come", OTHER.replace("2026", "2027")],
    ["without a time", "{}"],
    ["that is no entry", "no JSON"],
  ])("is found when it is a row %s that is not sealed", async (_, bytes) => {
    const { files, rows } = keptLog(3);
    expect(await findingsIn({ files, rows: [...rows, { id: "r-x/seen", bytes }] })).toEqual([
      expect.objectContaining({ kind: "row-not-sealed", place: "r-x/seen" }),
    ]);
  });

  it("is an entry, and once only", async () => {
    const kept = keptLog(4, (index) =>
      index === 1 ? entryAt(0).replace("}", ',"w":2}') : index === 2 ? "7" : entryAt(index),
    );
    expect((await findingsIn({ ...kept, rows: [] })).filter(({ kind }) => kind === "entry-wrong")).toEqual([
      { kind: "entry-wrong", place: "r-0/seen", index: 1, says: "it is sealed already, as entry 0" },
      { kind: "entry-wrong", place: "entry 2", index: 2, says: "what is sealed is no entry" },
    ]);
  });

  it("is not looked at where there is no checkpoint that counts", async () => {
    const { files, rows } = keptLog(3);
    const log = { crypto: quickCrypto, keys: [aLogKey().verifier], read: readerOf(files) };
    expect(await verifyLog({ ...log, rows, sealedBefore: AN_HOUR_AGO, now: NOW })).toEqual({
      findings: [{ kind: "checkpoint-refused", place: NEWEST, says: "no known key has signed it" }],
      ...{ checkpoint: undefined, lastAt: undefined, checkpoints: 0, rows: undefined },
    });
  });

  it("is compared with the tiles where a bundle is gone, and with the bundles where a tile is", async () => {
    for (const level of ["entries", 0] as const) {
      const kept = keptLog(300);
      const { path } = holding(level, 299, 300);
      kept.files.delete(path);
      expect((await findingsIn(kept)).map(({ kind, place }) => [kind, place])).toEqual([["file-missing", path]]);
    }
  });

  it("is named on both sides where neither bundles nor tiles make the signed tree", async () => {
    const kept = keptLog(300);
    const [bundle, tile] = [holding("entries", 5, 300).path, holding(0, 280, 300).path];
    const entries = [...(entriesIn(kept.files.get(bundle) ?? new Uint8Array(), 256) ?? [])].with(5, bytesOf(OTHER));
    kept.files.set(bundle, bundleOf(entries)).set(tile, new Uint8Array(44 * 32));
    const found = await findingsIn(kept);
    expect(found).toContainEqual(expect.objectContaining({ kind: "file-edited", place: bundle, index: 5 }));
    expect(found.filter(({ kind }) => kind === "fork").map(({ place }) => place)).toContain(NEWEST);
    kept.files.delete(bundle);
    kept.files.delete(tile);
    expect((await findingsIn(kept)).filter(({ kind }) => kind === "file-missing").map(({ place }) => place)).toEqual([
      bundle,
      tile,
    ]);
  });
});
