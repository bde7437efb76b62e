import { describe, expect, it } from "@jest/globals";
import type { Resource } from "../../build/infra/snapshots.ts";
import { changed, committed, faultsIn, withText } from "./changed.ts";

function withProperties(properties: Readonly<Record<string, unknown>>): (one: Resource) => Resource {
  return (one) => ({ ...one, properties: { ...one.properties, ...properties } });
}

const nameIn = (name: string, type: string) =>
  committed()
    .get(name)
    ?.find((one) => one.type === type)?.name ?? "";

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

  it("sign with the version that is named, and know the keys before it", () => {
    const newest = withText(", '0123456789abcdef0123456789abcdef')", ", '00000000000000000000000000000000')");
    expect(faultsIn(changed("core-locked", "Microsoft.Web/sites/config", newest))).toEqual([
      "settings: AUDIT_SIGNING_KEY is not what the parameters pin",
    ]);
    const forgotten = withProperties({ AUDIT_LOG_EARLIER_KEYS: "" });
    expect(faultsIn(changed("core-locked", "Microsoft.Web/sites/config", forgotten))).toEqual([
      "settings: AUDIT_LOG_EARLIER_KEYS is not what the parameters pin",
    ]);
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

  it("take nothing from another environment that watches the same subscription", () => {
    const [suffix = ""] = /relay-approvals-\w+$/.exec(nameIn("events", wiring)) ?? [];
    const [other = ""] = /relay-approvals-\w+$/.exec(nameIn("events-beside", wiring)) ?? [];
    expect(suffix).not.toBe(other);
    expect(faultsIn(changed("events-beside", wiring, withText(other, suffix)))).toEqual(
      expect.arrayContaining([`environments: both make the ${wiring} evgt-relay-approvals/${suffix}`]),
    );
  });

  const topicAlerts = "Microsoft.Insights/metricAlerts";

  it("tell of what Event Grid gives up, as soon as that shows, and of nobody else's", () => {
    const misspelt = withText("DroppedEventCount", "DroppedEventsCount");
    expect(faultsIn(changed("events", topicAlerts, misspelt))).toEqual([
      "events: a system topic has no metric DroppedEventsCount",
    ]);
    expect(faultsIn(changed("events", topicAlerts, withText('"threshold":3', '"threshold":20')))).toEqual([
      "events: DeliveryAttemptFailCount must be more than 20, which it never is for one event",
    ]);
    const others = changed("events", topicAlerts, withText("EventSubscriptionName", "ErrorType"));
    expect(faultsIn(others)).toHaveLength(2);
    expect(faultsIn(others)[0]).toMatch(/^events: DroppedEventCount counts what is not ours: ErrorType Include relay-/);
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

  it("call no two roles the same, since their names are unique in a tenant", () => {
    const unnamed = withText(
      "Relay Private Endpoint Approver (mg-contoso)",
      "Relay Private Endpoint Approver (11111111)",
    );
    expect(faultsIn(changed("access-management-group", role, unnamed))).toEqual([
      "roles: more than one is called Relay Private Endpoint Approver (11111111)",
    ]);
  });

  it("permit no more than reading where only requesters are", () => {
    const reader = withText("Relay Requester Reader (11111111)", "Relay Private Endpoint Clean-up (11111111)");
    expect(faultsIn(changed("access-requesters", role, reader))).toContain(
      "roles: where requesters are: Relay Private Endpoint Clean-up (11111111)",
    );
    const broad = withText("Microsoft.Resources/subscriptions/read", "*/read");
    expect(faultsIn(changed("access-requesters", role, broad))).toEqual([
      "roles: Relay Requester Reader lacks Microsoft.Resources/subscriptions/read",
      "roles: Relay Requester Reader needs no */read",
    ]);
  });

  it("assign only roles that are named", () => {
    const contributor = withText("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "b24988ac-6180-42a0-ab88-20f7382dd24c");
    const faults = faultsIn(changed("core", "Microsoft.Authorization/roleAssignments", contributor));
    // That of host storage, and those of the two tables that the audit works with.
    expect(faults).toHaveLength(4);
    const [lacked, ...unnamed] = faults;
    expect(lacked).toBe("roles: the host lacks Storage Table Data Contributor");
    for (const fault of unnamed) expect(fault).toMatch(/is of a role that nobody named: b24988ac-/);
  });

  it("name an assignment by its holder, since none can be given to another", () => {
    const fixed = (one: Resource) => ({ ...one, name: "9cac756f-774c-5f00-811c-d5375c79fac2" });
    const faults = faultsIn(changed("core", "Microsoft.Authorization/roleAssignments", fixed));
    expect(faults.length).toBeGreaterThan(5);
    expect([...new Set(faults)]).toEqual([
      "roles: the assignment 9cac756f-774c-5f00-811c-d5375c79fac2 is named without its holder",
    ]);
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

  it("write no retention that somebody has locked", () => {
    const snapshots = committed();
    const written = (snapshots.get("core") ?? []).filter(({ type }) => type.endsWith("/immutabilityPolicies"));
    const again = new Map([...snapshots, ["core-locked", [...(snapshots.get("core-locked") ?? []), ...written]]]);
    expect(faultsIn(again)).toEqual(["core-locked: storage: a locked retention is written again"]);
  });

  it("keep both accounts from being deleted", () => {
    const lock = "Microsoft.Authorization/locks";
    expect(faultsIn(changed("core", lock, withProperties({ level: "ReadOnly" })))).toEqual([
      expect.stringMatching(/^core: storage: no lock keeps strahost\w+ from being deleted$/),
      expect.stringMatching(/^core: storage: no lock keeps straaudit\w+ from being deleted$/),
    ]);
  });

  it("let those in who run the service, and where it is private nobody else", () => {
    const account = "Microsoft.Storage/storageAccounts";
    expect(faultsIn(changed("core-closed", account, withProperties({ publicNetworkAccess: "Disabled" })))).toEqual([
      expect.stringMatching(
        /^core-closed: networks: strahost\w+ lets in nobody instead of 198\.51\.100\.0\/24 203\.0\.113\.7$/,
      ),
      expect.stringMatching(/^core-closed: networks: straaudit\w+ lets in nobody instead of /),
    ]);
    // Storage refuses a range of one address.
    expect(faultsIn(changed("core-closed", account, withText('"203.0.113.7"', '"203.0.113.7/32"')))).toHaveLength(2);
    const vault = changed("core-locked", "Microsoft.KeyVault/vaults", withText('"Disabled"', '"Enabled"'));
    expect(faultsIn(vault)).toEqual([]);
    const open = withText('"defaultAction":"Deny"', '"defaultAction":"Allow"');
    const both = (one: Resource) => open(withText('"Disabled"', '"Enabled"')(one));
    expect(faultsIn(changed("core-locked", "Microsoft.KeyVault/vaults", both))).toEqual([
      expect.stringMatching(/^core-locked: networks: kv-ra-\w+ lets in anybody instead of nobody$/),
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
    const reworded = withText("More calls to the bot were refused", "Calls to the bot were refused");
    expect(faultsIn(changed("core", rules, reworded))).toEqual([
      'alerts: nothing logs "Calls to the bot were refused"',
      'alerts: "Calls to the bot were refused" has no calls',
    ]);
  });

  it("alarm after the times that doctor and the sweep name", () => {
    const rules = "Microsoft.Insights/scheduledQueryRules";
    expect(faultsIn(changed("core", rules, withText('"windowSize":"PT30M"', '"windowSize":"PT45M"')))).toEqual([
      "alerts: PT45M without sweep, and doctor says 30 minutes",
    ]);
    expect(faultsIn(changed("core", rules, withText('"windowSize":"PT10M"', '"windowSize":"PT5M"')))).toEqual([
      "alerts: PT5M without seal, and doctor says 10 minutes",
    ]);
    expect(
      faultsIn(changed("core", rules, withText("waits for more than a day", "waits for more than 48 hours"))),
    ).toEqual([
      'alerts: requests are overdue after a day, and it is called "Relay Approvals: a request waits for more than 48 hours"',
    ]);
  });

  it("ask lines for details that they have, and tell when no line can come any more", () => {
    const rules = "Microsoft.Insights/scheduledQueryRules";
    expect(faultsIn(changed("core", rules, withText("line.failed", "line.failures")))).toEqual([
      'alerts: "Swept" has no failures',
    ]);
    expect(faultsIn(changed("core", rules, withText('"name":"request"', '"name":"requestId"')))).toEqual([
      "alerts: no column requestId to tell by",
    ]);
    expect(faultsIn(changed("core", rules, withText("OverQuota", "QuotaReached")))).toEqual([
      'alerts: this asks for nothing of ours: _LogOperation | where Category =~ "Ingestion" | where Detail contains "QuotaReached"',
      "alerts: none tells that the cap of the logs is reached",
    ]);
  });
});
