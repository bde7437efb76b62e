import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { bundleOptions } from "../../../build/bundle-options.ts";
import { clickAs } from "../../../sandbox/teams/act.ts";
import { repliesTo, shownNow, wordsOn } from "../../../sandbox/teams/record.ts";
import { olga } from "../../../sandbox/world.ts";
import { aCard } from "../../adapters/teams/a-card.ts";
import { type TeamsStage, teamsStage } from "./teams-stage.ts";

let stage: TeamsStage;
let host: ChildProcess;
let hostPort = 0;
let bytes: { readonly entry: number; readonly all: number };
const heard: Record<string, unknown>[] = [];

beforeAll(async () => {
  stage = await teamsStage(() => `http://localhost:${hostPort}`);
  const folder = join(stage.root, "node_modules/.cache/teams-bundle");
  await rm(folder, { recursive: true, force: true });
  bytes = await bundle(folder);
  host = fork(join(folder, "bundled-host.mjs"), {
    execArgv: [],
    env: {
      PATH: process.env["PATH"],
      NODE_EXTRA_CA_CERTS: stage.certificate.caPath,
      IDENTITY_ENDPOINT: stage.entra.identityEndpoint,
      IDENTITY_HEADER: stage.entra.identityHeader,
      TEAMS_SETTINGS: JSON.stringify(stage.settings),
    },
  });
  host.on("message", (message) => heard.push(message as Record<string, unknown>));
  hostPort = ((await hears("listening")) as { port: number }).port;
}, 60_000);

afterAll(async () => {
  if (host?.connected) {
    host.disconnect();
    await once(host, "exit");
  }
  await stage?.close();
});

async function hears(what: string): Promise<unknown> {
  for (;;) {
    const message = heard.find((said) => what in said || "failed" in said);
    if (message?.["failed"] !== undefined) throw new Error(String(message["failed"]));
    if (message) return message[what];
    await once(host, "message");
  }
}

async function bundle(outdir: string) {
  const { metafile } = await build({
    ...bundleOptions,
    entryPoints: ["test/sandbox/teams/bundled-host.ts"],
    absWorkingDir: stage.root,
    outdir,
    outExtension: { ".js": ".mjs" },
  });
  const files = Object.entries(metafile.outputs);
  const entry = files.find(([file]) => file.endsWith("bundled-host.mjs"))?.[1].bytes ?? 0;
  return { entry, all: files.reduce((sum, [, file]) => sum + file.bytes, 0) };
}

describe("the bundled bot", () => {
  it("is small at the start and has no AI in it", () => {
    expect(bytes.entry).toBeLessThan(1_000_000);
    expect(bytes.all).toBeLessThan(4_500_000);
  });

  it("posts a card, hears a click, changes the card and replies", async () => {
    host.send("tell");
    await hears("address");
    const { requestId } = aCard();
    const [card] = stage.relay.cardsFor(requestId);
    if (!card) throw new Error("no card");
    const click = { person: olga, card, verb: "approve", requestId, comment: "ours" };
    const answer = await clickAs(stage.playground.url, click);
    expect(answer).toMatchObject({ status: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(await hears("click")).toMatchObject({ requestId, comment: "ours", person: { name: "Olga Owens" } });
    host.send("clicked");
    await hears("told");
    expect(wordsOn(shownNow(stage.relay.record, card).card)).toContain("✓ Approved");
    expect(repliesTo(stage.relay.record, card)).toMatchObject([{ text: "Approved by Olga Owens" }]);
  });
});
