import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventually } from "../../sandbox/demo/eventually.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { olga, rita } from "../../sandbox/world.ts";
import { storageTables } from "../../src/adapters/storage/tables.ts";
import { type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { credentialOf } from "./stored.ts";

jest.setTimeout(120_000);

let running: RunningSandbox;
let folder: string;
let asked: Asked;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealed-log-"));
  running = await runSandbox();
  asked = await running.stage.ask("pe-approve");
  await running.stage.click(olga, asked, "approve", "As agreed");
  await running.stage.auditHas(asked.requestId, ["request.told"]);
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

/** The command line as an auditor runs it. */
async function cli(...words: readonly string[]) {
  const { entra, host } = running.sandbox;
  const env = {
    PATH: process.env["PATH"],
    RELAY_APPROVALS_URL: host.url,
    RELAY_APPROVALS_TOKEN: await entra.signApiToken(rita),
  };
  const child = spawn(process.execPath, ["src/cli/index.ts", ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  const over = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, code: await over };
}

/** Waits until nothing is left to be sealed; answers what is found. */
async function verified() {
  return eventually("all is sealed", async () => {
    const { out, code } = await cli("verify", "--json");
    // Before the first checkpoint there is nothing to verify.
    if (code !== 0 && code !== 1) return undefined;
    const found = JSON.parse(out);
    return found.rows?.waiting === 0 ? found : undefined;
  });
}

/** The row of the record that holds these bytes says other ones from now on; the copies of it stay as they are. */
async function rewriteRow(from: string, to: string): Promise<void> {
  const { azurite, entra } = running.sandbox;
  const table = storageTables(azurite.auditTablesUrl, credentialOf(entra))("AuditEntries");
  for await (const { partitionKey = "", rowKey = "", bytes } of table.listEntities<{ bytes: string }>())
    if (bytes === from) await table.updateEntity({ partitionKey, rowKey, bytes: to }, "Merge");
}

describe("the record of an approval", () => {
  it("is sealed within seconds, and verified from outside", async () => {
    const found = await verified();
    expect(found).toMatchObject({ findings: [], checkpoint: { origin: "relay-approvals.sandbox/log" } });
    expect(found.checkpoint.size).toBe(found.rows.rows);
    expect((await cli("export", "--format", "log", "--output", join(folder, "log"))).code).toBe(0);
    await copyFile(join(folder, "log", "checkpoint"), join(folder, "checkpoint"));
  });

  it("is proved entry by entry, without the service", async () => {
    const [proof, entry] = [join(folder, "decision.tlog-proof"), join(folder, "decision.json")];
    const made = await cli("prove", `${asked.requestId}/decision`, "--output", proof, "--entry", entry);
    expect([made.code, made.err]).toEqual([
      0,
      expect.stringMatching(/^Proved: r-[a-z2-7]{26}\/decision is entry \d+ of the/),
    ]);
    const key = join(folder, "log", "key");
    expect((await cli("prove", "--check", proof, "--entry", entry, "--key", key)).code).toBe(0);
    expect(await readFile(entry, "utf8")).toContain('"verdict":"approve"');
    const other = join(folder, "log", "exported-at");
    expect((await cli("prove", "--check", proof, "--entry", other, "--key", key)).code).toBe(1);
  });

  it("goes on where it ended when the host dies", async () => {
    const { host } = running.sandbox;
    const before = (await verified()).checkpoint.size;
    await host.kill();
    await host.start();
    const next = await running.stage.ask("pe-next");
    await running.stage.click(olga, next, "approve", "Too");
    await running.stage.auditHas(next.requestId, ["request.told"]);
    const found = await eventually("more is sealed", async () => {
      const now = await verified();
      return now.checkpoint.size > before ? now : undefined;
    });
    expect(found.findings).toEqual([]);
    const { code, out } = await cli("verify", "--checkpoint", join(folder, "checkpoint"));
    expect([code, out]).toEqual([0, expect.stringContaining("All of it is as it was sealed.")]);
  });

  it("is found edited when somebody writes into its tables, and as it was when that is undone", async () => {
    const bytes = await readFile(join(folder, "decision.json"), "utf8");
    const edited = bytes.replace("As agreed", "By nobody");
    await rewriteRow(bytes, edited);
    expect((await verified()).findings).toEqual([
      expect.objectContaining({ kind: "row-edited", place: `${asked.requestId}/decision`, index: expect.any(Number) }),
    ]);
    await rewriteRow(edited, bytes);
    expect((await verified()).findings).toEqual([]);
  });

  it("leaves a service that is well, and has said nothing that an alert looks for", async () => {
    const answer = await fetch(`${running.sandbox.host.url}/api/health`);
    expect(answer.status).toBe(200);
    expect(running.hostLog.join("\n")).not.toContain("The sealed log is stopped");
  });
});
