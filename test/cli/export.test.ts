import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { entriesUpTo } from "./answers.ts";
import { type FakeApi, startFakeApi, storedBytes } from "./fake-api.ts";
import { allTold, reaching } from "./told.ts";

let api: FakeApi;
let folder: string;
beforeAll(async () => {
  api = await startFakeApi();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "export-"));
  api.heard.length = 0;
  api.world.record = entriesUpTo("2026-11-19T12:00:00.000Z", 3);
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => api.stop());

const exported = (...words: readonly string[]) => allTold(["export", ...words], { env: reaching(api) });
const bytes = () =>
  api.world.record
    .toReversed()
    .map((entry) => `${storedBytes(entry)}\n`)
    .join("");

describe("export", () => {
  it("writes what comes to the standard output, byte for byte", async () => {
    const { code, out, err } = await exported("actor:olga", "--kind", "vote.cast");
    expect([code, out.join(""), err]).toEqual([0, bytes(), []]);
    expect(api.heard[0]?.query).toEqual({ q: "actor:olga", kind: "vote.cast", format: "ndjson" });
    expect((await exported("--output", "-")).out.join("")).toBe(bytes());
  });

  it("writes into a file, and shows how far it is", async () => {
    const { code, out, progress } = await exported("--format", "csv", "--output", join(folder, "deep", "record.csv"));
    expect([code, out]).toEqual([0, []]);
    expect(await readFile(join(folder, "deep", "record.csv"), "utf8")).toBe(bytes());
    expect(progress.at(-1)).toMatch(/record\.csv: 3 lines, \d\.\d KB$/);
    expect(api.heard[0]?.query["format"]).toBe("csv");
  });

  it("leaves what was there when the answer breaks off", async () => {
    const file = join(folder, "record.ndjson");
    await writeFile(file, "old");
    api.world.instead = [{ status: 200, body: '{"half":', breaksOff: true }];
    const { code, err } = await exported("--output", file);
    expect([code, err]).toEqual([4, [expect.stringMatching(/^The answer of http.* broke off: /)]]);
    expect([await readdir(folder), await readFile(file, "utf8")]).toEqual([["record.ndjson"], "old"]);
  });

  it("says where it cannot write", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const { code, err } = await exported("--output", join(file, "record.ndjson"));
    expect([code, err]).toEqual([2, [`${file}/record.ndjson cannot be written (EEXIST).`]]);
  });

  it("harms no screen", async () => {
    api.world.instead = [{ status: 200, body: "a\u009b2J\u202e\n日本\n" }];
    const screen = { columns: 80, hasColours: true };
    const { out } = await allTold(["export"], { env: reaching(api), screen });
    expect(out.join("")).toBe("a?2J?\n日本\n");
  });
});

