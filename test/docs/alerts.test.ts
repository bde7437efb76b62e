import { globSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { ROOT, textOf } from "./manual.ts";

const templates = globSync("infra/**/alerts.bicep", { cwd: ROOT }).map(textOf).join("\n");

/** First cells of the table of alerts. */
function toldIn(file: string): readonly string[] {
  const [, table = ""] = /^## Alerts\n[^|]*((?:^\|.*\n)+)/m.exec(textOf(file)) ?? [];
  return [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) => cell ?? []).slice(1);
}

describe("the alerts of the manual", () => {
  it.each(["docs/operations.md", "docs/deploy.md"])("in %s are those of the templates", (file) => {
    const titles = [...templates.matchAll(/title: 'Relay Approvals: ([^']+)'/g)].flatMap(([, title]) => title ?? []);
    const metrics = [...templates.matchAll(/'([A-Z]\w+Count)'/g)].flatMap(([, metric]) => metric ?? []);
    const named = toldIn(file).map((cell) => /`(\w+)`/.exec(cell)?.[1] ?? cell);
    expect([...named].sort()).toEqual([...new Set([...titles, ...metrics])].sort());
  });

  it("come with log lines that the code writes", () => {
    const source = globSync(["src/**/*.ts", "functions/**/*.ts"], { cwd: ROOT }).map(textOf).join("\n");
    const lines = [...textOf("docs/operations.md").matchAll(/^\| \*([^*]+)\* \|/gm)].flatMap(([, line]) => line ?? []);
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => !source.includes(`"${line}"`))).toEqual([]);
  });
});
