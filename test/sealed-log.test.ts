import { describe, expect, it } from "@jest/globals";
import { keyText } from "../src/domain/log/note.ts";
import { checkProof } from "../src/domain/log/tlog-proof.ts";
import { readableLog } from "../src/sealed-log.ts";
import { LogScene } from "./orchestration/log-scene.ts";
import { aLogKey, quickCrypto } from "./support/a-log.ts";

const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

describe("the log for readers", () => {
  it("has no checkpoint and proves nothing before anything is sealed", async () => {
    const log = readableLog(new LogScene().world());
    expect(await log.read("checkpoint")).toBeUndefined();
    expect(await log.prove(0)).toEqual({ kind: "not sealed" });
    expect(await log.bundle(0)).toBeUndefined();
  });

  it("answers with the newest checkpoint, and its other files as they are", async () => {
    const scene = new LogScene();
    for (const count of [9, 3]) {
      scene.record(count);
      await scene.seal();
    }
    const log = readableLog(scene.world());
    expect(textOf(await log.read("checkpoint"))).toMatch(/^contoso\.example\/relay-approvals\n12\n/);
    expect(await log.read("tile/0/000.p/12")).toEqual(scene.files.files.get("tile/0/000.p/12"));
    expect(await log.read("tile/0/001")).toBeUndefined();
    expect(await log.bundle(0)).toEqual({ from: 0, entries: scene.rows().map(({ bytes }) => bytes) });
  });

  it("names its keys, and proves entries under them", async () => {
    const scene = new LogScene();
    scene.record(5);
    await scene.seal();
    const earlier = aLogKey().verifier;
    const log = readableLog({ ...scene.world(), earlierKeys: [earlier] });
    expect(textOf(await log.read("key"))).toBe(`${keyText(scene.key.verifier)}\n${keyText(earlier)}\n`);
    const made = await log.prove(3);
    const entry = Uint8Array.from(Buffer.from(scene.rows()[3]?.bytes ?? ""));
    if (made.kind !== "made") throw new Error("No proof was made");
    expect(checkProof(quickCrypto, [scene.key.verifier], made.proof, entry).kind).toBe("proved");
  });
});
