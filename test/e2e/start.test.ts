import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventually } from "../../sandbox/demo/eventually.ts";
import { requestIdOn } from "../../sandbox/demo/seeing.ts";
import { signingKeys } from "../../sandbox/entra/keys.ts";
import { tokensOf } from "../../sandbox/entra/tokens.ts";
import { cardsPosted, type Exchange } from "../../sandbox/teams/record.ts";
import { fabrikamSubscription } from "../../sandbox/world.ts";
import { approvalOf, callBot, tokenOf } from "./bot-call.ts";
import {
  commandsOf,
  descendantsOf,
  freePorts,
  isFree,
  runningOf,
  type StartedSandbox,
  startTheSandbox,
} from "./started-sandbox.ts";

jest.setTimeout(90_000);

const SETTINGS = [
  ...["SANDBOX_CONTROL_PORT", "SANDBOX_HOST_PORT", "SANDBOX_ARM_PORT", "SANDBOX_ENTRA_PORT"],
  ...["SANDBOX_IDENTITY_PORT", "SANDBOX_TEAMS_RELAY_PORT", "SANDBOX_TABLES_PORT", "SANDBOX_BLOBS_PORT"],
  "SANDBOX_PLAYGROUND_PORT",
] as const;

let home: string;
let ports: readonly number[];
let env: Readonly<Record<string, string>>;
let started: StartedSandbox;
let all: readonly number[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "relay-approvals-start-"));
  ports = await freePorts(SETTINGS.length);
  env = { SANDBOX_HOME: home, ...Object.fromEntries(SETTINGS.map((name, index) => [name, String(ports[index])])) };
});
afterEach(() => {
  // Only what a failed test has left behind.
  for (const pid of runningOf([started.pid, ...all])) process.kill(pid, "SIGKILL");
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function start(args: readonly string[] = [], through: "node" | "npm" = "node"): Promise<void> {
  all = [];
  started = startTheSandbox(args, env, through);
  await started.says("Ctrl-C stops everything");
  all = descendantsOf(started.pid);
}

async function expectNothingLeft(): Promise<void> {
  await eventually("every process has ended", () => (runningOf(all).length === 0 ? true : undefined));
  await eventually("every port is free", async () =>
    (await Promise.all(ports.map(isFree))).every(Boolean) ? true : undefined,
  );
}

const [controlPort, hostPort, relayPort] = [0, 1, 5].map((index) => () => ports[index]);
const control = () => `http://localhost:${controlPort?.()}`;

async function connections(): Promise<readonly { endpoint: string; status: string; cardPostedAt?: string }[]> {
  const { namespaces } = (await (await fetch(`${control()}/api/state`)).json()) as {
    namespaces: { connections: never[] }[];
  };
  return namespaces.flatMap((namespace) => namespace.connections);
}

async function press(action: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json", origin: control() };
  return fetch(`${control()}/api/${action}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** As Teams would, signed with the keys that the sandbox has kept. */
async function approveFirst(): Promise<unknown> {
  const folder = join(home, ".sandbox");
  const lines = (await readFile(join(folder, "teams-record.jsonl"), "utf8")).split("\n").filter(Boolean);
  const record = lines.map((line) => JSON.parse(line) as Exchange);
  const [card] = cardsPosted(record, "contoso-orders");
  if (!card) throw new Error("No card is on record");
  const entra = tokensOf(await signingKeys(join(folder, "entra-keys.json")));
  const teams = { entra, relay: { serviceUrl: `https://localhost:${relayPort?.()}/connector` } };
  const activity = approvalOf(teams, { card, requestId: requestIdOn(card) });
  return callBot({ host: { url: `http://localhost:${hostPort?.()}` } }, JSON.stringify(activity), await tokenOf(teams));
}

/** As a browser does with one click on Olga's name. */
async function whoIsSignedIn(): Promise<string | undefined> {
  const page = `http://localhost:${hostPort?.()}/.auth`;
  const body = new URLSearchParams({ person: "olga", post_login_redirect_uri: "/" });
  const answer = await fetch(`${page}/login/aad`, { method: "POST", body, redirect: "manual" });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const [me] = (await (await fetch(`${page}/me`, { headers: { cookie } })).json()) as { user_id: string }[];
  return me?.user_id;
}

/** Its exit code. */
function runCli(...args: readonly string[]): Promise<number> {
  const cli = spawn("npm", ["run", "--silent", "cli", "--", ...args], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  return new Promise((resolve) => cli.once("close", (code) => resolve(Number(code))));
}

describe("npm start", () => {
  it("starts every part and says where; killed in the middle it leaves no process", async () => {
    await start(["--fresh"]);
    for (const address of [control(), `http://localhost:${ports[8]}`, `http://localhost:${hostPort?.()}/api/health`]) {
      expect(started.said()).toContain(address);
    }
    expect(started.said()).toContain("npm run cli -- help");
    expect(all.length).toBeGreaterThanOrEqual(3);
    const endpoint = { endpoint: "pe-kept", namespace: "contoso-orders", message: "Please" };
    expect((await press("join", { ...endpoint, subscription: fabrikamSubscription.id })).status).toBe(200);
    await eventually("a card", async () => (await connections())[0]?.cardPostedAt);
    process.kill(started.pid, "SIGKILL");
    expect(await started.ended).toBe("SIGKILL");
    await expectNothingLeft();
  });

  it("goes on where it was: what waited is still decided; Ctrl-C ends everything in order", async () => {
    await start();
    expect(await connections()).toMatchObject([{ endpoint: "pe-kept", status: "Pending" }]);
    expect(await approveFirst()).toMatchObject({
      status: 200,
      body: { type: "application/vnd.microsoft.card.adaptive" },
    });
    await eventually("Approved", async () => (await connections()).find(({ status }) => status === "Approved"));
    expect(await whoIsSignedIn()).toBe("olga.owens@contoso.example");
    expect(await runCli("policy", "check", "sandbox/policy.yaml")).toBe(0);
    // A terminal sends it to the whole group.
    process.kill(-started.pid, "SIGINT");
    expect(await started.ended).toBe(0);
    expect(started.said()).toContain("Nothing is left running.");
    await expectNothingLeft();
    expect(await runCli("policy", "check", "sandbox/policy.yaml")).toBe(1);
  });

  it("begins anew with --fresh; a signal to it alone is enough", async () => {
    await start(["--fresh"]);
    expect(await connections()).toEqual([]);
    process.kill(started.pid, "SIGINT");
    expect(await started.ended).toBe(0);
    await expectNothingLeft();
  });

  it("ends with npm, when a supervisor ends nothing but that", async () => {
    await start([], "npm");
    expect(all.length).toBeGreaterThanOrEqual(4);
    process.kill(started.pid, "SIGTERM");
    await expectNothingLeft();
    await started.ended;
    expect(started.said()).toContain("Nothing is left running.");
  });
});

describe("npm start -- --from-package", () => {
  it("runs the zip that is deployed, outside of the project: an endpoint is asked about and approved", async () => {
    const temporary = await realpath(await mkdtemp(join(home, "tmp-")));
    env = { ...env, TMPDIR: temporary };
    await start(["--fresh", "--from-package"]);
    const unpacked = (await readdir(temporary)).filter((name) => name.startsWith("relay-approvals-app-"));
    expect(unpacked).toHaveLength(1);
    expect(commandsOf(all)).toContain(`--app ${join(temporary, String(unpacked[0]))} `);
    const endpoint = { endpoint: "pe-packed", namespace: "contoso-orders", message: "Please" };
    expect((await press("join", { ...endpoint, subscription: fabrikamSubscription.id })).status).toBe(200);
    await eventually("a card", async () => (await connections())[0]?.cardPostedAt);
    expect(await approveFirst()).toMatchObject({ status: 200 });
    await eventually("Approved", async () => (await connections()).find(({ status }) => status === "Approved"));
    process.kill(started.pid, "SIGINT");
    expect(await started.ended).toBe(0);
    expect(await readdir(temporary)).toEqual([]);
    await expectNothingLeft();
  });
});

describe("npm start at a port that somebody has", () => {
  let squatter: Server;
  beforeAll((listening) => {
    squatter = createServer().listen(ports[2], "127.0.0.1", () => listening());
  });
  afterAll((closed) => {
    squatter.close(() => closed());
  });

  it("names the port and the setting that moves it, starts nothing and touches no state", async () => {
    const before = await readdir(join(home, ".sandbox"));
    started = startTheSandbox(["--fresh"], env);
    all = [];
    expect(await started.ended).toBe(1);
    expect(started.said()).toBe(`Port ${ports[2]} is in use: set SANDBOX_ARM_PORT to another one.\n`);
    expect(await readdir(join(home, ".sandbox"))).toEqual(before);
  });

  it("says what is wrong with a setting", async () => {
    started = startTheSandbox([], { ...env, SANDBOX_ARM_PORT: "seventy" });
    expect(await started.ended).toBe(1);
    expect(started.said()).toContain("SANDBOX_ARM_PORT=seventy is no port");
  });
});
