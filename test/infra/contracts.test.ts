import { describe, expect, it } from "@jest/globals";
import type { Resource } from "../../build/infra/snapshots.ts";
import { changed, committed, faultsIn, withText } from "./changed.ts";

function withProperties(properties: Readonly<Record<string, unknown>>): (one: Resource) => Resource {
  return (one) => ({ ...one, properties: { ...one.properties, ...properties } });
}

describe("templates and code", () => {
  it("fit as they are", () => {
    expect(faultsIn(committed())).toEqual([]);
  });

  it("name the same settings", () => {
    const settings = changed("core", "Microsoft.Web/sites/config", withText('"TABLES_URL"', '"TABLE_URL"'));
    expect(faultsIn(settings)).toEqual([
      "settings: nothing reads TABLE_URL",
      "settings: the code would not start: TABLES_URL is missing: give an https address",
    ]);
  });

  it("have no setting that Flex Consumption refuses", () => {
    const settings = changed(
      "core",
      "Microsoft.Web/sites/config",
      withProperties({ FUNCTIONS_WORKER_RUNTIME: "node", WEBSITE_RUN_FROM_PACKAGE: "1" }),
    );
    expect(faultsIn(settings)).toEqual(
      expect.arrayContaining([
        "settings: Flex Consumption refuses FUNCTIONS_WORKER_RUNTIME",
        "settings: Flex Consumption refuses WEBSITE_RUN_FROM_PACKAGE",
      ]),
    );
  });

  it("give settings values that the code takes", () => {
    const settings = changed("core-closed", "Microsoft.Web/sites/config", withText('"delete"', '"remove"'));
    expect(faultsIn(settings)).toEqual(["settings: the code would not start: CLEAN_UP is neither dry-run nor delete"]);
  });

  it("say so of a value that only Azure knows", () => {
    const settings = changed("core", "Microsoft.Web/sites/config", withProperties({ POLICY_BLOB: "[newGuid()]" }));
    expect(faultsIn(settings)).toEqual(["settings: nobody knows what Azure makes of POLICY_BLOB: [newGuid()]"]);
  });

  const wiring = "Microsoft.EventGrid/systemTopics/eventSubscriptions";

  it("name the same operations", () => {
    const write = "privateEndpointConnectionProxies/write";
    expect(faultsIn(changed("events", wiring, withText(write, "privateEndpointProxies/write")))).toEqual([
      "events: Microsoft.Relay/namespaces/privateEndpointConnectionProxies/write is filtered out",
      "events: the code takes no notice of Microsoft.Relay/namespaces/privateEndpointProxies/write",
    ]);
  });

  it("speak of the same kinds of events", () => {
    const other = withText("Microsoft.Resources.ResourceDeleteSuccess", "Microsoft.Resources.ResourceDeleteFailure");
    expect(faultsIn(changed("events", wiring, other))).toContain(
      "events: the code takes no notice of Microsoft.Relay/namespaces/privateEndpointConnections/delete",
    );
  });

  it("send events to a function that there is, and only one at a time", () => {
    expect(faultsIn(changed("events", wiring, withText("/connectionEvent", "/connectionEvents")))).toEqual([
      "events: there is no function connectionEvents",
    ]);
    expect(faultsIn(changed("events", wiring, withText('"maxEventsPerBatch":1', '"maxEventsPerBatch":10')))).toEqual([
      "events: destination.properties.maxEventsPerBatch: Invalid input: expected 1",
    ]);
  });

  const role = "Microsoft.Authorization/roleDefinitions";

  it("permit what the code needs and nothing else", () => {
    const broad = changed("events", role, withText("Microsoft.Relay/namespaces/read", "Microsoft.Relay/*"));
    expect(faultsIn(broad)).toEqual([
      "roles: Relay Private Endpoint Approver lacks Microsoft.Relay/namespaces/read",
      "roles: Relay Private Endpoint Approver needs no Microsoft.Relay/*",
    ]);
    const forging = changed("core", role, withText("entities/add/action", "entities/update/action"));
    expect(faultsIn(forging)).toContain(
      "roles: Relay Approvals Recorder needs no Microsoft.Storage/storageAccounts/tableServices/tables/entities/update/action",
    );
  });

  it("assign only roles that are named", () => {
    const contributor = withText("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "b24988ac-6180-42a0-ab88-20f7382dd24c");
    const faults = faultsIn(changed("core", "Microsoft.Authorization/roleAssignments", contributor));
    // That of host storage, and those of the two tables that the audit works with.
    expect(faults).toHaveLength(3);
    for (const fault of faults) expect(fault).toMatch(/is of a role that nobody named: b24988ac-/);
  });

  it("keep the record where nobody has a key to it", () => {
    const account = "Microsoft.Storage/storageAccounts";
    const open = changed("core", account, withProperties({ allowSharedKeyAccess: true }));
    expect(faultsIn(open)).toEqual([
      expect.stringMatching(/^core: storage: allowSharedKeyAccess of strahost\w+ is not false$/),
      expect.stringMatching(/^core: storage: allowSharedKeyAccess of straaudit\w+ is not false$/),
    ]);
  });

  it("keep it for long enough", () => {
    const policy = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies";
    const short = withProperties({ immutabilityPeriodSinceCreationInDays: 30 });
    expect(faultsIn(changed("core", policy, short))).toEqual([
      "core: storage: the log is not kept for at least 400 days",
    ]);
  });

  it("have the same tables", () => {
    const table = "Microsoft.Storage/storageAccounts/tableServices/tables";
    expect(faultsIn(changed("core", table, withText("AuditEntries", "AuditEntry")))).toEqual([
      "core: storage: the audit table AuditEntries is not made",
      "core: storage: nothing writes the audit table AuditEntry",
    ]);
  });

  it("have a key that signs and does nothing else", () => {
    const key = withProperties({ keyOps: ["sign", "verify", "decrypt"] });
    expect(faultsIn(changed("core", "Microsoft.KeyVault/vaults/keys", key))).toEqual([
      "core: storage: the key is not one of EC P-256 that signs and nothing else",
    ]);
  });

  it("let Teams and Event Grid in where others are kept out", () => {
    const site = "Microsoft.Web/sites";
    expect(faultsIn(changed("core-closed", site, withText("AzureEventGrid", "AzureEventHub")))).toEqual([
      "app: AzureEventGrid may not call",
    ]);
    expect(faultsIn(changed("core-closed", site, withText('"Deny"', '"Allow"')))).toEqual(["app: others get not Deny"]);
  });

  it("leave the tokens of Teams to the code", () => {
    const other = withText("/api/messages", "/api/message");
    expect(faultsIn(changed("core-closed", "Microsoft.Web/sites/config", other))).toEqual([
      "sign-in: looks at calls of /api/messages",
    ]);
  });

  it("run on the Node.js that was tested, and have the bot where Teams calls it", () => {
    const older = withText('"version":"24"', '"version":"22"');
    expect(faultsIn(changed("core", "Microsoft.Web/sites", older))).toEqual(["app: runs on Node.js 22, tested on 24"]);
    const elsewhere = withText("/api/messages", "/api/bot");
    expect(faultsIn(changed("core", "Microsoft.BotService/botServices", elsewhere))).toEqual([
      "bot: its endpoint is not /api/messages",
    ]);
  });

  it("use one version of an API, and the code's where the code speaks to it", () => {
    const older = (one: Resource) => ({ ...one, apiVersion: "2021-11-01" });
    const namespace = "Microsoft.Relay/namespaces";
    expect(faultsIn(changed("owner", namespace, older, changed("owner-open", namespace, older)))).toEqual([
      "versions: Microsoft.Relay/namespaces is not made with the code's 2024-01-01",
    ]);
    expect(faultsIn(changed("core", "Microsoft.Web/sites", older))).toEqual([
      "versions: Microsoft.Web/sites is made with 2025-03-01 and 2021-11-01",
    ]);
    const preview = (one: Resource) => ({ ...one, apiVersion: "2026-07-01-preview" });
    expect(faultsIn(changed("owner", namespace, preview))).toContain(
      "versions: Microsoft.Relay/namespaces@2026-07-01-preview is a preview",
    );
  });

  it("watch for functions and lines that there are", () => {
    const rules = "Microsoft.Insights/scheduledQueryRules";
    expect(faultsIn(changed("core", rules, withText('\\"sweep\\"', '\\"sweeping\\"')))).toEqual([
      "alerts: there is no function sweeping",
    ]);
    expect(faultsIn(changed("core", rules, withText("A request has begun", "A request began")))).toEqual([
      'alerts: nothing logs "A request began"',
    ]);
  });
});
