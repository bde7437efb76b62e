import { describe, expect, it } from "@jest/globals";
import { checkpointPath, checkpointText } from "../../src/domain/log/checkpoint.ts";
import type { Head } from "../../src/log.ts";
import { seal } from "../../src/orchestration/seal.ts";
import { mustBeSealing } from "../../src/orchestration/sealing-health.ts";
import { aLogKey } from "../support/a-log.ts";
import { LogScene } from "./log-scene.ts";

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));
const ROOT = new Uint8Array(32);

/** A log of five entries in two batches, and two more that wait. */
async function aScene(): Promise<LogScene> {
  const scene = new LogScene();
  scene.record(3);
  await scene.seal();
  scene.record(2);
  await scene.seal();
  scene.record(2);
  return scene;
}

const headOf = ({ head }: LogScene): Head => head.kept ?? { size: 0, batch: [], stopped: undefined };

type Break = (scene: LogScene) => void;

const noted = (scene: LogScene, size: number) =>
  bytesOf(scene.key.signed(checkpointText({ origin: scene.key.verifier.name, size, root: ROOT })));

describe("the log is stopped, and nothing is signed", () => {
  it.each<[string, Break, string]>([
    [
      "the newest checkpoint is signed by a stranger",
      ({ files }) => {
        const text = checkpointText({ origin: "contoso.example/relay-approvals", size: 5, root: ROOT });
        files.files.set(checkpointPath(5), bytesOf(aLogKey().signed(text)));
      },
      `${checkpointPath(5)} does not count: no known key has signed it`,
    ],
    [
      "the newest checkpoint is no text",
      ({ files }) => files.files.set(checkpointPath(5), Uint8Array.of(255, 255)),
      `${checkpointPath(5)} does not count: it is no signed note`,
    ],
    [
      "the newest checkpoint is of another tree",
      (scene) => scene.files.files.set(checkpointPath(5), noted(scene, 5)),
      "The tiles do not make the tree of 5 entries that is signed",
    ],
    [
      "a checkpoint stands under another size",
      (scene) => scene.files.files.set(checkpointPath(9), noted(scene, 5)),
      `${checkpointPath(9)} is of size 5`,
    ],
    [
      "all checkpoints are lost",
      ({ files }) => {
        files.files.delete(checkpointPath(5));
        files.files.delete(checkpointPath(3));
      },
      "The newest checkpoint is of size 0, and the head of size 3 to 5",
    ],
    [
      "the head is an earlier one",
      ({ head }) => {
        head.kept = { size: 0, batch: ["r-00000/seen", "r-00001/seen", "r-00002/seen"], stopped: undefined };
      },
      "The newest checkpoint is of size 5, and the head of size 0 to 3",
    ],
    [
      "the head is lost",
      ({ head }) => {
        head.kept = undefined;
      },
      "The newest checkpoint is of size 5, and the head of size 0 to 0",
    ],
    [
      "a tile of the edge is lost",
      ({ files }) => files.files.delete("tile/0/000.p/5"),
      "tile/0/000.p/5 is missing or damaged",
    ],
    [
      "a bundle of the edge is edited",
      ({ files }) => {
        const bundle = files.files.get("tile/entries/000.p/5") ?? ROOT;
        files.files.set("tile/entries/000.p/5", bundle.with(9, 0));
      },
      "tile/entries/000.p/5 is missing or damaged",
    ],
    [
      "a file of the next tree is there and says something else",
      ({ files }) => files.files.set("tile/0/000.p/7", new Uint8Array(7 * 32)),
      "tile/0/000.p/7 is there already and says something else",
    ],
  ])("when %s", async (_, breakIt, why) => {
    const scene = await aScene();
    breakIt(scene);
    scene.signer.failures.calls.length = 0;
    expect(await scene.seal()).toEqual({ kind: "stopped", why });
    expect(scene.signer.failures.calls).not.toContain("sign");
    expect(headOf(scene).stopped).toBe(why);
    expect(scene.log.lines).toEqual([{ level: "error", message: "The sealed log is stopped", details: { why } }]);
    expect([...scene.inbox.copied]).toEqual(expect.arrayContaining(["r-00005/seen", "r-00006/seen"]));
    await expect(mustBeSealing(scene.world(), () => new Date("2026-11-20T09:00:00.000Z"))).rejects.toThrow(why);
  });

  it("when a checkpoint goes away while it is read", async () => {
    const scene = await aScene();
    const world = scene.gated(async (call, effect) => {
      const answer = await effect();
      if (call === "files.first") scene.files.files.delete(checkpointPath(5));
      return answer;
    });
    expect(await seal(world)).toMatchObject({ why: `${checkpointPath(5)} does not count: it is no signed note` });
  });

  it("when an entry of a batch that was cut off is not on record any more", async () => {
    const scene = await aScene();
    scene.files.files.delete(checkpointPath(5));
    scene.audit.entries.splice(3, 1);
    const why = "Entry r-00003/seen is about to be sealed, and not on record any more";
    expect(await scene.seal()).toEqual({ kind: "stopped", why });
  });

  it("when an entry of a batch that was cut off has become something else than an entry", async () => {
    const scene = await aScene();
    scene.files.files.delete(checkpointPath(5));
    const find = scene.inbox.find.bind(scene.inbox);
    scene.inbox.find = async (id) => {
      const found = await find(id);
      return found && { ...found, bytes: id === "r-00003/seen" ? "spoiled" : found.bytes };
    };
    const why = "Entry r-00003/seen is about to be sealed, and not on record any more";
    expect(await scene.seal()).toEqual({ kind: "stopped", why });
  });

  it("when the checkpoint is written meanwhile and signs something else", async () => {
    const scene = await aScene();
    const world = scene.gated(async (call, effect) => {
      if (call === "signer.sign") scene.files.files.set(checkpointPath(7), noted(scene, 7));
      return effect();
    });
    const why = `${checkpointPath(7)} is there already and signs something else`;
    expect(await seal(world)).toEqual({ kind: "stopped", why });
  });

  it("and every run says so while it lasts, and writes no more than once", async () => {
    const scene = await aScene();
    const tile = scene.files.files.get("tile/0/000.p/5") ?? ROOT;
    scene.files.files.delete("tile/0/000.p/5");
    await scene.seal();
    await scene.seal();
    const writes = scene.head.failures.calls.filter((call) => call === "advance").length;
    await scene.seal();
    expect(scene.head.failures.calls.filter((call) => call === "advance")).toHaveLength(writes);
    expect(scene.log.at("error")).toEqual(Array(3).fill("The sealed log is stopped"));
    scene.files.files.set("tile/0/000.p/5", tile);
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 0 });
    expect(scene.log.at("warn")).toEqual(["The sealed log goes on"]);
    await scene.seal();
    expect(headOf(scene).stopped).toBeUndefined();
    expect(await scene.findings()).toEqual([]);
    expect(scene.sealed()).toHaveLength(7);
  });

  it("but not when a checkpoint is lost of which all is there still: the same tree is signed again", async () => {
    const scene = await aScene();
    scene.files.files.delete(checkpointPath(5));
    expect(await scene.seal()).toEqual({ kind: "sealed", entries: 2 });
    expect(scene.sizes()).toEqual([7, 5, 3]);
    expect(await scene.findings()).toEqual([]);
  });

  it("and another sealer that cures it at the same time is no fault", async () => {
    const scene = await aScene();
    const tile = scene.files.files.get("tile/0/000.p/5") ?? ROOT;
    scene.files.files.delete("tile/0/000.p/5");
    await scene.seal();
    scene.files.files.set("tile/0/000.p/5", tile);
    const head = { read: () => scene.head.read(), advance: async () => "overtaken" as const };
    expect(await seal({ ...scene.world(), head })).toEqual({ kind: "overtaken" });
  });
});
