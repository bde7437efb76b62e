import { describe, expect, it } from "@jest/globals";
import { checkpointText } from "../../../src/domain/log/checkpoint.ts";
import { edgeRoot, grown, NO_ENTRIES } from "../../../src/domain/log/edge.ts";
import { proofOf, sealedBundle } from "../../../src/domain/log/make-proof.ts";
import { bundleOf, entriesIn, tileIn, tilePath } from "../../../src/domain/log/tiles.ts";
import { checkProof, proofFrom, proofText } from "../../../src/domain/log/tlog-proof.ts";
import { logCrypto } from "../../../src/log-crypto.ts";
import { aLogKey, entryAt, type Files, logFiles, quickCrypto, readerOf, sha256Of } from "../../support/a-log.ts";

const key = aLogKey();
const keys = [key.verifier];
const entryBytes = (index: number) => Uint8Array.from(Buffer.from(entryAt(index)));

async function madeOf(files: Files, index: number): Promise<string> {
  const made = await proofOf({ crypto: quickCrypto, keys, read: readerOf(files) }, index);
  if (made.kind !== "made") throw new Error(JSON.stringify(made));
  return made.proof;
}

describe("a proof", () => {
  it("is a text as C2SP's tlog-proof describes it, with the checkpoint as it is", async () => {
    const files = logFiles(key, [2, 3]);
    const proof = await madeOf(files, 2);
    const checkpoint = Buffer.from(files.get("checkpoint") ?? []).toString();
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 2\n[A-Za-z0-9+/]{43}=\n\ncontoso\.example/);
    expect(proof.endsWith(`\n\n${checkpoint}`)).toBe(true);
    const read = proofFrom(proof);
    expect(read && proofText(read)).toBe(proof);
  });

  it.each([1, 2, 3, 7, 8, 255, 256, 257, 300, 600])(
    "of every entry of a log of %i proves that entry and no other",
    async (size) => {
      const files = logFiles(key, [Math.ceil(size / 2), size]);
      for (let index = 0; index < size; index += 1) {
        const proof = await madeOf(files, index);
        expect(checkProof(quickCrypto, keys, proof, entryBytes(index))).toMatchObject({
          kind: "proved",
          index,
          checkpoint: { size },
        });
        expect(checkProof(quickCrypto, keys, proof, entryBytes(index + 1))).toEqual({
          kind: "refused",
          why: "the entry is not what stands at this place of the log",
        });
      }
    },
  );

  it("of a log of 70,000 entries is made of the tiles of three levels", async () => {
    const files = logFiles(key, [70_000]);
    for (const index of [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]) {
      const proof = await madeOf(files, index);
      expect(checkProof(logCrypto, keys, proof, entryBytes(index)).kind).toBe("proved");
    }
  });

  it("may carry extra lines, which nothing vouches for", async () => {
    const proof = await madeOf(logFiles(key, [3]), 1);
    const extra = proof.replace("\nindex", "\nextra YQ==\nindex");
    expect(checkProof(logCrypto, keys, extra, entryBytes(1)).kind).toBe("proved");
  });

  it.each<[string, (proof: string) => string]>([
    ["another first line", (proof) => proof.replace("@v1", "@v2")],
    ["no index", (proof) => proof.replace(/index \d+\n/, "")],
    ["an index with a zero before it", (proof) => proof.replace("index 1", "index 01")],
    ["a hash that is none", (proof) => proof.replace(/\n[A-Za-z0-9+/]{43}=\n/, "\nhash\n")],
    ["a short hash", (proof) => proof.replace(/\n[A-Za-z0-9+/]{43}=\n/, "\nYQ==\n")],
    ["a first line only", () => "c2sp.org/tlog-proof@v1\n\n"],
    ["no checkpoint", (proof) => proof.split("\n\n")[0] ?? ""],
    ["nothing", () => ""],
  ])("is none with %s", async (_, change) => {
    const proof = change(await madeOf(logFiles(key, [3]), 1));
    expect(checkProof(logCrypto, keys, proof, entryBytes(1))).toEqual({ kind: "refused", why: "this is no proof" });
  });

  it("does not count when nobody known signed its checkpoint", async () => {
    const proof = await madeOf(logFiles(key, [3]), 1);
    expect(checkProof(logCrypto, [aLogKey().verifier], proof, entryBytes(1))).toEqual({
      kind: "refused",
      why: "the checkpoint does not count: no known key has signed it",
    });
  });

  it("with another index, or a hash more, is refused", async () => {
    const proof = await madeOf(logFiles(key, [3]), 1);
    const refused = { kind: "refused", why: "the entry is not what stands at this place of the log" };
    expect(checkProof(logCrypto, keys, proof.replace("index 1", "index 0"), entryBytes(1))).toEqual(refused);
    expect(checkProof(logCrypto, keys, proof.replace("index 1", "index 7"), entryBytes(1))).toEqual(refused);
    const hash = /\n[A-Za-z0-9+/]{43}=/.exec(proof)?.[0] ?? "";
    expect(checkProof(logCrypto, keys, proof.replace(hash, hash + hash), entryBytes(1))).toEqual(refused);
  });
});

