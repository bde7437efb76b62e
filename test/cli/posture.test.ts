import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import ajvDraft04 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import { fabrikamSubscription, logisticsSubscription, namespaceIdOf, ownerSubscription } from "../../sandbox/world.ts";
import type { ShownEntry } from "../../src/domain/answers.ts";
import { startStandInArm } from "../support/stand-in-arm.ts";
import { aToldEntry, aToldStory } from "./answers.ts";
import { aProblem, type FakeApi, startFakeApi } from "./fake-api.ts";
import { allTold, reaching } from "./told.ts";

let standIn: Awaited<ReturnType<typeof startStandInArm>>;
let api: FakeApi;
let folder: string;
beforeEach(async () => {
  [standIn, api, folder] = await Promise.all([startStandInArm(), startFakeApi(), mkdtemp(join(tmpdir(), "posture-"))]);
});
afterEach(async () => {
  await Promise.all([standIn.close(), api.stop(), rm(folder, { recursive: true })]);
});

const atArm = () => ({ RELAY_APPROVALS_ARM_URL: standIn.arm.url, RELAY_APPROVALS_ARM_TOKEN: "t0ken-for-arm" });
const run = (...words: readonly string[]) => allTold(["posture", ...words], { env: atArm() });
const runAsking = (...words: readonly string[]) =>
  allTold(["posture", ...words], { env: { ...atArm(), ...reaching(api) } });
const inJson = async (asked: ReturnType<typeof run>) => {
  const { code, out, err } = await asked;
  expect(err).toEqual([]);
  return { code, report: JSON.parse(out.join("\n")) };
};
const rulesIn = (report: { readonly findings: readonly { readonly rule: string }[] }) =>
  report.findings.map(({ rule }) => rule);

function asks(
  name: string,
  { manual = true, subscription = fabrikamSubscription.id, namespace = "contoso-orders" } = {},
) {
  return standIn.arm.consumer.createPrivateEndpoint({ namespace, subscription, name, manual });
}
const orders = namespaceIdOf("contoso-orders");

