import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Cron } from "croner";
import fc from "fast-check";
import { ConfigFault, readConfig } from "../src/config.ts";
import { keyText } from "../src/domain/log/note.ts";
import { AZURE_WAITS } from "../src/domain/waits.ts";
import { aLogKey } from "./support/a-log.ts";

const REQUIRED = {
  TABLES_URL: "https://relayapprovals.table.core.windows.net",
  AUDIT_TABLES_URL: "https://relayaudit.table.core.windows.net/",
  AUDIT_LOG_CONTAINER: "https://relayaudit.blob.core.windows.net/audit-log",
  AUDIT_SIGNING_KEY: "https://relay.vault.azure.net/keys/audit-log/0123456789abcdef0123456789abcdef",
  AZURE_CLIENT_ID: "CCCCCCCC-0000-4000-8000-000000000001",
  TENANT_ID: "aaaaaaaa-0000-4000-8000-000000000001",
  BOT_APP_ID: "cccccccc-0000-4000-8000-000000000001",
};

function faultsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
}

const faultsWith = (env: Readonly<Record<string, string | undefined>>) => faultsOf({ ...REQUIRED, ...env });

describe("the settings", () => {
  it("of the example for Azure Functions Core Tools are whole and right", () => {
    const example = JSON.parse(readFileSync(join(__dirname, "../local.settings.example.json"), "utf8"));
    expect(faultsOf(example.Values)).toEqual([]);
  });

  it("are Azure's where nothing else is set", () => {
    expect(readConfig({ ...REQUIRED, PATH: "/usr/bin" })).toEqual({
      armEndpoint: "https://management.azure.com",
      armApiVersion: "2024-01-01",
      tablesUrl: "https://relayapprovals.table.core.windows.net",
      auditTablesUrl: "https://relayaudit.table.core.windows.net",
      sealedLog: {
        containerUrl: "https://relayaudit.blob.core.windows.net/audit-log",
        signingKey: {
          ...{ kind: "vault", vault: "https://relay.vault.azure.net", name: "audit-log" },
          version: "0123456789abcdef0123456789abcdef",
        },
        name: "relayaudit.blob.core.windows.net/audit-log",
        earlierKeys: [],
      },
      identityClientId: "cccccccc-0000-4000-8000-000000000001",
      tenantId: "aaaaaaaa-0000-4000-8000-000000000001",
      botAppId: "cccccccc-0000-4000-8000-000000000001",
      botOpenIdMetadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
      teamsServiceUrl: "https://smba.trafficmanager.net/teams",
      teamsServiceHosts: ["smba.trafficmanager.net"],
      apiClientId: undefined,
      apiOpenIdMetadataUrl:
        "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0/.well-known/openid-configuration",
      policyFile: "policy.yaml",
      policyBlob: undefined,
      cleanUp: "dry-run",
      mostCards: 10,
      digestSchedule: "0 0 8 * * MON",
      purgeSchedule: "0 30 3 * * *",
      sealSchedule: "*/30 * * * * *",
      sweepSchedule: "0 */5 * * * *",
      waits: AZURE_WAITS,
      clickSeconds: 0.8,
    });
  });

  it("have the waits that suit Azure", () => {
    expect(AZURE_WAITS).toEqual({
      looksSeconds: [0, 15, 60, 300],
      askAgainMinutes: 15,
      lookSpacingSeconds: 5,
      backOffFirstSeconds: 10,
      backOffMostSeconds: 300,
      applyFirstSeconds: 30,
      applyNextSeconds: 10,
      tryHours: 24,
      deadlineGraceMinutes: 3,
      tellHours: 12,
      watchdogMinutes: 9,
      longestRestHours: 120,
    });
  });

  it("are read from their names", () => {
    const config = readConfig({
      ...REQUIRED,
      ARM_ENDPOINT: "https://localhost:7443/",
      ARM_API_VERSION: "2026-07-01-preview",
      BOT_OPENID_METADATA_URL: "https://localhost:7446/keys",
      TEAMS_SERVICE_URL: "https://localhost:7446/teams//",
      TEAMS_SERVICE_HOSTS: "localhost:7446, SMBA.example",
      API_CLIENT_ID: "DDDDDDDD-0000-4000-8000-000000000001",
      API_OPENID_METADATA_URL: "https://localhost:7444/tenant/v2.0/.well-known/openid-configuration",
      POLICY_FILE: "other.yaml",
      POLICY_BLOB: "https://relayapprovals.blob.core.windows.net/policies/team/policy.yaml",
      CLEAN_UP: "delete",
      MOST_CARDS_A_CHANNEL: "25",
      SWEEP_SCHEDULE: "00:00:10",
      WAIT_LOOKS_SECONDS: "0, 1, 2.5",
      WAIT_LOOK_SPACING_SECONDS: "0.5",
      WAIT_BACK_OFF_FIRST_SECONDS: "1",
      WAIT_BACK_OFF_MOST_SECONDS: "2",
      WAIT_APPLY_FIRST_SECONDS: "3",
      WAIT_APPLY_NEXT_SECONDS: "4",
      WAIT_TRY_HOURS: "5",
      WAIT_DEADLINE_GRACE_MINUTES: "6",
      WAIT_TELL_HOURS: "7",
      WAIT_WATCHDOG_MINUTES: "8",
      WAIT_CLICK_SECONDS: "0.5",
      WAIT_LONGEST_REST_HOURS: "120",
    });
    expect(config).toMatchObject({
      armEndpoint: "https://localhost:7443",
      armApiVersion: "2026-07-01-preview",
      botOpenIdMetadataUrl: "https://localhost:7446/keys",
      teamsServiceUrl: "https://localhost:7446/teams",
      teamsServiceHosts: ["localhost:7446", "smba.example"],
      apiClientId: "dddddddd-0000-4000-8000-000000000001",
      apiOpenIdMetadataUrl: "https://localhost:7444/tenant/v2.0/.well-known/openid-configuration",
      policyFile: "other.yaml",
      policyBlob: "https://relayapprovals.blob.core.windows.net/policies/team/policy.yaml",
      cleanUp: "delete",
      mostCards: 25,
      sweepSchedule: "00:00:10",
      waits: {
        looksSeconds: [0, 1, 2.5],
        lookSpacingSeconds: 0.5,
        backOffFirstSeconds: 1,
        backOffMostSeconds: 2,
        applyFirstSeconds: 3,
        applyNextSeconds: 4,
        tryHours: 5,
        deadlineGraceMinutes: 6,
        tellHours: 7,
        watchdogMinutes: 8,
        longestRestHours: 120,
      },
      clickSeconds: 0.5,
    });
  });
});

