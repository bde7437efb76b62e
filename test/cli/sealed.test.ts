import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { NEWEST } from "../../src/domain/log/checkpoint.ts";
import { proofOf } from "../../src/domain/log/make-proof.ts";
import { keyText } from "../../src/domain/log/note.ts";
import { aLogKey, logFiles, ORIGIN, quickCrypto, readerOf } from "../support/a-log.ts";
import { aToldEntry, entriesUpTo } from "./answers.ts";
import { type FakeApi, startFakeApi, storedBytes } from "./fake-api.ts";
import { reaching, told } from "./told.ts";

const A = `r-${"a".repeat(26)}`;
const NOON = "2026-11-19T12:00:00.000Z";
const key = aLogKey();

let api: FakeApi;
let home: string;
let folder: string;
beforeAll(async () => {
  api = await startFakeApi();
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sealed-"));
  folder = join(home, "log");
  seal([250, 300], entriesUpTo(NOON, 300));
});
afterEach(() => rm(home, { recursive: true }));
afterAll(() => api.stop());

/** The service has these entries on record, and has sealed them with a checkpoint at each size. */
function seal(sizes: readonly number[], entries: FakeApi["world"]["record"]) {
  api.world.record = entries;
  const files = logFiles(key, sizes, (index) => storedBytes(entries[index] ?? aToldEntry()));
  api.world.log = files.set("key", Buffer.from(`${keyText(key.verifier)}\n`));
}

const verified = (...words: readonly string[]) => told(["verify", ...words], { env: reaching(api) });
const offline = (...words: readonly string[]) => told(["verify", folder, ...words]);
const exported = () => told(["export", "--format", "log", "--output", folder], { env: reaching(api) });

/** In the line of one vote. */
async function editLine(file: string, edit: (line: string) => string, vote = "vote-7") {
  const text = await readFile(join(folder, file), "utf8");
  const lines = text
    .split(/(?<=\n)/)
    .map((line) => (line.includes(`/${vote}"`) || line.includes(`/${vote}\\"`) ? edit(line) : line));
  await writeFile(join(folder, file), lines.join(""));
}

const RIGHT = [
  `Log         ${ORIGIN}`,
  "Sealed      300 entries, the last one of 2026-11-19 12:00 UTC",
  expect.stringMatching(/^Root {8}[A-Za-z0-9+/]{43}=$/),
];

