import { expect, it } from "@jest/globals";
import { keyFrom, keyText } from "../../src/domain/log/note.ts";
import type { LogFiles, LogHead, Signer } from "../../src/log.ts";
import { logCrypto } from "../../src/log-crypto.ts";
import { aLogKey } from "../support/a-log.ts";

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text));

/** Each test asks for a head of its own. */
export function logHeadContract(open: () => Promise<LogHead>): void {
  const NO_HEAD = { size: 0, batch: [], stopped: undefined };

  it("begins with nothing", async () => {
    expect(await (await open()).read()).toEqual({ head: NO_HEAD, etag: undefined });
  });

  it("advances from what was read, and comes back as it was written", async () => {
    const head = await open();
    const first = { size: 0, batch: ["r-1/seen", "r-1/decision"], stopped: undefined };
    expect(await head.advance(await head.read(), first)).toBe("advanced");
    const read = await head.read();
    expect(read).toEqual({ head: first, etag: expect.any(String) });
    const next = { size: 2, batch: [], stopped: "The tiles are gone" };
    expect(await head.advance(read, next)).toBe("advanced");
    expect((await head.read()).head).toEqual(next);
    expect(await head.advance(await head.read(), { ...next, stopped: undefined })).toBe("advanced");
    expect((await head.read()).head).toEqual({ ...next, stopped: undefined });
  });

  it("is overtaken when somebody else moved it since it was read", async () => {
    const head = await open();
    const start = await head.read();
    const to = (id: string) => ({ size: 0, batch: [id], stopped: undefined });
    expect(await head.advance(start, to("r-1/seen"))).toBe("advanced");
    expect(await head.advance(start, to("r-2/seen"))).toBe("overtaken");
    const read = await head.read();
    expect(await head.advance(read, to("r-3/seen"))).toBe("advanced");
    expect(await head.advance(read, to("r-4/seen"))).toBe("overtaken");
    expect((await head.read()).head.batch).toEqual(["r-3/seen"]);
  });

  it("holds a batch of the longest ids", async () => {
    const head = await open();
    const batch = Array.from({ length: 256 }, (_, number) => `r-${number}/`.padEnd(112, "x"));
    expect(await head.advance(await head.read(), { size: 0, batch, stopped: undefined })).toBe("advanced");
    expect((await head.read()).head.batch).toEqual(batch);
  });
}

/** Each test asks for files of its own. */
export function logFilesContract(open: () => Promise<LogFiles>): void {
  it("has no file that nobody wrote", async () => {
    const files = await open();
    expect(await files.read("tile/0/000")).toBeUndefined();
    expect(await files.first("checkpoints/")).toBeUndefined();
  });

  it("gives a file back, byte for byte, also an empty one", async () => {
    const files = await open();
    const bytes = Uint8Array.from({ length: 8_192 }, (_, at) => at % 256);
    expect(await files.create("tile/0/x001/234.p/17", bytes)).toBe("created");
    expect(await files.read("tile/0/x001/234.p/17")).toEqual(bytes);
    expect(await files.create("tile/entries/000", new Uint8Array())).toBe("created");
    expect(await files.read("tile/entries/000")).toEqual(new Uint8Array());
  });

  it("leaves a file that is there as it is", async () => {
    const files = await open();
    expect(await files.create("checkpoints/1", bytesOf("one"))).toBe("created");
    expect(await files.create("checkpoints/1", bytesOf("two"))).toBe("there");
    expect(await files.read("checkpoints/1")).toEqual(bytesOf("one"));
  });

  it("is created by one of many only", async () => {
    const files = await open();
    const answers = await Promise.all([1, 2, 3, 4].map((one) => files.create("tile/0/000", Uint8Array.of(one))));
    expect(answers.filter((answer) => answer === "created")).toHaveLength(1);
  });

  it("tells what comes first by name under a prefix", async () => {
    const files = await open();
    for (const path of ["checkpoints/9-1", "checkpoints/7-3", "checkpoints/8-2", "tile/0/000", "a"])
      await files.create(path, bytesOf(path));
    expect(await files.first("checkpoints/")).toBe("checkpoints/7-3");
    expect(await files.first("tile/")).toBe("tile/0/000");
  });
}

export function signerContract(open: () => Signer): void {
  it("signs so that its verifier key says so, each time", async () => {
    const signer = open();
    const key = await signer.verifierKey();
    for (let number = 0; number < 40; number += 1) {
      const bytes = bytesOf(`Checkpoint ${number}\n`);
      const signature = await signer.sign(bytes);
      expect(logCrypto.verifies(key, bytes, signature)).toBe(true);
      expect(logCrypto.verifies(key, bytesOf("Another\n"), signature)).toBe(false);
      expect(logCrypto.verifies(aLogKey().verifier, bytes, signature)).toBe(false);
    }
  });

  it("has a verifier key that can be given on", async () => {
    const key = await open().verifierKey();
    expect(keyFrom(logCrypto.sha256, keyText(key))).toEqual(key);
    expect(await open().verifierKey()).toEqual(key);
  });
}
