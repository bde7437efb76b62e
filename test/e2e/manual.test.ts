import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askedIn, settingsFor } from "../../sandbox/cli-access.ts";
import { apiAccess } from "../../sandbox/control/api-access.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { olga, ownerSubscription } from "../../sandbox/world.ts";
import { type DnsServer, startDnsServer } from "../cli/a-dns-server.ts";
import { allTold } from "../cli/told.ts";
import { type Example, examples, ROOT } from "../docs/manual.ts";
import { type StandIns, standIns } from "../support/stand-ins.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";

let running: RunningSandbox;
let dns: DnsServer;
/** Where the commands are called: an empty folder, but for the policy. */
let place: string;
let programs: StandIns;
let decided: Asked;

beforeAll(async () => {
  running = await runSandbox();
  dns = await startDnsServer();
  place = mkdtempSync(join(tmpdir(), "relay-approvals-manual-"));
  decided = await approved("pe-decided");
  // For `pending`: what other commands ask for may be over by then.
  await running.stage.ask("pe-waits");
  await nextSweep(running);
  copyFileSync(join(ROOT, "policy.yaml"), join(place, "policy.yaml"));
  mkdirSync(join(place, ".config/fish/completions"), { recursive: true });
  dns.zone = {
    "contoso-orders.servicebus.windows.net": { CNAME: "contoso-orders.privatelink.servicebus.windows.net" },
    "contoso-orders.privatelink.servicebus.windows.net": { A: "10.1.0.5" },
  };
  programs = shippedAndAzd();
});
afterAll(async () => {
  await dns?.close();
  await running?.stop();
  programs?.remove();
  if (place) rmSync(place, { recursive: true, force: true });
});

/** The command line as it is shipped, with the sandbox's clock; and what azd knows of a deployment. */
function shippedAndAzd(): StandIns {
  const made = standIns();
  const shipped = [process.execPath, "--import", join(ROOT, "sandbox/clock.ts"), join(ROOT, "dist/cli.js")];
  made.add("relay-approvals", `exec ${shipped.map((part) => `'${part}'`).join(" ")} "$@"`);
  made.add("azd", `[ "$*" = "env get-value SERVICE_API_URI" ] && echo ${running.sandbox.host.url}`);
  return made;
}

