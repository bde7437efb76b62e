import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { commandLine } from "../../src/cli/command-line.ts";
import type { Seen, SeenNamespace } from "../../src/cli/posture-read.ts";
import type { Recorded } from "../../src/cli/posture-record.ts";
import { assess, type PostureFinding } from "../../src/cli/posture-report.ts";
import { RULES, type RuleId } from "../../src/cli/posture-rules.ts";
import type { Connection, ConnectionStatus } from "../../src/domain/connection.ts";
import { expectToStandAlone } from "./stands-alone.ts";

const OURS = "11111111-1111-4111-8111-111111111111";
const THEIRS = "22222222-2222-4222-8222-222222222222";
const ASKED = `r-${"a".repeat(26)}`;
const DAY_MS = 86_400_000;
const now = new Date("2026-11-20T09:00:00.000Z");

/** In a group whose name no shell takes as it is. */
function aNamespace(overrides: Partial<SeenNamespace> = {}): SeenNamespace {
  const id = { subscription: OURS, resourceGroup: "rg-(relay)", namespace: "contoso-orders" };
  return { id, region: "x", publicAccess: "closed", trustedServices: true, connections: [], ...overrides };
}

function aConnection(status: ConnectionStatus, name: string): Connection {
  const privateEndpoint = `/subscriptions/${THEIRS}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/${name}`;
  const id = { ...aNamespace().id, connection: name };
  return { id, privateEndpoint, status, description: "", provisioning: "done", region: undefined };
}

const record: Recorded = {
  covers: () => true,
  approvedBy: ({ id }) => (id.connection === "elsewhere" ? "elsewhere" : undefined),
  waiting: ({ id }) => ({
    since: new Date(now.getTime() - 18 * DAY_MS).toISOString(),
    request: id.connection === "never" ? undefined : ASKED,
    isAsked: id.connection === "asked",
  }),
};

function found(namespaces: readonly SeenNamespace[], known: Recorded | string = record) {
  const tenants = new Map([
    [OURS, "ours"],
    [THEIRS, "theirs"],
  ]);
  const subscriptions = [{ id: OURS, name: "Ours", tenant: "ours" }];
  const seen: Seen = { subscriptions, listed: new Set([OURS]), namespaces, tenants, hidden: [] };
  return assess({ seen, record: known, decided: new Set(), staleDays: 7, now }).findings;
}

const everything = () => [
  ...found([
    aNamespace({ publicAccess: "open", trustedServices: false }),
    aNamespace({ publicAccess: "some" }),
    aNamespace({
      connections: [
        ...[aConnection("Pending", "asked"), aConnection("Pending", "ended"), aConnection("Pending", "never")],
        ...[
          aConnection("Disconnected", "left"),
          aConnection("Approved", "elsewhere"),
          aConnection("Approved", "nobody"),
        ],
      ],
    }),
    ...Array.from({ length: 58 }, () =>
      aNamespace({ connections: Array.from({ length: 58 }, () => aConnection("Approved", "many")) }),
    ),
  ]),
  ...found([aNamespace({ connections: [aConnection("Pending", "asked")] })], "give the service's address with --url."),
];
const commandsOf = (rule: RuleId, findings: readonly PostureFinding[] = everything()) => [
  ...new Set(findings.filter((one) => one.rule === rule).flatMap(({ commands }) => commands)),
];

/** What a shell makes of a line. */
function wordsOf(line: string): readonly string[] {
  const script = `relay-approvals() { printf '%s\\0' "$@"; }; az() { relay-approvals "$@"; }; pwsh() { az "$@"; }; ${line}`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

const understood = async (words: readonly string[]) =>
  commandLine({ screen: undefined }, "1.2.3", async () => undefined).parseAsync(words);

describe("a command that posture gives", () => {
  const lines = [...new Set(everything().flatMap(({ commands }) => commands))];

  it("is there for each kind of finding that a command helps against", () => {
    const rules = Object.keys(RULES) as RuleId[];
    expect(new Set(everything().map(({ rule }) => rule))).toEqual(new Set(rules));
    expect(rules.filter((rule) => commandsOf(rule).length === 0)).toEqual(["places-scarce", "subscription-crowded"]);
  });

  it.each(lines)("is a line for a shell that stands alone: %s", (line) => {
    expect(line).not.toContain("…");
    expectToStandAlone(line);
  });

  it("is understood by the command line, where it is one of ours", async () => {
    const own = lines.filter((line) => line.startsWith("relay-approvals "));
    expect(own).toContain("relay-approvals remove contoso-orders/left --comment 'Nothing stands behind it any more'");
    for (const line of own) await understood(wordsOf(line));
    await expect(understood(wordsOf("relay-approvals remove contoso-orders/left"))).rejects.toThrow("comment");
  });

  it("names a script that is there, with parameters that it has", () => {
    const scripts = lines.filter((line) => line.startsWith("pwsh "));
    expect(scripts.length).toBeGreaterThan(2);
    for (const [file = "", ...words] of scripts.map(wordsOf)) {
      const script = readFileSync(file, "utf8");
      for (const word of words.filter((one) => one.startsWith("-"))) expect(script).toContain(`$${word.slice(1)}`);
      expect(words[1]).toBe(
        `/subscriptions/${OURS}/resourceGroups/rg-(relay)/providers/Microsoft.Relay/namespaces/contoso-orders`,
      );
    }
  });

  it("changes only what it is about", () => {
    const ends = (rule: RuleId, overrides: Partial<SeenNamespace>) =>
      commandsOf(rule, found([aNamespace(overrides)])).map((line) => line.split("contoso-orders'")[1]);
    expect(ends("public-access", { publicAccess: "open" })).toEqual([""]);
    expect(ends("public-access", { publicAccess: "open", trustedServices: false })).toEqual([" -NoTrustedServices"]);
    const kept = { trustedServices: false } as const;
    expect(ends("trusted-services", kept)).toEqual([""]);
    expect(ends("trusted-services", { ...kept, publicAccess: "some" })).toEqual([" -PublicNetworkAccess Enabled"]);
    expect(ends("trusted-services", { ...kept, publicAccess: "perimeter" })).toEqual([]);
  });

  it("asks the service only about what it may tell", () => {
    const approved = [aNamespace({ connections: [aConnection("Approved", "nobody")] })];
    expect(commandsOf("cross-tenant", found(approved, "no record"))).toEqual([]);
    expect(commandsOf("cross-tenant", found(approved))).toEqual([
      "relay-approvals audit --connection contoso-orders/nobody",
    ]);
  });

  it("is no part of the words that say what to do", () => {
    for (const { cure } of Object.values(RULES)) expect(cure).not.toMatch(/relay-approvals|<\w+>|--\w|\baz /);
  });
});