describe("export --format log", () => {
  const log = () => exported("--format", "log", "--output", folder);
  const fetched = () => api.heard.map(({ path }) => path.replace("/api/audit/log/", "")).toSorted();

  it("mirrors the sealed log and all rows, the checkpoint last", async () => {
    api.world.sealed = 257 + 256;
    const { code, err } = await log();
    expect([code, err]).toEqual([0, [`${folder}: 513 sealed entries, 7 tiles fetched.`]]);
    expect(fetched()).toEqual([
      ...["/api/audit", "/api/audit/record", "checkpoint", "key"],
      ...["tile/0/000", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"],
      ...["tile/entries/000", "tile/entries/001", "tile/entries/002.p/1"],
    ]);
    expect(api.heard[0]?.path).toBe("/api/audit/log/checkpoint");
    expect(api.heard.at(-2)?.query).toEqual({ format: "ndjson", from: "2000-01-01T00:00:00Z" });
    expect(await readFile(join(folder, "index.ndjson"), "utf8")).toBe(bytes());
    const rows = (await readFile(join(folder, "rows.ndjson"), "utf8")).trimEnd().split("\n");
    expect(rows.map((row) => JSON.parse(row))).toEqual(
      api.world.record.map((entry) => ({ id: entry.id, bytes: storedBytes(entry) })),
    );
    expect(await readFile(join(folder, "tile/entries/002.p/1"), "utf8")).toBe("content of tile/entries/002.p/1");
    expect(await readFile(join(folder, "checkpoint"), "utf8")).toContain("\n513\n");
  });

  it("fetches full tiles once", async () => {
    api.world.sealed = 300;
    await log();
    api.heard.length = 0;
    api.world.sealed = 513;
    const { err } = await log();
    expect(err).toEqual([`${folder}: 513 sealed entries, 5 tiles fetched.`]);
    expect(fetched()).toEqual([
      ...["/api/audit", "/api/audit/record", "checkpoint", "key", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"],
      ...["tile/entries/001", "tile/entries/002.p/1"],
    ]);
  });

  it("keeps the old checkpoint when it is cut off, and goes on from there", async () => {
    api.world.sealed = 256;
    await log();
    api.world.sealed = 600;
    api.heard.length = 0;
    api.world.onHeard = ({ path }) => {
      if (path.endsWith("tile/entries/002.p/88")) api.world.instead = [{ status: 500 }];
    };
    const { code, err } = await log();
    api.world.onHeard = undefined;
    expect([code, err]).toEqual([4, [`${api.url}/api/audit/log/tile/entries/002.p/88: the service answers 500.`]]);
    expect(await readFile(join(folder, "checkpoint"), "utf8")).toContain("\n256\n");
    expect(await readdir(folder)).toContain("unfinished");
    expect((await log()).code).toBe(0);
    expect(await readFile(join(folder, "checkpoint"), "utf8")).toContain("\n600\n");
    expect(await readdir(folder)).not.toContain("unfinished");
    expect(await readdir(join(folder, "checkpoints"))).toEqual(["999999999399-600", "999999999743-256"]);
  });

  it("takes away what an export left that was ended by force", async () => {
    api.world.sealed = 256;
    await log();
    const left = ["tile/0", "checkpoints", "."].map((below) => join(folder, below, ".000.99aad98e50b2.part"));
    for (const part of left) await writeFile(part, "half");
    const isThere = async () => (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".part"));
    expect(await isThere()).toHaveLength(3);
    expect((await log()).code).toBe(0);
    expect(await isThere()).toEqual([]);
  });

  it("leaves alone what else is in the folder, and does not look into it", async () => {
    const other = join(folder, "other", ".000.99aad98e50b2.part");
    await mkdir(dirname(other));
    await writeFile(other, "theirs");
    expect((await log()).code).toBe(0);
    expect(await readFile(other, "utf8")).toBe("theirs");
  });

  it("of no entries is a checkpoint and a key", async () => {
    api.world.sealed = 0;
    api.world.record = [];
    expect((await log()).err).toEqual([`${folder}: 0 sealed entries, 0 tiles fetched.`]);
    expect((await readdir(folder)).toSorted()).toEqual([
      ...["checkpoint", "checkpoints", "exported-at", "index.ndjson", "key", "rows.ndjson"],
    ]);
  });

  it.each([
    [["--namespace", "x"], "--format log takes the whole log: leave the filters away."],
    [["word"], "--format log takes the whole log: leave the filters away."],
  ])("takes no filter: %j", async (words, why) => {
    const { code, err } = await exported("--format", "log", "--output", folder, ...words);
    expect([code, err, api.heard]).toEqual([2, [why], []]);
  });

  it("refuses words behind --, which no command would hear of", async () => {
    expect(await exported("--", "kind:vote.cast")).toMatchObject({
      code: 2,
      err: [expect.stringMatching(/^Leave -- away: words may begin with -\./)],
    });
    expect(api.heard).toEqual([]);
  });

  it("is refused where the folder cannot be made", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const { code, err } = await exported("--format", "log", "--output", file);
    expect([code, err]).toEqual([2, [`${file} cannot be written (EEXIST).`]]);
  });

  it("needs a folder, and a checkpoint that is one", async () => {
    for (const words of [[], ["--output", "-"]])
      expect(await exported("--format", "log", ...words)).toMatchObject({
        code: 2,
        err: ["--format log: name the folder with --output."],
      });
    api.world.instead = [{ status: 200, body: "relay\n1e9\n" }];
    expect(await log()).toMatchObject({ code: 4, err: ["The service gives a checkpoint that is none."] });
  });
});
