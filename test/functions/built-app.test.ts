import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { appSettings } from "../../sandbox/app-settings.ts";

const keyFolder = mkdtempSync(join(tmpdir(), "signing-key-"));
const signingKey = join(keyFolder, "key.pem");
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
writeFileSync(signingKey, privateKey.export({ type: "pkcs8", format: "pem" }));
afterAll(() => rmSync(keyFolder, { recursive: true }));

const settings = appSettings({
  armUrl: "https://localhost:1",
  tablesUrl: "https://localhost:1/account",
  auditTablesUrl: "https://localhost:1/audit",
  auditLogUrl: "https://localhost:1/audit/audit-log",
  auditSigningKey: signingKey,
  identityEndpoint: "http://localhost:1/msi/token",
  identityHeader: "header",
  botMetadataUrl: "https://localhost:1/keys",
  tenantMetadataUrl: "https://localhost:1/tenant",
  teamsServiceUrl: "https://localhost:1/connector",
  caPath: "",
  policyFile: "policy.yaml",
});

/** Run in a process of its own, since a process has one app. */
const PRINT_REGISTRATIONS = `
  import { loadApp } from "./sandbox/host/load-app.ts";
  const { functions } = await loadApp(process.cwd(), () => {});
  console.log(JSON.stringify([...functions.values()].map(({ metadata }) => metadata)));
`;

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const node = { env: { PATH: process.env["PATH"], ...env }, encoding: "utf8", timeout: 30_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, node);
  return { status, stdout, stderr };
}

interface Registered {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A function's trigger without what only the library needs. */
function triggerOf({ name, bindings }: Registered) {
  const trigger = Object.values(bindings).find(({ type }) => String(type).endsWith("Trigger")) ?? {};
  const { type, authLevel, route, methods, schedule, cardinality } = trigger;
  return JSON.parse(JSON.stringify({ name, type, authLevel, route, methods, schedule, cardinality }));
}

const http = (method: string) => (name: string, route: string) => ({
  ...{ name, type: "httpTrigger", authLevel: "anonymous", route, methods: [method] },
});
const [get, post] = [http("GET"), http("POST")];

describe("the built app", () => {
  it("registers these functions and no other: what is reachable from outside is here", () => {
    const { stdout, stderr } = run(["--input-type=module", "--eval", PRINT_REGISTRATIONS], settings);
    expect(stderr).toBe("");
    const registered = (JSON.parse(stdout) as Registered[]).map(triggerOf);
    expect(registered.sort((one, other) => one.name.localeCompare(other.name))).toEqual([
      { name: "advance", type: "activityTrigger" },
      get("apiAudit", "api/audit"),
      post("apiChange", "api/changes"),
      get("apiDescription", "api/openapi.json"),
      post("apiHold", "api/requests/{id}/holds"),
      get("apiLog", "api/audit/log/{*file}"),
      get("apiMe", "api/me"),
      get("apiMetrics", "api/metrics"),
      get("apiNamespaces", "api/namespaces"),
      get("apiProof", "api/audit/{request}/{step}/proof"),
      post("apiRepair", "api/audit/repair"),
      get("apiRequest", "api/requests/{id}"),
      get("apiRequests", "api/requests"),
      post("apiVote", "api/requests/{id}/votes"),
      { name: "approval", type: "orchestrationTrigger" },
      { name: "connectionEvent", type: "eventGridTrigger" },
      { name: "digest", type: "timerTrigger", schedule: "0 0 8 * * MON" },
      { name: "health", type: "httpTrigger", authLevel: "anonymous", route: "api/health", methods: ["GET"] },
      { name: "intake", type: "orchestrationTrigger" },
      { name: "messages", type: "httpTrigger", authLevel: "anonymous", route: "api/messages", methods: ["POST"] },
      { name: "page", type: "httpTrigger", authLevel: "anonymous", route: "{*path}", methods: ["GET"] },
      { name: "purge", type: "timerTrigger", schedule: "0 30 3 * * *" },
      { name: "reconcile", type: "activityTrigger" },
      { name: "seal", type: "timerTrigger", schedule: "*/5 * * * * *" },
      { name: "sweep", type: "timerTrigger", schedule: "0 */5 * * * *" },
    ]);
  });

  it("does not start with wrong settings, and names every one of them at once", () => {
    const state = mkdtempSync(join(tmpdir(), "wrong-settings-"));
    const { TENANT_ID: _, ...others } = settings;
    const wrong = {
      ...others,
      BOT_APP_ID: "the-bot",
      TABLES_URL: "http://localhost:1/account",
      ARM_ENDPOINT: "https://user:word@localhost:1",
      SWEEP_SCHEDULE: "sometimes",
      WAIT_TRY_HOURS: "-1",
      WAIT_TYPO_SECONDS: "1",
    };
    const { status, stderr } = run(
      ["sandbox/host/main.ts", "--app", ".", "--port", "0", "--state", join(state, "host.sqlite")],
      wrong,
    );
    rmSync(state, { recursive: true });
    expect(status).toBe(1);
    const names = [
      "TENANT_ID",
      "BOT_APP_ID",
      "TABLES_URL",
      "ARM_ENDPOINT",
      "SWEEP_SCHEDULE",
      "WAIT_TRY_HOURS",
      "WAIT_TYPO_SECONDS",
    ];
    for (const name of names) expect(stderr).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stderr).toContain("7 settings are wrong");
    expect(stderr).not.toContain("user:word");
  });
});