describe("the settings of the sealed log", () => {
  const logWith = (env: Readonly<Record<string, string>>) => readConfig({ ...REQUIRED, ...env }).sealedLog;

  it("are read from their names", () => {
    const keys = [aLogKey("contoso.example/log").verifier, aLogKey("contoso.example/log").verifier];
    const log = logWith({
      AUDIT_LOG_CONTAINER: "https://localhost:10000/account/audit-log/",
      AUDIT_SIGNING_KEY: "/home/olga/signing-key.pem",
      AUDIT_LOG_NAME: "contoso.example/log",
      AUDIT_LOG_EARLIER_KEYS: keys.map(keyText).join(", "),
    });
    expect(log).toEqual({
      containerUrl: "https://localhost:10000/account/audit-log",
      signingKey: { kind: "file", path: "/home/olga/signing-key.pem" },
      name: "contoso.example/log",
      earlierKeys: keys,
    });
  });

  it("name a key in a file on the machine of a developer only", () => {
    const inAzure = { WEBSITE_INSTANCE_ID: "4f1" };
    const fault = "AUDIT_SIGNING_KEY must be a key in Key Vault: a file is for machines of developers";
    expect(faultsWith({ ...inAzure, AUDIT_SIGNING_KEY: "signing-key.pem" })).toEqual([fault]);
    expect(faultsWith({ ...inAzure, AUDIT_SIGNING_KEY: "file:///signing-key.pem", TENANT_ID: "x" })).toContain(fault);
    expect(faultsWith(inAzure)).toEqual([]);
  });

  it.each([
    ["AUDIT_LOG_CONTAINER", "https://relayaudit.blob.core.windows.net", "must name a container"],
    ["AUDIT_LOG_CONTAINER", "https://relayaudit.blob.core.windows.net/a/b/c", "must name a container"],
    ["AUDIT_LOG_CONTAINER", "https://x.example/log?sig=1", "must be an https address without user, query or fragment"],
    ...[
      "https://relay.vault.azure.net/keys/audit-log",
      "https://relay.vault.azure.net/secrets/audit-log/0123456789abcdef0123456789abcdef",
      "http://relay.vault.azure.net/keys/audit-log/0123456789abcdef0123456789abcdef",
    ].map((key) => [
      "AUDIT_SIGNING_KEY",
      key,
      "must be the address of a key with its version, as in https://….vault.azure.net/keys/name/version",
    ]),
    ["AUDIT_LOG_NAME", "two words", "must have neither spaces nor a plus"],
    ["AUDIT_LOG_EARLIER_KEYS", "name+00000000+Ag==", "must be verifier keys like name+id+key"],
  ])("are refused when wrong: %s=%s", (name, value, fault) => {
    expect(faultsWith({ [String(name)]: value })).toEqual([`${name} ${fault}`]);
  });
});