describe("posture", () => {
  it("finds nothing in namespaces that are closed and empty", async () => {
    const { code, out } = await run();
    expect(out).toEqual([
      expect.stringMatching(/^NAMESPACE {2,}PUBLIC +TRUSTED +USED/),
      expect.stringMatching(/^contoso-orders +closed +yes +0 of 64 +0 +0 +0 +0 +0 +1111/),
      expect.stringMatching(/^contoso-billing +closed/),
      "",
      "Contoso Connectivity: 2 namespaces, 0 of at most 64 with private endpoints",
      "Contoso Logistics: 0 namespaces, 0 of at most 64 with private endpoints",
      "",
      "Not checked: Approvals were not compared with the record: give the service's address with --url.",
      "Nothing is found in what could be checked.",
    ]);
    expect(code).toBe(0);
    expect((await runAsking()).out.slice(-2)).toEqual(["", "Nothing is found."]);
  });

  it("counts connections by state, and tells whom the endpoints belong to", async () => {
    asks("pe-pending");
    asks("pe-approved", { manual: false });
    asks("pe-own", { manual: false, subscription: logisticsSubscription.id });
    standIn.arm.portal.disconnect(asks("pe-left").id);
    const { code, report } = await inJson(run("--json"));
    expect(report.namespaces[0]).toMatchObject({
      ...{ id: orders, used: 2, most: 64, otherTenants: 3 },
      connections: { Pending: 1, Approved: 2, Rejected: 0, Disconnected: 1, Other: 0 },
    });
    expect(report.subscriptions[0]).toMatchObject({ id: ownerSubscription.id, withEndpoints: 1 });
    expect([rulesIn(report), code]).toEqual([["disconnected", "pending", "cross-tenant"], 1]);
  });

  it("finds what is open, and where room runs out", async () => {
    standIn.arm.portal.restrict("contoso-orders", { publicNetworkAccess: "Enabled" });
    standIn.arm.portal.restrict("contoso-billing", {
      ...{ publicNetworkAccess: "Enabled", defaultAction: "Deny", trustedServices: false },
    });
    standIn.arm.fill("contoso-billing", 60);
    const { code, report } = await inJson(run("--json", "--subscription", ownerSubscription.id));
    expect(report.subscriptions.map(({ id }: { id: string }) => id)).toEqual([ownerSubscription.id]);
    const found = rulesIn(report).filter((rule) => rule !== "cross-tenant");
    expect([found, code]).toEqual([["public-access", "public-access-rules", "places-scarce", "trusted-services"], 1]);
    expect(report.findings.find(({ rule }: { rule: string }) => rule === "places-scarce")).toMatchObject({
      what: "60 of 64 places are used.",
    });
  });

  it("tells that a subscription nears its limit", async () => {
    for (let number = 1; number <= 58; number += 1) {
      const id = namespaceIdOf(`relay-${String(number).padStart(3, "0")}`);
      standIn.arm.store.namespaces.put({ id, location: "x", publicNetworkAccess: "Disabled", createdAt: "2026" });
      standIn.arm.fill(`relay-${String(number).padStart(3, "0")}`, 1);
    }
    const { report } = await inJson(run("--json"));
    expect(rulesIn(report)[0]).toBe("subscription-crowded");
    expect(report.findings[0].what).toContain("58 of the 64 namespaces");
  });

  it("compares approvals with the record, and says since when something waits", async () => {
    const at = (day: string) => `2026-11-${day}T08:00:00.000Z`;
    const made = (name: string) => asks(name, { manual: false, subscription: logisticsSubscription.id });
    const [ours, elsewhere, unknown] = [made("pe-ours"), made("pe-elsewhere"), made("pe-unknown")];
    const [young, old] = [asks("pe-young"), asks("pe-old")];
    const entry = (kind: "change.applied" | "external.change", one: typeof ours, step: string) =>
      aToldEntry({
        ...{ kind, id: `r-${step}/outcome`, at: at("01"), after: "Approved" },
        ...{ connection: one.id.toUpperCase(), privateEndpoint: one.privateEndpoint },
      });
    const before = { ...entry("change.applied", elsewhere, "before"), at: at("01") };
    api.world.record = [
      ...[
        before,
        entry("change.applied", ours, "one"),
        { ...entry("external.change", elsewhere, "two"), at: at("02") },
      ],
      { ...before, id: "r-before/earlier", after: "Rejected", at: at("03") },
    ];
    const story = (one: typeof ours, seenAt: string) =>
      aToldStory({ connection: one.id, privateEndpoint: one.privateEndpoint, seenAt });
    api.world.requests = [story(young, at("14")), story(old, at("12"))];
    const { code, report } = await inJson(runAsking("--json"));
    const named = report.findings.map(({ rule, where }: { rule: string; where: string }) => [rule, where]);
    expect(named).toEqual([
      ["no-record", unknown.id],
      ["stale", old.id],
      ["approved-elsewhere", elsewhere.id],
    ]);
    expect([report.notChecked, code]).toEqual([[], 1]);
    expect(api.heard.find(({ path }) => path === "/api/audit")?.query).toMatchObject({
      from: "2000-01-01T00:00:00Z",
      top: "500",
    });
  });

  it("counts a wait from when it was first seen, whatever became of the requests about it", async () => {
    const [expired, again, rejected, never] = ["expired", "again", "rejected", "never"].map((name) =>
      asks(`pe-${name}`),
    );
    const entry = (one: typeof expired, kind: ShownEntry["kind"], at: string, after: string) =>
      aToldEntry({
        ...{ kind, at: `2026-${at}T08:00:00.000Z`, after, id: `r-${kind}/${at}`, request: `r-${at}` },
        ...{ connection: one?.id, privateEndpoint: one?.privateEndpoint },
      } as Partial<ShownEntry>);
    api.world.record = [
      entry(expired, "request.seen", "11-02", "Pending"),
      ...[entry(again, "request.seen", "11-03", "Pending"), entry(again, "request.seen", "11-18", "Pending")],
      ...[entry(rejected, "request.seen", "10-01", "Pending"), entry(rejected, "change.applied", "10-02", "Rejected")],
      entry(rejected, "request.seen", "11-19", "Pending"),
    ];
    const about = (one: typeof expired) => ({ connection: one?.id ?? "", privateEndpoint: one?.privateEndpoint ?? "" });
    api.world.requests = [
      aToldStory({ ...about(again), seenAt: "2026-11-18T08:00:00.000Z" }),
      aToldStory({ ...about(never), kind: "remove" }),
    ];
    const { code, report } = await inJson(runAsking("--json"));
    const told = report.findings.map(({ rule, what }: { rule: string; what: string }) => [
      rule,
      what.split("/").at(-1),
    ]);
    expect([code, told]).toEqual([
      1,
      [
        ["nobody-asked", "pe-expired waits for 18 days, and nobody is asked about it since r-11-02 ended."],
        ["stale", "pe-again waits for 17 days."],
        ["nobody-asked", "pe-rejected waits for 1 day, and nobody is asked about it since r-11-19 ended."],
        ["nobody-asked", "pe-never waits, and nobody is asked about it."],
      ],
    ]);
  });

  it("knows who was faster in Azure than a request", async () => {
    const one = asks("pe-faster", { manual: false, subscription: logisticsSubscription.id });
    const { id: connection, privateEndpoint } = one;
    api.world.record = [
      aToldEntry({ connection, privateEndpoint, kind: "request.superseded", after: "Approved", id: "r-one/outcome" }),
    ];
    expect(rulesIn((await inJson(runAsking("--json"))).report)).toEqual(["approved-elsewhere"]);
  });

  it("compares only namespaces that the caller may read about", async () => {
    const theirs = { subscription: logisticsSubscription.id, namespace: "contoso-billing" };
    const [mine, other] = [
      asks("pe-mine", { manual: false, subscription: logisticsSubscription.id }),
      asks("pe-other", { ...theirs, manual: false }),
    ];
    asks("pe-waiting", theirs);
    api.world.me = { name: "Olga", roles: ["Audit.Read"], namespaces: ["CONTOSO-orders"] };
    const { report } = await inJson(runAsking("--json"));
    const about = report.findings.filter(({ rule }: { rule: string }) => rule !== "cross-tenant");
    expect(about.map(({ rule, where }: { rule: string; where: string }) => [rule, where])).toEqual([
      ["no-record", mine.id],
      ["pending", expect.stringContaining("/contoso-billing/")],
    ]);
    expect(JSON.stringify(report)).not.toMatch(/nobody is asked/);
    expect(report.findings).not.toContainEqual(expect.objectContaining({ rule: "no-record", where: other.id }));
    expect(report.notChecked).toEqual([
      "Approvals were not compared in namespaces of which the record shows you nothing: contoso-billing.",
    ]);
    expect(report.namespaces.map(({ isCompared }: { isCompared: boolean }) => isCompared)).toEqual([true, false]);
  });

  it("writes page and SARIF into two files, and neither to the standard output", async () => {
    const file = join(folder, "posture");
    const twice = await run("--html", file, "--sarif", `${folder}/./posture`);
    expect(twice).toMatchObject({ code: 2, err: [`--sarif ${folder}/./posture: --html goes there.`] });
    expect(await run("--html", "-")).toMatchObject({ code: 2, err: [expect.stringMatching(/^--html -: name a file/)] });
    expect([standIn.arm.exchanges.list(), await readdir(folder)]).toEqual([[], []]);
  });

  it("refuses a token that Azure does not take", async () => {
    const { code, err } = await allTold(["posture"], { env: { ...atArm(), RELAY_APPROVALS_ARM_TOKEN: "no token" } });
    expect([code, err]).toEqual([3, ["RELAY_APPROVALS_ARM_TOKEN holds what is no token."]]);
  });
});