describe("verify", () => {
  it("finds that all of a folder is as it was sealed, without the service", async () => {
    await exported();
    api.heard.length = 0;
    expect(await offline()).toEqual({
      code: 0,
      out: [...RIGHT, "Checked     2 checkpoints, 300 rows", "All of it is as it was sealed."],
      err: [],
    });
    expect(api.heard).toEqual([]);
  });

  it("without a folder looks at the service, and leaves nothing behind", async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith("relay-approvals-"));
    expect(await verified()).toMatchObject({
      code: 0,
      out: expect.arrayContaining(["All of it is as it was sealed."]),
    });
    expect((await readdir(tmpdir())).filter((name) => name.startsWith("relay-approvals-"))).toEqual(before);
  });

  it("names a row that was edited, and ends with 1", async () => {
    await exported();
    await editLine("rows.ndjson", (line) => line.replace("Known partner", "Unknown"));
    const { code, out } = await offline();
    expect([code, out.slice(0, 3), out.at(-1)]).toEqual([
      1,
      [
        "FOUND       WHERE                                ENTRY  WHAT",
        `row-edited  ${A}/vote-7  6      it does not say what was sealed`,
        "",
      ],
      "1 finding: the record is not as it was sealed.",
    ]);
    const asJson = await offline("--json");
    expect([asJson.code, JSON.parse(asJson.out.join("\n"))]).toMatchObject([
      1,
      { findings: [{ kind: "row-edited", index: 6 }], checkpoint: { size: 300 }, rows: { rows: 300, waiting: 0 } },
    ]);
  });

  it("names a row of the index that was edited, or is missing, and what makes it anew", async () => {
    await exported();
    await editLine("index.ndjson", (line) => line.replace("Known partner", "Unknown"));
    await editLine("index.ndjson", () => "", "vote-8");
    const { code, out } = await offline();
    expect([code, out.slice(1, 3)]).toEqual([
      1,
      [
        `row-edited   ${A}/vote-7 in the index  6      it does not say what was sealed; a repair makes it anew`,
        `row-missing  ${A}/vote-8 in the index  7      it is sealed, and not on record; a repair makes it anew`,
      ],
    ]);
  });

  it("takes what is no row for one that was never sealed", async () => {
    await exported();
    await editLine("rows.ndjson", () => "no row\n");
    await editLine("index.ndjson", () => "[]\n");
    const { code, out } = await offline();
    expect([code, out.join("\n")]).toEqual([1, expect.stringMatching(/row-not-sealed {2}line 7 .*\n.*row-missing/)]);
  });

  it("knows entries by every character of theirs, and rows that wait to be sealed", async () => {
    const entries = entriesUpTo("2026-11-20T08:50:00.000Z", 3);
    const odd = aToldEntry({ id: `${A}/odd`, at: NOON, comment: "\u2028 \u2029 \u0085 日本 \r" });
    seal([4], [odd, ...entries]);
    api.world.record = [...api.world.record, aToldEntry({ id: `${A}/new`, at: "2026-11-20T08:59:58.000Z" })];
    await exported();
    expect((await offline()).out.slice(3)).toEqual([
      "Checked     2 checkpoints, 5 rows, 1 of them not sealed yet",
      "All of it is as it was sealed.",
    ]);
    await writeFile(join(folder, "exported-at"), "2026-11-20T10:00:00.000Z\n");
    expect((await offline()).out.slice(0, 2)).toEqual([
      "FOUND           WHERE                                          ENTRY  WHAT",
      `row-not-sealed  ${A}/new               -      it is on record, and the log does not know it`,
    ]);
  });

  it("finds a log that became shorter since the last export, and another history", async () => {
    await exported();
    const { code } = await exported();
    expect(code).toBe(0);
    seal([250], entriesUpTo(NOON, 300).slice(0, 250));
    await exported();
    const shorter = await offline();
    expect([shorter.code, shorter.out.join("\n")]).toEqual([1, expect.stringMatching(/^rollback {2,}checkpoint /m)]);
    await rm(folder, { recursive: true });
    seal([250, 300], entriesUpTo(NOON, 300));
    await exported();
    seal([310], entriesUpTo("2026-11-19T13:00:00.000Z", 310));
    await exported();
    expect((await offline()).out.join("\n")).toMatch(/^fork {2,}checkpoints\/999999999699-300 /m);
  });

  it("holds the log against a key and a checkpoint that were put by", async () => {
    await exported();
    await writeFile(join(home, "other-key"), keyText(aLogKey().verifier));
    const other = await offline("--key", join(home, "other-key"));
    expect([other.code, other.out.join("\n")]).toEqual([1, expect.stringContaining("checkpoint-refused")]);
    expect(other.out).toContain("There is no checkpoint that counts.");
    await writeFile(join(home, "checkpoint"), await readFile(join(folder, NEWEST)));
    await rm(folder, { recursive: true });
    seal([250], entriesUpTo(NOON, 300).slice(0, 250));
    await exported();
    expect((await offline()).code).toBe(0);
    const { code, out } = await offline("--checkpoint", join(home, "checkpoint"));
    expect([code, out.join("\n")]).toEqual([1, expect.stringMatching(/^rollback {2,}the saved checkpoint /m)]);
  });

  it("says so when the service has another key than before, and keeps both", async () => {
    await exported();
    const other = keyText(aLogKey().verifier);
    api.world.log = new Map([...(api.world.log ?? []), ["key", Buffer.from(other)]]);
    const { err } = await exported();
    expect(err[0]).toBe(`The service has a key that ${folder} does not know: make sure that it is the log's. ${other}`);
    expect(await readFile(join(folder, "key"), "utf8")).toBe(`${keyText(key.verifier)}\n${other}\n`);
  });

  it("cannot be done where there is no whole mirror, and says why", async () => {
    expect(await offline()).toMatchObject({ code: 2, err: [`${folder}/key cannot be read (ENOENT).`] });
    await exported();
    await writeFile(join(folder, "key"), "no key\n");
    expect(await offline()).toMatchObject({ code: 2, err: [`${folder}/key holds what is no verifier key.`] });
    await writeFile(join(folder, "unfinished"), "");
    expect(await offline()).toMatchObject({
      code: 2,
      err: [`${folder}: its export was cut off. Export into it once more.`],
    });
  });
});