describe("wrong settings", () => {
  it("are named all at once when nothing is set", () => {
    expect(faultsOf({})).toEqual([
      "TABLES_URL is missing: give an https address",
      "AUDIT_TABLES_URL is missing: give an https address",
      "AUDIT_LOG_CONTAINER is missing: give an https address",
      "AUDIT_SIGNING_KEY is missing: give the address of a key in Key Vault",
      "AZURE_CLIENT_ID is missing: give a GUID",
      "TENANT_ID is missing: give a GUID",
      "BOT_APP_ID is missing: give a GUID",
    ]);
  });

  it("are named all at once when many are wrong, each with the reason", () => {
    const faults = faultsOf({
      ...REQUIRED,
      ARM_ENDPOINT: "http://management.azure.com",
      ARM_API_VERSION: "latest",
      TABLES_URL: "",
      TENANT_ID: "contoso.com",
      BOT_APP_ID: `{${REQUIRED.BOT_APP_ID}}`,
      TEAMS_SERVICE_HOSTS: "https://smba.trafficmanager.net",
      BOT_OPENID_METADATA_URL: "https://localhost/keys?key=1",
      SWEEP_SCHEDULE: "every five minutes",
      WAIT_LOOKS_SECONDS: "15,0",
      WAIT_TRY_HOURS: "a day",
      WAIT_TELL_HOURS: "0",
      WAIT_LONGEST_REST_HOURS: "121",
      WAIT_WATCHDOG: "9",
    });
    expect(faults).toEqual([
      "ARM_ENDPOINT must be an https address without user, query or fragment",
      "ARM_API_VERSION is no api-version like 2024-01-01",
      "TABLES_URL is missing: give an https address",
      "TENANT_ID is no GUID",
      "BOT_APP_ID is no GUID",
      "BOT_OPENID_METADATA_URL must be an https address without user, query or fragment",
      "TEAMS_SERVICE_HOSTS is no list of hosts, separated by commas",
      "SWEEP_SCHEDULE must be six NCRONTAB fields like 0 */5 * * * *, or a time between sweeps like 00:05:00",
      "WAIT_LOOKS_SECONDS must be seconds in rising order that begin with 0, separated by commas",
      "WAIT_TRY_HOURS is no number",
      "WAIT_TELL_HOURS must be above 0",
      "WAIT_LONGEST_REST_HOURS must be at most 120",
      "WAIT_WATCHDOG is no setting of this service",
    ]);
  });

  it("stop the start with a message that says where to read on", () => {
    expect(() => readConfig({ ...REQUIRED, TENANT_ID: "x" })).toThrow(
      "A setting is wrong:\n  TENANT_ID is no GUID\nSee docs/settings.md.",
    );
    expect(() => readConfig({ ...REQUIRED, TENANT_ID: "x", BOT_APP_ID: undefined })).toThrow(
      /^2 settings are wrong:\n/,
    );
  });

  it.each([
    ["TABLES_URL", "relayapprovals.table.core.windows.net"],
    ["TABLES_URL", "https://user@relayapprovals.table.core.windows.net"],
    ["TABLES_URL", "https://:password@relayapprovals.table.core.windows.net"],
    ["ARM_ENDPOINT", "https://management.azure.com?x=1"],
    ["ARM_ENDPOINT", "https://management.azure.com?"],
    ["ARM_ENDPOINT", "https://management.azure.com/subscriptions"],
    ["ARM_ENDPOINT", "https://"],
    ["ARM_ENDPOINT", "https://management.azure.com#x"],
    ["ARM_ENDPOINT", "file:///etc/passwd"],
    ["POLICY_BLOB", "http://relayapprovals.blob.core.windows.net/policies/policy.yaml"],
    ["POLICY_BLOB", "https://relayapprovals.blob.core.windows.net/policies/policy.yaml?sv=1&sig=x"],
    ["POLICY_BLOB", "https://relayapprovals.blob.core.windows.net/policies/"],
    ["CLEAN_UP", "yes"],
    ["MOST_CARDS_A_CHANNEL", "0"],
    ["MOST_CARDS_A_CHANNEL", "51"],
    ["MOST_CARDS_A_CHANNEL", "1.5"],
    ["MOST_CARDS_A_CHANNEL", "0x10"],
    ["TEAMS_SERVICE_HOSTS", "smba.trafficmanager.net,"],
    ["TEAMS_SERVICE_HOSTS", "*"],
    ["WAIT_LOOKS_SECONDS", "0,"],
    ["WAIT_LOOKS_SECONDS", "0,x"],
    ["WAIT_LOOKS_SECONDS", "0,Infinity"],
    ["WAIT_LOOKS_SECONDS", "5"],
    ["WAIT_APPLY_FIRST_SECONDS", "-1"],
    ["WAIT_APPLY_FIRST_SECONDS", "Infinity"],
    ["WAIT_APPLY_FIRST_SECONDS", "0x10"],
    ["WAIT_APPLY_FIRST_SECONDS", "1e3"],
    ["WAIT_APPLY_FIRST_SECONDS", "86401"],
    ["WAIT_TRY_HOURS", "8785"],
    ["WAIT_LOOKS_SECONDS", "0,1e300"],
    ["WAIT_BACK_OFF_FIRST_SECONDS", "301"],
    ["WAIT_BACK_OFF_MOST_SECONDS", "540"],
    ["WAIT_APPLY_FIRST_SECONDS", " "],
    ["TEAMS_SERVICE_URL", "https://smba.example/teams"],
    ["TEAMS_SERVICE_URL", "https://smba.trafficmanager.net:8443/teams"],
  ])("include %s = %p", (name, value) => {
    const faults = faultsWith({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name} `));
  });
});

describe("the address where cards are posted", () => {
  it("is named with the other faults when its host is not on the list", () => {
    expect(faultsWith({ TENANT_ID: "x", TEAMS_SERVICE_HOSTS: "localhost:7446" })).toEqual([
      "TENANT_ID is no GUID",
      "TEAMS_SERVICE_URL must have a host that is in TEAMS_SERVICE_HOSTS",
    ]);
  });
});

describe("the schedule of the sweep", () => {
  const isTaken = (schedule: string) => faultsWith({ SWEEP_SCHEDULE: schedule }).length === 0;

  it.each([
    "*/10 * * * * *",
    "0 0,30 8-18 * JAN-mar,12 MON-FRI",
    "0  0 1-23/2 31 * 0-6/3",
    " 59 59 23 1 1 6 ",
    "00:00:01",
    "23:59:59",
  ])("may be %j", (schedule) => expect(isTaken(schedule)).toBe(true));

  it.each([
    "* * *",
    "*/5 * * * *",
    "0 */5 * * * * *",
    "a b c d e f",
    "60 * * * * *",
    "0 60 * * * *",
    "0 0 24 * * *",
    "0 0 0 0 * *",
    "0 0 0 32 * *",
    "0 0 0 1 13 *",
    "0 0 0 1 0 *",
    "0 0 0 * * 7",
    "0 0 0 * MON *",
    "0 0 0 * * JAN",
    "0 5/10 * * * *",
    "0 */0 * * * *",
    "0 */90 * * * *",
    "0 */5/2 * * * *",
    "0 10-5 * * * *",
    "0 1-2-3 * * * *",
    "0 1, * * * *",
    "0 - * * * *",
    "0 ** * * * *",
    "0 -1 * * * *",
    "0 1.5 * * * *",
    "0 0 0 ? * *",
    "0 0 0 L * *",
    "@hourly",
    "00:00:00",
    "24:00:00",
    "00:60:00",
    "1.00:00:00",
    "5:00",
  ])("is not %j", (schedule) => expect(isTaken(schedule)).toBe(false));

  it("is one that a reader of such expressions takes too", () => {
    const item = fc.stringMatching(/^(\*|\d{1,2}|\d{1,2}-\d{1,2}|[A-Z]{3})(\/\d{1,2})?$/);
    const field = fc.oneof(fc.constant("*"), fc.array(item, { minLength: 1, maxLength: 3 }).map(String));
    const schedules = fc.array(field, { minLength: 6, maxLength: 6 }).map((fields) => fields.join(" "));
    fc.assert(
      fc.property(schedules, (schedule) => {
        if (isTaken(schedule)) expect(() => new Cron(schedule, { paused: true })).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});
