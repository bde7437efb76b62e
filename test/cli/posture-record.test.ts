import { describe, expect, it } from "@jest/globals";
import { logisticsSubscription } from "../../sandbox/world.ts";
import type { ShownEntry } from "../../src/domain/answers.ts";
import { aPostureForEach, api, asks, inJson, rulesIn, runAsking, standIn } from "./a-posture.ts";
import { aToldEntry, aToldStory } from "./answers.ts";
import { aProblem } from "./fake-api.ts";

aPostureForEach();

describe("posture and the record", () => {
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

  it("does not say of what was decided while it read that nobody is asked", async () => {
    const [approved, gone, waits] = [asks("pe-approved"), asks("pe-gone"), asks("pe-waits")];
    api.world.onHeard = ({ path }) => {
      if (path !== "/api/requests") return;
      standIn.arm.portal.approve(approved.id);
      standIn.arm.portal.remove(gone.id);
    };
    const { report } = await inJson(runAsking("--json"));
    const about = report.findings.map(({ rule, where }: { rule: string; where: string }) => [rule, where]);
    expect(about).toEqual([["nobody-asked", waits.id]]);
  });

  it("says so of what cannot be looked at again", async () => {
    const one = asks("pe-hidden");
    standIn.arm.faults.add({
      match: { method: "GET", pathPattern: /privateEndpointConnections\/[^/]+$/ },
      fault: { kind: "forbidden" },
    });
    const { report } = await inJson(runAsking("--json"));
    expect(report.findings).toEqual([expect.objectContaining({ rule: "nobody-asked", where: one.id })]);
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
});

describe("a record that posture cannot read", () => {
  it.each([403, 500])("is answered %i: the rest is reported all the same", async (status) => {
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

  it.each(['{"roles":[],"namespaces":[1]}', '{"roles":[],"namespaces":{}}'])(
    "is none where it has another form: %s",
    async (body) => {
      api.world.instead = [{ status: 200, headers: { "content-type": "application/json" }, body }];
      const { code, out } = await runAsking();
      expect([code, out.filter((line) => line.includes("in a form that this command line does not know"))]).toEqual([
        0,
        [expect.stringMatching(/^Not checked: .*api\/me/)],
      ]);
    },
  );

  it("is read to its end though a server says so oddly, and in no circle", async () => {
    const json = { "content-type": "application/json" };
    const me = { status: 200, headers: json, body: '{"roles":[]}' };
    const page = (next: unknown) => ({ status: 200, headers: json, body: JSON.stringify({ entries: [], next }) });
    api.world.instead = [me, page(null)];
    expect((await runAsking()).out.join("\n")).not.toContain("Not checked");
    api.world.instead = [me, page("again"), page("again")];
    expect((await runAsking()).out.join("\n")).toContain("leads in a circle");
  });

  it("is none where the address is of something else", async () => {
    api.world.instead = [aProblem({ status: 404 })];
    expect(await runAsking()).toMatchObject({ code: 2, out: [] });
  });
});
