import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Exchange } from "../../sandbox/arm/exchanges.ts";
import { ownerSubscription } from "../../sandbox/world.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "../support/trusted-certificate.ts";
import { ended, startBin } from "./bin.ts";

const A_LOT = { size: 10_000, refillPerSecond: 10_000 };
const GROUP = /resourceGroups\/[^/]+$/;

let standIn: Awaited<ReturnType<typeof startStandInArm>>;
let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-signals-"));
  const throttle = { reads: A_LOT, writes: A_LOT, deletes: A_LOT };
  standIn = await startStandInArm({ updateMs: 0, deleteMs: 0, throttle });
  await writeFile(join(folder, "ca.pem"), (await holdTrustedCertificate()).ca);
});
afterEach(async () => {
  child?.kill("SIGKILL");
  releaseTrustedCertificate();
  await Promise.all([standIn.close(), rm(folder, { recursive: true })]);
});

const file = () => join(folder, "answers.json");
const report = async () => JSON.parse(await readFile(file(), "utf8"));

/** The command line in a process of its own, which makes its lab at the stand-in. */
function start() {
  const env = {
    RELAY_APPROVALS_ARM_URL: standIn.arm.url,
    RELAY_APPROVALS_ARM_TOKEN: "t0ken",
    NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
  };
  const words = ["live-check", "--subscription", ownerSubscription.id, "--yes", "--output", file()];
  const started = startBin(words, { env });
  child = started;
  return { child: started, out: text(started.stdout), end: ended(started) };
}

/** When so many such requests are answered. */
async function answered(method: string, path: RegExp, count = 1): Promise<void> {
  const fits = (one: Exchange) =>
    one.method === method && one.status !== undefined && path.test(one.path.split("?")[0] ?? "");
  await standIn.arm.exchanges.find(() => standIn.arm.exchanges.list().filter(fits).length >= count);
}

async function heard(stream: Readable, words: string): Promise<void> {
  let said = "";
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (said.includes(words)) return;
  }
  throw new Error(`It ended without "${words}", and said: ${said}`);
}

const leftOvers = () => {
  const { namespaces, endpoints, connections, resources } = standIn.arm.store;
  const all = [namespaces, endpoints, connections, resources].flatMap((shelf) => shelf.all().map(({ id }) => id));
  return all.filter((id) => id.includes("ra-live-"));
};

describe("a live check", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("takes away what it made after %s", async (signal) => {
    const { child, out, end } = start();
    await answered("PUT", /virtualNetworks/);
    child.kill(signal);
    await heard(child.stderr, "Interrupted: what was made is taken away");
    expect(await end).toEqual({ code: 1, signal: null });
    expect(await out).toContain("Not all was asked: Interrupted.\nEverything that was made is removed.");
    expect(leftOvers()).toEqual([]);
    expect(await report()).toMatchObject({ failed: "Interrupted.", left: [] });
  });

  it("does so when its session ends, which is told twice, and nobody is there any more", async () => {
    const { child, out, end } = start();
    await answered("PUT", /virtualNetworks/);
    child.stderr.destroy();
    child.kill("SIGHUP");
    child.kill("SIGTERM");
    expect(await end).toEqual({ code: 1, signal: null });
    expect(await out).toContain("Everything that was made is removed.");
    expect(leftOvers()).toEqual([]);
  });

  it("ends at a second signal, with the commands for what is left, and with its answers in the file", async () => {
    standIn.arm.faults.add({ match: { method: "DELETE", pathPattern: GROUP }, fault: { kind: "conflict" } });
    const { child, end } = start();
    const err = text(child.stderr);
    await answered("GET", /queues\/.*\/messages/);
    child.kill("SIGTERM");
    await answered("DELETE", GROUP, 2);
    child.kill("SIGINT");
    expect(await end).toEqual({ code: null, signal: "SIGINT" });
    const { name, answers, left } = await report();
    const [first, ...commands] = (await err).split("\n").slice(2);
    const group = `az group delete --subscription ${ownerSubscription.id} --name ${name} --yes`;
    expect([first, commands]).toEqual(["Ended at once, and something is left. Remove it:", [group, ""]]);
    execFileSync("bash", ["-n"], { input: [...commands, ...left].join("\n") });
    expect([Object.keys(answers).length, left]).toEqual([9, expect.arrayContaining([group])]);
  });
});
