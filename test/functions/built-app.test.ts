import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { registeredTriggers, run, withSettings } from "./registered.ts";

const http = (method: string) => (name: string, route: string) => ({
  ...{ name, type: "httpTrigger", authLevel: "anonymous", route, methods: [method] },
});
const [get, post] = [http("GET"), http("POST")];

describe("the built app", () => {
  it("registers these functions and no other: what is reachable from outside is here", () => {
    const { triggers, stderr } = registeredTriggers();
    expect(stderr).toBe("");
    expect(triggers).toEqual([
      { name: "advance", type: "activityTrigger" },
      get("apiAudit", "api/audit"),
      post("apiChange", "api/changes"),
      get("apiDescription", "api/openapi.json"),
      get("apiDoctor", "api/doctor"),
      post("apiHold", "api/requests/{id}/holds"),
      get("apiLog", "api/audit/log/{*file}"),
      get("apiMe", "api/me"),
      get("apiMetrics", "api/metrics"),
      get("apiNamespaces", "api/namespaces"),
      get("apiProof", "api/audit/{request}/{step}/proof"),
      get("apiRecord", "api/audit/record"),
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

  it("does not start with a policy that is none, and names its faults", () => {
    const state = mkdtempSync(join(tmpdir(), "wrong-policy-"));
    const policy = join(state, "policy.yaml");
    writeFileSync(policy, "groups: []\n");
    const host = ["sandbox/host/main.ts", "--app", ".", "--port", "0", "--state", join(state, "host.sqlite")];
    const { status, stderr } = withSettings((settings) => run(host, { ...settings, POLICY_FILE: policy }));
    rmSync(state, { recursive: true });
    expect(status).toBe(1);
    expect(stderr).toContain(`${policy} is no policy:\n  line 1: groups names no group\n`);
  });

  it("does not start with wrong settings, and names every one of them at once", () => {
    const state = mkdtempSync(join(tmpdir(), "wrong-settings-"));
    const wrong = {
      BOT_APP_ID: "the-bot",
      TABLES_URL: "http://localhost:1/account",
      ARM_ENDPOINT: "https://user:word@localhost:1",
      SWEEP_SCHEDULE: "sometimes",
      WAIT_TRY_HOURS: "-1",
      WAIT_TYPO_SECONDS: "1",
    };
    const args = ["sandbox/host/main.ts", "--app", ".", "--port", "0", "--state", join(state, "host.sqlite")];
    const { status, stderr } = withSettings(({ TENANT_ID: _, ...others }) => run(args, { ...others, ...wrong }));
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
