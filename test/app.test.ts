import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { listen, stopListening } from "../sandbox/listening.ts";
import { appFrom, type Build } from "../src/app.ts";
import { TENANT } from "./support/builders.ts";
import { type ScriptedArm, startScriptedArm } from "./support/scripted-arm.ts";

const CLIENT_ID = "cccccccc-0000-4000-8000-000000000001";
const BUILD: Build = { serviceVersion: "0.1.0", checkedPolicy: "" };
const NO_ROW = { status: 404, body: { "odata.error": { code: "ResourceNotFound" } } };
const NO_ROWS = { status: 200, body: { value: [] } };
const BROKEN = { status: 500, body: { "odata.error": { code: "InternalError" } } };

let tables: ScriptedArm;
let auditTables: ScriptedArm;
let identity: Server;
const before = { ...process.env };

beforeAll(async () => {
  [tables, auditTables, identity] = [await startScriptedArm(), await startScriptedArm(), identityEndpoint()];
  const url = `http://127.0.0.1:${await listen(identity, 0, "the identity endpoint")}`;
  Object.assign(process.env, { IDENTITY_ENDPOINT: url, IDENTITY_HEADER: "secret" });
});
afterAll(async () => {
  process.env = before;
  await Promise.all([tables.close(), auditTables.close(), stopListening(identity)]);
});

/** App Service's endpoint of a managed identity. */
function identityEndpoint(): Server {
  const expires_on = String(Math.floor(Date.now() / 1_000) + 3_600);
  return createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "a-token", expires_on, resource: "any", token_type: "Bearer" }));
  });
}

function anApp(settings: Readonly<Record<string, string>> = {}, build = BUILD) {
  const ids = { TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT_ID, BOT_APP_ID: CLIENT_ID };
  const sealing = {
    AUDIT_LOG_CONTAINER: "https://relayaudit.blob.core.windows.net/audit-log",
    AUDIT_SIGNING_KEY: "https://relay.vault.azure.net/keys/audit-log/0123456789abcdef0123456789abcdef",
  };
  const urls = { TABLES_URL: tables.url, AUDIT_TABLES_URL: auditTables.url };
  return appFrom({ ...ids, ...urls, ...sealing, ...settings }, build);
}

describe("the app", () => {
  it("does not start without a policy", () => {
    expect(() => anApp({ POLICY_FILE: "nowhere.yaml" })).toThrow(/^POLICY_FILE: .*nowhere\.yaml cannot be read/);
  });

  it("does not start with a signing key that cannot be read", () => {
    const start = () => anApp({ AUDIT_SIGNING_KEY: "nowhere.pem", POLICY_FILE: "nowhere.yaml" });
    expect(start).toThrow(
      /^2 settings are wrong:\n {2}AUDIT_SIGNING_KEY: the file cannot be used: .*nowhere\.pem.*\n {2}POLICY_FILE: /,
    );
  });

  it("does not start with a policy that is none", async () => {
    const start = anApp({ POLICY_FILE: "host.json" }).checkPolicy();
    await expect(start).rejects.toThrow(/^POLICY_FILE: .*host\.json is no policy:\n {2}line 1: /);
  });

  it("starts with a policy, and does not look again at one that the build has checked", async () => {
    await anApp().checkPolicy();
    const checkedPolicy = createHash("sha256").update(readFileSync("host.json")).digest("hex");
    await anApp({ POLICY_FILE: "host.json" }, { ...BUILD, checkedPolicy }).checkPolicy();
  });
});

describe("wrong settings and a wrong policy", () => {
  it("are named together", () => {
    const start = () => anApp({ POLICY_FILE: "nowhere.yaml", TENANT_ID: "x" });
    expect(start).toThrow(
      /^2 settings are wrong:\n {2}TENANT_ID is no GUID\n {2}POLICY_FILE: .*nowhere\.yaml cannot be read/,
    );
  });
});

describe("the health", () => {
  let logged: jest.SpiedFunction<typeof console.error>;
  beforeEach(() => {
    logged = jest.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterEach(() => logged.mockRestore());

  it.each([
    [NO_ROW, NO_ROW, { policy: "ok", storage: "ok", audit: "ok" }],
    [BROKEN, NO_ROW, { policy: "ok", storage: "failing", audit: "ok" }],
    [NO_ROW, BROKEN, { policy: "ok", storage: "ok", audit: "failing" }],
  ])("tells which of the accounts cannot be read: %#", async (storage, audit, health) => {
    tables.script = () => storage;
    auditTables.script = ({ url }) => (audit === NO_ROW && url.includes("AuditIndex()") ? NO_ROWS : audit);
    expect(await anApp().health()).toEqual(health);
    const why = "Storage answered 500 InternalError to read in table";
    for (const [line] of logged.mock.calls) expect(line).toContain(why);
    expect(logged).toHaveBeenCalledTimes(Object.values(health).filter((check) => check === "failing").length);
  });

  it("is not good while the sealed log is stopped", async () => {
    const content = JSON.stringify({ size: 7, batch: [], stopped: "The tiles are gone" });
    const head = { "odata.etag": "1", PartitionKey: "log", RowKey: "head", content };
    tables.script = () => NO_ROW;
    auditTables.script = ({ url }) => (url.includes("AuditHead(") ? { status: 200, body: head } : NO_ROW);
    expect(await anApp().health()).toEqual({ policy: "ok", storage: "ok", audit: "failing" });
    expect(logged.mock.calls.join("\n")).toContain("The sealed log is stopped: The tiles are gone");
  });
});