const NOBODYS = "99999999-9999-4999-8999-999999999999";
const refusing = (pathPattern: RegExp, kind: "forbidden" | "server-error" = "forbidden") =>
  standIn.arm.faults.add({ match: { method: "GET", pathPattern }, fault: { kind } });

describe("what posture cannot read", () => {
  it("is no fault: what the public network may do is then unknown", async () => {
    standIn.arm.portal.restrict("contoso-orders", { publicNetworkAccess: "Enabled" });
    refusing(/networkRuleSets/);
    const { code, report } = await inJson(run("--json"));
    expect([code, report.findings]).toEqual([0, []]);
    expect(report.namespaces.map(({ publicAccess }: { publicAccess: string }) => publicAccess)).toEqual([
      ...["unknown", "closed"],
    ]);
    expect(report.namespaces[0]).not.toHaveProperty("trustedServices");
    const file = join(folder, "posture.html");
    const { out } = await run("--html", file);
    expect(out).toContainEqual(expect.stringMatching(/^contoso-orders +unknown +- +0 of 64/));
    expect(out).toContain(
      `Not checked: GET ${orders}/networkRuleSets/default: 403 AuthorizationFailed The client does not have authorization to perform this action.`,
    );
    expect(out.at(-1)).toBe("Nothing is found in what could be checked.");
    expect(await readFile(file, "utf8")).toContain("<td>unknown</td><td>unknown</td>");
  });

  it("takes nothing else with it when one answer does not come", async () => {
    standIn.arm.portal.restrict("contoso-billing", { publicNetworkAccess: "Enabled" });
    const match = { method: "GET", pathPattern: /contoso-orders\/networkRuleSets/ };
    standIn.arm.faults.add({ match, fault: { kind: "timeout", afterMs: 1 } });
    const { code, report } = await inJson(run("--json"));
    expect([code, rulesIn(report)]).toEqual([1, ["public-access"]]);
    expect(report.notChecked[0]).toContain(`${orders}/networkRuleSets/default: ${standIn.arm.url} gives no answer`);
  });

  it("is no 0 where connections are not shown", async () => {
    refusing(/contoso-orders\/privateEndpointConnections/);
    const [html, sarif] = [join(folder, "posture.html"), join(folder, "posture.sarif")];
    const { code, out } = await run("--html", html, "--sarif", sarif);
    expect([code, out]).toEqual([
      0,
      expect.arrayContaining([
        expect.stringMatching(/^contoso-orders +closed +yes +- +- +- +- +- +- +1111/),
        expect.stringMatching(/^contoso-billing +closed +yes +0 of 64 +0/),
        "Contoso Connectivity: 2 namespaces, 0 of at most 64 with private endpoints, 1 not checked",
        expect.stringMatching(/^Not checked: GET .*contoso-orders\/privateEndpointConnections: 403 /),
      ]),
    ]);
    const none = '<td class="number">-</td>'.repeat(6);
    const page = await readFile(html, "utf8");
    expect(page).toContain('<td class="number">2</td><td class="number">0 of 64</td><td class="number">1</td>');
    expect(page).not.toContain("undefined");
    expect(page).toContain(`<td>contoso-orders</td><td>westeurope</td><td>closed</td><td>yes</td>${none}`);
    const [{ invocations }] = JSON.parse(await readFile(sarif, "utf8")).runs;
    expect(invocations[0]).toMatchObject({
      executionSuccessful: true,
      toolExecutionNotifications: expect.arrayContaining([
        {
          level: "warning",
          message: { text: expect.stringContaining("contoso-orders/privateEndpointConnections: 403") },
        },
      ]),
    });
    const { report } = await inJson(run("--json"));
    for (const name of ["used", "connections", "otherTenants"]) expect(report.namespaces[0]).not.toHaveProperty(name);
  });

  it("is told where Azure describes something in a way of its own", async () => {
    const connection = { location: "x", status: "Pending", proxy: "p", privateEndpoint: "/x" } as const;
    standIn.arm.store.connections.put({ id: `${orders}/privateEndpointConnections/a b`, ...connection });
    expect((await inJson(run("--json"))).report.notChecked[0]).toBe(
      `${orders}: Azure describes 1 connection in a way that is not understood.`,
    );
  });

  it("is told where the requester's tenant is not", async () => {
    const privateEndpoint = `/subscriptions/${NOBODYS}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe`;
    const connection = { location: "x", status: "Approved", proxy: "p", privateEndpoint } as const;
    standIn.arm.store.connections.put({ id: `${orders}/privateEndpointConnections/pe`, ...connection });
    const { report } = await inJson(run("--json"));
    expect([rulesIn(report), report.notChecked[0]]).toEqual([
      [],
      `Azure does not tell the tenants of these subscriptions that ask: ${NOBODYS}`,
    ]);
  });

  it.each([
    ["forbidden", 3],
    ["server-error", 4],
  ] as const)("is everything where each list is answered %s, which ends with %i", async (kind, expected) => {
    refusing(/Microsoft.Relay\/namespaces/, kind);
    const sarif = join(folder, "posture.sarif");
    const { code, out } = await run("--sarif", sarif);
    expect([code, out[0], out.at(-1)]).toEqual([
      expected,
      "Contoso Connectivity: not checked",
      "Nothing could be read.",
    ]);
    expect(out.filter((line) => line.startsWith("Not checked: GET /subscriptions/"))).toHaveLength(2);
    expect(JSON.parse(await readFile(sarif, "utf8")).runs[0].invocations[0].executionSuccessful).toBe(false);
    const { report } = await inJson(run("--json"));
    expect(report.subscriptions[0]).not.toHaveProperty("namespaces");
  });

  it("is everything where no namespace tells anything", async () => {
    standIn.arm.portal.restrict("contoso-orders", { publicNetworkAccess: "Enabled" });
    standIn.arm.portal.restrict("contoso-billing", { publicNetworkAccess: "Enabled" });
    refusing(/networkRuleSets|privateEndpointConnections/);
    const { code, out } = await run();
    expect([code, out.at(-1)]).toEqual([3, "Nothing could be read."]);
  });

  it("is everything where Azure shows no subscription", async () => {
    const azure = createServer((_, response) => response.end('{"value": []}')).listen(0, "127.0.0.1");
    await once(azure, "listening");
    const url = `http://127.0.0.1:${(azure.address() as AddressInfo).port}`;
    const { code, out } = await allTold(["posture"], { env: { ...atArm(), RELAY_APPROVALS_ARM_URL: url } });
    azure.closeAllConnections();
    azure.close();
    expect([code, out.at(-1)]).toEqual([3, "Nothing could be read."]);
    expect(out).toContain("Not checked: Azure shows you no subscription: sign in as somebody who may read one.");
  });

  it("ends like other commands where Azure does not say which subscriptions there are", async () => {
    const ends = async (...words: readonly string[]) => {
      const { code, err, out } = await run(...words);
      return [code, err.join("\n"), out];
    };
    expect(await ends("--subscription", "nope")).toEqual([2, "--subscription nope: give its id, a GUID.", []]);
    expect(await ends("--subscription", NOBODYS)).toEqual([
      2,
      expect.stringContaining(": 404 SubscriptionNotFound"),
      [],
    ]);
    expect(await ends("--subscription", fabrikamSubscription.id)).toEqual([3, expect.stringContaining(": 401 "), []]);
    const fault = refusing(/^\/subscriptions$/, "server-error");
    expect(await ends()).toEqual([4, expect.stringContaining("GET /subscriptions: 500 InternalServerError"), []]);
    standIn.arm.faults.remove(fault);
    refusing(/^\/subscriptions$/);
    expect(await ends()).toEqual([3, expect.stringContaining("GET /subscriptions: 403 AuthorizationFailed"), []]);
  });

  it.each([403, 500])("may be the record, answered %i: the rest is reported all the same", async (status) => {
    standIn.arm.portal.restrict("contoso-orders", { publicNetworkAccess: "Enabled" });
    asks("pe-approved", { manual: false, subscription: logisticsSubscription.id });
    api.world.instead = [aProblem({ status, detail: "You have no role here." })];
    const { code, report } = await inJson(runAsking("--json"));
    expect([code, rulesIn(report)]).toEqual([1, ["public-access"]]);
    expect(report.notChecked).toEqual([
      expect.stringMatching(
        /^Approvals were not compared with the record: .*You have no role here\. Correlation id: c-4711$/,
      ),
    ]);
    expect(report.namespaces[0].isCompared).toBe(false);
  });

  it("is no record where the address is of something else", async () => {
    api.world.instead = [aProblem({ status: 404 })];
    expect(await runAsking()).toMatchObject({ code: 2, out: [] });
  });
});