describe("a log that cannot be read", () => {
  it("is a fault, and no answer about the proof", async () => {
    const files = logFiles(key, [3]);
    const read = async (path: string) => {
      if (path.startsWith("tile/")) throw new Error("No storage");
      return files.get(path);
    };
    await expect(proofOf({ crypto: logCrypto, keys, read }, 0)).rejects.toThrow("No storage");
  });
});

describe("a bundle of the log", () => {
  const bundle = (files: Files, number: number) =>
    sealedBundle({ crypto: logCrypto, keys, read: readerOf(files) }, number);

  it("has its entries as they are, from the place of the first", async () => {
    const files = logFiles(key, [300]);
    const first = Array.from({ length: 256 }, (_, index) => entryAt(index));
    expect(await bundle(files, 0)).toEqual({ from: 0, entries: first });
    const last = Array.from({ length: 44 }, (_, index) => entryAt(256 + index));
    expect(await bundle(files, 1)).toEqual({ from: 256, entries: last });
  });

  it("is none beyond the newest checkpoint", async () => {
    expect(await bundle(logFiles(key, [300]), 2)).toBeUndefined();
    expect(await bundle(logFiles(key, [256]), 1)).toBeUndefined();
    expect(await bundle(new Map(), 0)).toBeUndefined();
  });

  it("of which any entry is edited is not given", async () => {
    for (const size of [3, 256, 300]) {
      const files = logFiles(key, [size]);
      for (let index = 0; index < size; index += 7) {
        const [number, place] = [Math.floor(index / 256), index % 256];
        const path = tilePath(tileIn("entries", number, size));
        const entries = entriesIn(files.get(path) ?? new Uint8Array(), Math.min(256, size - number * 256)) ?? [];
        const edited = new Map(files).set(path, bundleOf(entries.with(place, Uint8Array.of(123, 125))));
        await expect(bundle(edited, number)).rejects.toThrow(`${path} of the sealed log is missing or damaged`);
      }
    }
  });

  it("may hold what is no text", async () => {
    const { edge, files } = grown(sha256Of, NO_ENTRIES, [Uint8Array.of(255)]);
    const text = checkpointText({ origin: key.verifier.name, size: 1, root: edgeRoot(sha256Of, edge) });
    const kept: Files = new Map(files.map(({ path, bytes }) => [path, bytes]));
    kept.set("checkpoint", Uint8Array.from(Buffer.from(key.signed(text))));
    expect(await bundle(kept, 0)).toEqual({ from: 0, entries: [""] });
  });

  it("that cannot be read is a fault", async () => {
    const files = logFiles(key, [3]);
    files.set("tile/entries/000.p/3", Uint8Array.of(0, 1, 255, 0, 0, 0, 0));
    await expect(bundle(files, 0)).rejects.toThrow("tile/entries/000.p/3 of the sealed log is missing or damaged");
    files.delete("tile/entries/000.p/3");
    await expect(bundle(files, 0)).rejects.toThrow("tile/entries/000.p/3 of the sealed log is missing or damaged");
    await expect(bundle(logFiles(aLogKey(), [3]), 0)).rejects.toThrow("The sealed log cannot be read: the checkpoint");
    files.set("checkpoint", Uint8Array.of(255));
    await expect(bundle(files, 0)).rejects.toThrow("it is no signed note");
  });
});

describe("no proof is made", () => {
  const tried = (files: Files, index: number) => proofOf({ crypto: logCrypto, keys, read: readerOf(files) }, index);

  it("of what is not sealed yet", async () => {
    expect(await tried(logFiles(key, [3]), 3)).toEqual({ kind: "not sealed" });
    expect(await tried(new Map(), 0)).toEqual({ kind: "not sealed" });
  });

  it("under a checkpoint that does not count", async () => {
    const why = "the checkpoint does not count: no known key has signed it";
    expect(await tried(logFiles(aLogKey(), [3]), 0)).toEqual({ kind: "unreadable", why });
  });

  it("of tiles that are missing or damaged, or do not make the signed tree", async () => {
    const files = logFiles(key, [3]);
    files.set("tile/0/000.p/3", new Uint8Array(95));
    expect(await tried(files, 0)).toEqual({ kind: "unreadable", why: "tile/0/000.p/3 is missing or damaged" });
    files.set("tile/0/000.p/3", new Uint8Array(96));
    expect(await tried(files, 0)).toEqual({ kind: "unreadable", why: "the tiles do not make the signed tree" });
    files.delete("tile/0/000.p/3");
    expect(await tried(files, 0)).toEqual({ kind: "unreadable", why: "tile/0/000.p/3 is missing or damaged" });
  });
});
