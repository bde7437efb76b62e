import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ajvDraft04 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import { aPostureForEach, asks, folder, inJson, orders, run, standIn } from "./a-posture.ts";

aPostureForEach();

describe("posture for other programs", () => {
  const file = (name: string) => join(folder, name);

  it("writes page and SARIF into two files, and neither to the standard output", async () => {
    const file = join(folder, "posture");
    const twice = await run("--html", file, "--sarif", `${folder}/./posture`);
    expect(twice).toMatchObject({ code: 2, err: [`--sarif ${folder}/./posture: --html goes there.`] });
    expect(await run("--html", "-")).toMatchObject({ code: 2, err: [expect.stringMatching(/^--html -: name a file/)] });
    expect([standIn.arm.exchanges.list(), await readdir(folder)]).toEqual([[], []]);
  });

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
