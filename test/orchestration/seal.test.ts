import { describe, expect, it } from "@jest/globals";
import { batchesOf } from "../../src/domain/log/batches.ts";
import { proofOf } from "../../src/domain/log/make-proof.ts";
import { checkProof } from "../../src/domain/log/tlog-proof.ts";
import { seal } from "../../src/orchestration/seal.ts";
import { mustBeSealing } from "../../src/orchestration/sealing-health.ts";
import { aLogKey, quickCrypto } from "../support/a-log.ts";
import { LogScene } from "./log-scene.ts";

describe("sealing", () => {
  it("puts what waits into the log in its order, signs it, and files it with its place", async () => {
    const scene = new LogScene();
    scene.record(5);
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 5 });
    expect(scene.sealed()).toEqual(scene.rows().map(({ id }) => id));
    expect([...scene.inbox.copied]).toEqual(scene.rows().map(({ id }) => id));
    expect(scene.sizes()).toEqual([5]);
    expect(await scene.findings()).toEqual([]);
    expect(await scene.inbox.waiting(10)).toEqual([]);
  });

  it("goes on where it ended, in batches of a tile's width", async () => {
    const scene = new LogScene();
    for (const [count, entries] of [
      [3, 3],
      [600, 600],
      [1, 1],
      [0, 0],
      [152, 152],
    ] as const) {
      scene.record(count);
      expect(await scene.seal()).toEqual({ kind: "sealed", entries });
    }
    expect(scene.sizes()).toEqual([756, 604, 603, 515, 259, 3]);
    expect(await scene.findings()).toEqual([]);
  });

  it("proves each entry from then on", async () => {
    const scene = new LogScene();
    scene.record(7);
    await scene.seal();
    const [newest = ""] = scene.checkpoints();
    const read = (path: string) => scene.files.read(path === "checkpoint" ? newest : path);
    const keys = [scene.key.verifier];
    for (const [index, { bytes }] of scene.rows().entries()) {
      const made = await proofOf({ crypto: quickCrypto, keys, read }, index);
      if (made.kind !== "made") throw new Error("No proof was made");
      expect(checkProof(quickCrypto, keys, made.proof, Buffer.from(bytes))).toMatchObject({ kind: "proved", index });
    }
  });

  it("writes nothing while nothing waits", async () => {
    const scene = new LogScene();
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 0 });
    expect([scene.head.kept, scene.files.files.size]).toEqual([undefined, 0]);
    scene.record(2);
    await scene.seal();
    scene.files.failures.calls.length = 0;
    scene.head.failures.calls.length = 0;
    await scene.seal();
    expect([scene.files.failures.calls, scene.head.failures.calls]).toEqual([["first", "read"], ["read"]]);
  });

  it("takes at most 1,000 entries a run", async () => {
    const scene = new LogScene();
    scene.record(1_052);
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 1_000 });
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 52 });
    expect(await scene.findings()).toEqual([]);
  });

  it("seals an entry once, though it waits twice", async () => {
    const scene = new LogScene();
    scene.record(4);
    const world = scene.world();
    const waiting = async (most: number) => [
      ...(await scene.inbox.waiting(most)),
      ...(await scene.inbox.waiting(most)),
    ];
    const inbox = {
      ...world.inbox,
      waiting,
      copy: scene.inbox.copy.bind(scene.inbox),
      file: scene.inbox.file.bind(scene.inbox),
    };
    expect(await seal({ ...world, inbox })).toEqual({ kind: "sealed", entries: 4 });
    expect(await scene.findings()).toEqual([]);
  });

  it("goes on with another key, when it knows the one before", async () => {
    const [before, after] = [new LogScene(), new LogScene(aLogKey())];
    before.record(3);
    await before.seal();
    before.record(2);
    const world = { ...before.world(), signer: after.signer };
    expect(await seal(world)).toMatchObject({ kind: "stopped" });
    const known = { ...world, earlierKeys: [before.key.verifier] };
    await seal(known);
    expect(await seal(known)).toEqual({ kind: "sealed", entries: 2 });
    expect(await before.findings([after.key.verifier, before.key.verifier])).toEqual([]);
  });

  it("publishes nothing that its own key does not vouch for", async () => {
    const scene = new LogScene();
    scene.record(1);
    const other = new LogScene(aLogKey());
    const signer = {
      verifierKey: () => scene.signer.verifierKey(),
      sign: (bytes: Uint8Array) => other.signer.sign(bytes),
    };
    await expect(seal({ ...scene.world(), signer })).rejects.toThrow(
      "What the key signed does not count: the signature of a known key is wrong",
    );
    expect(scene.checkpoints()).toEqual([]);
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 0 });
    expect(await scene.findings()).toEqual([]);
  });
});

describe("an entry that is too long for the log", () => {
  it("is told, and holds up no other", async () => {
    const scene = new LogScene();
    scene.record(3);
    const [first, second, third] = scene.audit.entries;
    if (!first || !second || !third) throw new Error("Nothing is recorded");
    scene.audit.entries.splice(1, 1, { ...second, comment: "x".repeat(70_000) });
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 2 });
    expect(scene.sealed()).toEqual([first.id, third.id]);
    expect(scene.log.lines).toEqual([
      { level: "error", message: "An entry is too long to be sealed", details: { entry: second.id } },
    ]);
    const now = () => new Date("2026-11-20T09:20:00.000Z");
    await expect(mustBeSealing(scene.world(), now)).rejects.toThrow(
      `Entry ${second.id} of 2026-11-20T09:00:01.000Z still waits`,
    );
  });
});

describe("batches", () => {
  it("hold no more ids than a row can", () => {
    const waiting = Array.from({ length: 100 }, (_, number) => ({
      id: `${number}`.padEnd(1_000, "x"),
      at: "",
      bytes: "{}",
    }));
    const { batches } = batchesOf(waiting);
    expect(batches.map(({ length }) => length)).toEqual([29, 29, 29, 13]);
  });

  it("hold entries of up to 65,535 bytes, however many characters these are", () => {
    const entry = (id: string, letters: number, letter = "x") => ({ id, at: "", bytes: letter.repeat(letters) });
    const { batches, tooLong } = batchesOf([entry("a", 65_535), entry("b", 65_536), entry("c", 21_846, "€")]);
    expect(batches.flat().map(({ id }) => id)).toEqual(["a"]);
    expect(tooLong.map(({ id }) => id)).toEqual(["b", "c"]);
  });
});

describe("the health of the log", () => {
  const now = () => new Date("2026-11-20T09:10:00.000Z");

  it("is good while nothing waits for long", async () => {
    const scene = new LogScene();
    await mustBeSealing(scene.world(), now);
    scene.record(1);
    await mustBeSealing(scene.world(), now);
  });

  it("is not when something waits for more than ten minutes", async () => {
    const scene = new LogScene();
    scene.record(1);
    const later = () => new Date("2026-11-20T09:10:00.001Z");
    await expect(mustBeSealing(scene.world(), later)).rejects.toThrow("still waits to be sealed");
    await scene.seal();
    await mustBeSealing(scene.world(), later);
  });
});
