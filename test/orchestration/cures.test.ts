import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Finding } from "../../src/domain/answers.ts";
import { examine, type Self } from "../../src/orchestration/examine.ts";
import { Fault } from "../../src/ports.ts";
import { aConnection, aNamespace, anOutcome, aPolicy, LOGISTICS } from "../support/builders.ts";
import { commandFaults } from "../support/command-faults.ts";
import { Stage } from "../support/stage.ts";
import { aSelf, aStanding, failing, keysAt } from "./a-self.ts";

const ROOT = join(__dirname, "../..");
const SOURCES = ["src/domain/examination*.ts", "src/orchestration/examine*.ts"];

interface Deployment {
  readonly self?: Partial<Self>;
  readonly before?: (stage: Stage) => unknown;
  readonly world?: Partial<Stage["world"]>;
}

const UNREADABLE = aSelf().sealedLog;
const setup = aSelf().setup;
const NOBODY = "99999999-0000-4000-8000-000000000009";

/** Each with all faults that can be there at the same time. */
const DEPLOYMENTS: readonly Deployment[] = [
  {
    self: {
      setup: { ...setup, botAppId: NOBODY, botKeysUrl: "https://keys.example/v1", cleanUp: "dry-run" },
      standing: {
        ...aSelf().standing,
        permitted: async () => ({ missing: ["a/read"], denied: ["a/write"], tooMuch: ["*"] }),
      },
      sealedLog: { ...UNREADABLE, read: async (path) => failing(`no ${path}`)() },
      whyStopped: async () => "a fork",
      pauses: { sweepMinutes: 60, sealMinutes: 15 },
      keys: { bot: keysAt("https://a.example", failing("no")), api: keysAt("https://b.example", failing("no")) },
      storage: { requests: failing("no"), record: failing("no") },
    },
  },
  {
    before: async (stage) => {
      stage.connections.failures.fail("namespaces", new Error("no"), 5);
      await stage.sweep();
      await stage.asked();
      stage.clock.moveOn({ hours: 25 });
    },
  },
  {
    before: async (stage) => {
      stage.connections.set(aConnection());
      await stage.look();
      stage.clock.moveOn({ minutes: 11 });
      stage.connections.removeNamespace(aNamespace());
    },
    world: {
      policies: { ...new Stage().policies, current: () => new Stage().policies.current(), refused: () => "v2" },
    },
  },
  {
    before: async (stage) => {
      const requestId = await stage.asked();
      const at = stage.clock.now().toISOString();
      await stage.store.outcomes.insert(requestId, anOutcome({ kind: "expired", at, after: "Pending" }));
      await stage.untilOver(requestId);
    },
  },
  {
    before: (stage) => {
      stage.connections.set(aConnection());
      stage.store.failures.fail("rounds.in", new Fault("gone"));
    },
  },
  { self: { standing: aStanding({ permitted: failing("ARM answered 403", 403) }) } },
  { self: { standing: aStanding({ identity: failing("no token") }) } },
  { before: (stage) => stage.connections.failures.fail("namespaces", new Fault("ARM answered 403", { status: 403 })) },
  {
    before: ({ clock, connections }) =>
      connections.failures.fail("namespaces", new Fault("429", { retryAt: clock.now() })),
  },
  {
    before: ({ policies, endpoints }) => {
      policies.policy = aPolicy({ cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [LOGISTICS] } });
      endpoints.failures.fail("endpoints.list", new Fault("ARM answered 403", { status: 403 }));
    },
  },
  {
    before: ({ store }) => {
      for (const operation of ["heartbeats.last", "requests.allOpen", "inbox.waiting"])
        store.failures.fail(operation, new Fault("gone"));
    },
    world: { policies: { current: failing("line 3: no owners") } },
  },
];

async function foundIn({ self, before, world }: Deployment): Promise<readonly Finding[]> {
  const stage = new Stage();
  await before?.(stage);
  return (await examine({ ...stage.world, ...world }, aSelf(self))).findings;
}

describe("what doctor finds in the service", () => {
  let findings: readonly Finding[];
  const found = () => new Set(findings.map(({ id }) => id));
  beforeAll(async () => {
    findings = (await Promise.all(DEPLOYMENTS.map(foundIn))).flat();
  });

  it("is all looked at here", () => {
    const source = globSync(SOURCES, { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), "utf8"));
    const ids = [...source.join("\n").matchAll(/finding\(\s*[^"]*"(?:error|warning|info)"[^"]*,\s*"([\w-]+)"/g)];
    expect(ids.length).toBeGreaterThan(15);
    expect(ids.map(([, id]) => id).filter((id) => !found().has(id ?? ""))).toEqual([]);
  });

  it("is named in the manual", () => {
    const page = readFileSync(join(ROOT, "docs/cli.md"), "utf8");
    expect([...found()].filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it("is cured by commands that can be pasted, and that there are", async () => {
    const commands = new Set(findings.flatMap((one) => one.commands));
    expect(commands.size).toBeGreaterThan(10);
    expect((await Promise.all([...commands].map(commandFaults))).flat()).toEqual([]);
  });

  it("has words without commands in them", () => {
    const isCommand = /\b(?:az|azd|relay-approvals) [a-z]|infra\/|<|;.*;/;
    expect(findings.map(({ cure }) => cure).filter((cure) => isCommand.test(cure))).toEqual([]);
  });
});