async function approved(endpoint: string): Promise<Asked> {
  const { stage } = running;
  const asked = await stage.ask(endpoint);
  await stage.click(olga, asked, "approve", "Known partner, ticket 4711");
  await stage.armShows(asked.connection, "Approved");
  await stage.cardSays(asked, "Approved");
  return asked;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function bash(line: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const options = { cwd: place, env: { PATH: programs.path, HOME: place, SHELL: "/bin/bash", ...env } };
  return new Promise((resolve) => {
    execFile("bash", ["-c", line], options, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
  });
}

const DECISIONS = /^relay-approvals (approve|reject|hold) |\/votes"$/;
const DECIDERS = /^relay-approvals (?:approve|reject|hold|revoke) |\/votes"$/;
const REQUEST = /\br-(?:[a-z2-7]{26}|…)/g;

/** With what is there in place of what stands in the manual. */
async function standing({ line, printed }: Pick<Example, "line" | "printed">): Promise<string> {
  const { stage, sandbox } = running;
  const [, verb = "vote"] = DECISIONS.exec(line) ?? [];
  const request = DECISIONS.test(line) ? (await stage.ask(`pe-${verb}`)).requestId : decided.requestId;
  const connection = line.startsWith("relay-approvals revoke") ? (await approved("pe-revoked")).connection.name : "";
  const confirmed = printed.some((text) => text.endsWith("[y/N] y")) ? " --yes" : "";
  return (
    line
      .replaceAll(REQUEST, request)
      .replace(/(?<=contoso-orders\/)[0-9a-f-]{36}/, connection)
      .replace("<subscription of the app>", ownerSubscription.id)
      .replace(/https:\/\/(?:\$APP|<app>)\.azurewebsites\.net/, sandbox.host.url)
      // Names and ports are the machine's business, which has no namespace of ours.
      .replace(/^relay-approvals check-dns .*/, `$& --server ${dns.address}`)
      .replace(/^relay-approvals check-ports .*/, "$& --at 127.0.0.1 --within 1")
      .replace(/^curl /, "$&--fail ") + confirmed
  );
}

const PAGES = [
  "README.md",
  ...["api", "cli", "deploy", "operations", "policy", "quick-start", "sandbox", "sealed-log"].map(
    (page) => `docs/${page}.md`,
  ),
];

/** What those of the manual end with that do not end with 0. */
const ENDS: Readonly<Record<string, number>> = {
  "relay-approvals audit nmespace:x": 2,
  // Nobody listens there.
  "relay-approvals check-ports contoso-orders --listener": 1,
};

/** `npm run cli -- --as rita audit` is `relay-approvals audit` for Rita. */
function without(npm: string): Pick<Example, "line"> & { readonly as?: string } {
  const [, words] = /^npm run (?:--silent )?cli -- (.*)$/.exec(npm) ?? [];
  if (words === undefined) return { line: npm.replace(/^npm run policy --/, "relay-approvals policy") };
  const [, as = askedIn([]).person, rest = words] = /^--as (\w+) (.*)$/.exec(words) ?? [];
  return { line: `relay-approvals ${rest}`, as };
}

async function environmentOf(line: string, as?: string) {
  const person = as ?? (DECIDERS.test(line) ? "olga" : "rita");
  const access = await apiAccess(running.sandbox, new URLSearchParams({ person }));
  return { ...settingsFor(access), token: access.access_token };
}

/** Headings of tables, and what stands before the values of a list: the same whatever is on record. */
function shapeOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const cells = line.trimEnd().split(/ {2,}/);
    if (cells.length > 1 && cells.every((cell) => /^[A-Z0-9][A-Z0-9%() ]+$/.test(cell))) return cells.join(" | ");
    return cells.length === 2 && /^[A-Z][a-z]+(?: [a-z]+)*$/.test(cells[0] ?? "") ? (cells[0] ?? "") : [];
  });
}

const commands = examples()
  .flatMap((example) => example.line.split(" && ").map((line) => ({ ...example, ...without(line), asItStands: line })))
  .filter(({ line }) => /^(?:relay-approvals|curl) /.test(line));

/** What a command takes that another one of the page, or somebody, has left there. */
async function prepared(line: string): Promise<void> {
  const to = (name: string) => join(place, name);
  if (line.includes("--key key")) copyFileSync(to("log/key"), to("key"));
  if (line.includes("--checkpoint ")) copyFileSync(to("log/checkpoint"), to("checkpoint-of-march"));
  if (line.includes("--from record.ndjson"))
    await bash("relay-approvals export --output record.ndjson", await environmentOf(line));
}

describe("a command of the manual", () => {
  it.each(commands)("$file: $asItStands", async ({ line, as, printed }) => {
    await prepared(line);
    const command = await standing({ line, printed });
    const env = await environmentOf(line, as);
    const run = line.startsWith("relay-approvals live-check") ? liveCheck : bash;
    const { code, out, err } = await run(command, env);
    const expected = ENDS[line] ?? 0;
    expect([code, code === expected ? "" : `${out}${err}`]).toEqual([expected, ""]);
    expect(shapeOf(out.split("\n"))).toEqual(expect.arrayContaining([...shapeOf(printed)]));
  });

  it("is one of many, and of every page that has some", () => {
    const pages = new Set(commands.map(({ file }) => file));
    expect([...pages].sort()).toEqual(PAGES);
  });
});

/** It waits for some minutes, until no event comes any more: here the clock is moved on instead. */
async function liveCheck(command: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const words = [...command.split(" ").slice(1), "--output", join(place, "live-check.json")];
  const onWait = (_: number, milliseconds: number) => running.sandbox.moveClock(milliseconds);
  const { code, out, err } = await allTold(words, { env, onWait });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
