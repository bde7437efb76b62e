import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fabrikamSubscription, logisticsSubscription, namespaceIdOf, ownerSubscription } from "../../sandbox/world.ts";
import { type ScriptedArm, startScriptedArm } from "../support/scripted-arm.ts";
import { aPostureForEach, asks, atArm, folder, inJson, orders, rulesIn, run, runAsking, standIn } from "./a-posture.ts";
import { allTold } from "./told.ts";

aPostureForEach();

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

  it("refuses a token that Azure does not take", async () => {
    const { code, err } = await allTold(["posture"], { env: { ...atArm(), RELAY_APPROVALS_ARM_TOKEN: "no token" } });
    expect([code, err]).toEqual([3, ["RELAY_APPROVALS_ARM_TOKEN holds what is no token."]]);
  });
});

/** Where Azure shows the subscriptions `11` and `22`, and answers so where their namespaces are listed. */
async function runAt(listings: Readonly<Record<string, ReturnType<ScriptedArm["script"]>>>) {
  const arm = await startScriptedArm();
  const value = Object.keys(listings).map((subscriptionId) => ({ subscriptionId }));
  arm.script = ({ url }) => listings[url.split("/")[2] ?? ""] ?? { status: 200, body: { value } };
  return allTold(["posture"], { env: { ...atArm(), RELAY_APPROVALS_ARM_URL: arm.url } }).finally(() => arm.close());
}

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

  it.each([
    [404, 404, 3],
    [404, 403, 3],
    [404, 500, 4],
    [403, 500, 4],
  ])("is everything where lists are answered %i and %i, which ends with %i", async (one, other, expected) => {
    const { code, out } = await runAt({ "11": { status: one }, "22": { status: other } });
    expect([code, out.at(-1)]).toEqual([expected, "Nothing could be read."]);
  });

  it("is nothing of a subscription that never had a namespace", async () => {
    const error = { code: "MissingSubscriptionRegistration", message: "Microsoft.Relay is not registered." };
    const unused = { status: 409, body: { error } };
    const { code, out } = await runAt({ "11": unused, "22": { status: 403 } });
    expect([code, out.filter((line) => /^\d\d: |Not checked: GET/.test(line))]).toEqual([
      0,
      [
        ...["11: 0 namespaces, 0 of at most 64 with private endpoints", "22: not checked"],
        "Not checked: GET /subscriptions/22/providers/Microsoft.Relay/namespaces: 403",
      ],
    ]);
    expect((await runAt({ "11": unused })).code).toBe(0);
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
});