describe("posture for other programs", () => {
  const file = (name: string) => join(folder, name);

  it("is SARIF by its schema, with a rule for each result", async () => {
    standIn.arm.portal.restrict("contoso-orders", { publicNetworkAccess: "Enabled" });
    asks("pe-pending");
    await run("--sarif", file("posture.sarif"));
    const sarif = JSON.parse(await readFile(file("posture.sarif"), "utf8"));
    const schema = JSON.parse(await readFile("test/data/sarif/sarif-2.1.0-rtm.5.json", "utf8"));
    const ajv = new ajvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
    ajvFormats.default(ajv);
    const isValid = ajv.validate(schema, sarif);
    expect([ajv.errors ?? [], isValid]).toEqual([[], true]);
    const [run0] = sarif.runs;
    expect(run0.results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ["public-access", "error"],
      ["pending", "note"],
    ]);
    const places = run0.results.map(({ locations }: { locations: { physicalLocation: object }[] }) => locations[0]);
    expect(places[0].physicalLocation).toEqual({
      artifactLocation: { uri: orders.slice(1) },
      region: { startLine: 1 },
    });
    for (const { physicalLocation } of places) {
      expect(physicalLocation.artifactLocation.uri).toMatch(/^subscriptions\/[^:]+$/);
      expect(physicalLocation.region).toEqual({ startLine: 1 });
    }
    for (const { ruleId, ruleIndex } of run0.results) expect(run0.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    sarif.runs[0].results[0].level = "bad";
    expect(ajv.validate(schema, sarif)).toBe(false);
  });

  it("is a page that runs nothing and loads nothing, whatever an endpoint is called", async () => {
    standIn.arm.store.connections.put({
      ...{ id: `${orders}/privateEndpointConnections/evil`, location: "x", status: "Disconnected", proxy: "p" },
      privateEndpoint: `/subscriptions/x/"><script>alert(1)</script>&\u202e`,
    });
    await run("--html", file("posture.html"));
    const html = await readFile(file("posture.html"), "utf8");
    expect(html).not.toMatch(/<script|\u202e|https?:\/\/|\son\w+=|src=/i);
    expect(html).toContain("/subscriptions/x/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;?");
    expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/=]+'/);
  });

  it("gives commands apart from words, in each form", async () => {
    const { id } = asks("pe-left");
    standIn.arm.portal.disconnect(id);
    const name = id.split("/").at(-1);
    const command = `relay-approvals remove contoso-orders/${name} --comment 'Nothing stands behind it any more'`;
    const { out } = await run("--html", file("posture.html"), "--sarif", file("posture.sarif"));
    expect(out.slice(out.indexOf("disconnected: Remove it, or let the service clean up (CLEAN_UP=delete)"))[1]).toBe(
      `  $ ${command}`,
    );
    const html = await readFile(file("posture.html"), "utf8");
    expect(html).toContain(`(CLEAN_UP=delete)<br><code>${command.replaceAll("'", "&#39;")}</code></td>`);
    const [{ results }] = JSON.parse(await readFile(file("posture.sarif"), "utf8")).runs;
    expect(results[0].properties).toEqual({ commands: [command] });
    expect((await inJson(run("--json"))).report.findings[0].commands).toEqual([command]);
  });

  it("says which file cannot be written", async () => {
    expect(await run("--html", file("no/\u0000/way"))).toMatchObject({ code: 2 });
  });
});