describe("prove", () => {
  const id = `${A}/vote-7`;
  const files = () => ({ proof: join(home, "proof"), entry: join(home, "entry") });
  const proved = (...words: readonly string[]) => told(["prove", ...words], { env: reaching(api) });

  beforeEach(async () => {
    const made = await proofOf(
      { crypto: quickCrypto, keys: [key.verifier], read: readerOf(api.world.log ?? new Map()) },
      6,
    );
    if (made.kind !== "made") throw new Error("There is no proof");
    api.world.proofs = { [id]: Buffer.from(made.proof).toString() };
  });

  it("fetches the proof and the entry, and checks them", async () => {
    const { proof, entry } = files();
    expect(await proved(id, "--output", proof, "--entry", entry)).toEqual({
      code: 0,
      out: [],
      err: [`Proved: ${id} is entry 6 of the 300 in ${ORIGIN}.`],
    });
    expect(await readFile(proof, "utf8")).toBe(api.world.proofs[id]);
    expect(await readFile(entry, "utf8")).toBe(storedBytes(api.world.record[6] ?? aToldEntry()));
    const { out } = await proved(id);
    expect(out.join("\n")).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 6\n/);
  });

  it("prints the proof for -, and writes proof and entry into two files", async () => {
    const { proof } = files();
    const { code, out } = await proved(id, "--output", "-");
    expect([code, out[0]]).toEqual([0, expect.stringMatching(/^c2sp\.org\/tlog-proof@v1\nindex 6\n/)]);
    api.heard.length = 0;
    expect((await proved(id, "--output", proof, "--entry", proof)).err).toEqual([
      `--entry ${proof}: --output goes there.`,
    ]);
    expect((await proved(id, "--entry", "-")).code).toBe(2);
    expect(api.heard).toEqual([]);
  });

  it("checks them later, without the service", async () => {
    const { proof, entry } = files();
    await proved(id, "--output", proof, "--entry", entry);
    const keyFile = join(home, "key");
    await writeFile(keyFile, keyText(key.verifier));
    const check = () => told(["prove", "--check", proof, "--entry", entry, "--key", keyFile]);
    expect(await check()).toEqual({ code: 0, out: [], err: [`Proved: ${entry} is entry 6 of the 300 in ${ORIGIN}.`] });
    await writeFile(entry, `${await readFile(entry, "utf8")}\n`);
    expect((await check()).code).toBe(0);
    await writeFile(entry, (await readFile(entry, "utf8")).replace("Known", "Unknown"));
    expect(await check()).toMatchObject({
      code: 1,
      err: [`Not proved: ${entry}: the entry is not what stands at this place of the log.`],
    });
  });

  it("says that an entry is not what was sealed", async () => {
    api.world.record = api.world.record.map((one) => (one.id === id ? { ...one, comment: "Edited" } : one));
    const { code, out } = await proved(id, "--json");
    expect([code, JSON.parse(out.join("\n"))]).toEqual([
      1,
      { kind: "refused", why: "the entry is not what stands at this place of the log" },
    ]);
  });

  it("is fetched unchecked by whoever may not read the log's key", async () => {
    api.world.onHeard = ({ path }) => {
      if (path.endsWith("/log/key")) api.world.instead = [{ status: 403 }];
    };
    const { code, err } = await proved(id, "--output", files().proof);
    api.world.onHeard = undefined;
    expect([code, err]).toEqual([
      0,
      ["Fetched, and not checked: the key is for those with Audit.Read.All. Name a file with it by --key."],
    ]);
  });

  it("waits until the entry is sealed", async () => {
    api.world.instead = [{ status: 409, headers: { "retry-after": "30" } }];
    expect((await proved(id)).code).toBe(0);
  });

  it.each([
    [["r-1/../../namespaces"], "r-1/../../namespaces: no entry's id. It is request/step, as audit --wide shows it."],
    [[], "prove: name an entry, or a proof with --check."],
    [["--check", "x"], "prove --check: name the file with the entry's bytes, with --entry."],
    [["--check", "/nowhere", "--entry", "x"], "/nowhere cannot be read (ENOENT)."],
  ])("of %j cannot be given, and says why", async (words, why) => {
    expect(await proved(...words)).toEqual({ code: 2, out: [], err: [why] });
  });

  it("of an entry that is not there is none", async () => {
    expect(await proved(`${A}/vote-999`)).toMatchObject({ code: 2 });
    api.world.proofs = { ...api.world.proofs, [`${A}/gone`]: "proof" };
    expect(await proved(`${A}/gone`)).toMatchObject({
      code: 2,
      err: [`${A}/gone: there is no such entry, or none that you may see.`],
    });
  });
});
