import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { parameterFaults } from "../../build/infra/contracts/parameters.ts";

const ROOT = join(__dirname, "../..");
const copies: string[] = [];

/** A copy of the templates, with one piece of one file replaced. */
function copyWith(file: string, before: string, after: string): string {
  const copy = mkdtempSync(join(tmpdir(), "parameters-"));
  copies.push(copy);
  cpSync(join(ROOT, "infra"), join(copy, "infra"), { recursive: true });
  cpSync(join(ROOT, "azure.yaml"), join(copy, "azure.yaml"));
  const text = readFileSync(join(copy, file), "utf8");
  expect(text).toContain(before);
  writeFileSync(join(copy, file), text.replace(before, after));
  return copy;
}

const faultsOf = (copy: string) => parameterFaults(copy, join(copy, "infra"));

afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true });
});

describe("parameters", () => {
  it("are described, every one", () => {
    const copy = copyWith("infra/app/bot.bicep", "@description('Tags of the bot.')\n", "");
    expect(faultsOf(copy)).toEqual(["parameters: app/bot.bicep does not describe tags"]);
  });

  it("are given by azd under the names that the templates have", () => {
    const copy = copyWith("infra/events/main.parameters.json", '"principalId"', '"principal"');
    expect(faultsOf(copy)).toEqual([
      "parameters: infra/events has no parameter principal",
      "parameters: azd does not give infra/events its principalId",
    ]);
  });

  it("are given by azd with the defaults that the templates have, where nobody sets them", () => {
    const days = copyWith("infra/main.parameters.json", "AUDIT_RETENTION_DAYS=2557", "AUDIT_RETENTION_DAYS=30");
    expect(faultsOf(days)).toEqual([
      "parameters: where nobody sets it, azd gives infra another auditRetentionDays than its default",
    ]);
    const nothing = copyWith("infra/main.parameters.json", "ALERT_MAIL_TO=[]", "ALERT_MAIL_TO=");
    expect(faultsOf(nothing)).toEqual([
      "parameters: where nobody sets it, azd gives infra another alertMailTo than its default",
    ]);
  });

  it("are left to the template where azd could not write their default: it ends one at the first brace", () => {
    const braces = copyWith("infra/main.parameters.json", "APP_SETTINGS}", "APP_SETTINGS={}}");
    expect(faultsOf(braces)).toEqual([
      "parameters: where nobody sets it, azd gives infra another settings than its default",
    ]);
  });

  it("may be written there without a variable, which is somebody's choice", () => {
    const own = copyWith("infra/main.parameters.json", `"\${APP_SETTINGS}"`, '{ "CLEAN_UP": "delete" }');
    expect(faultsOf(own)).toEqual([]);
  });

  it("come in layers that there are, with the events after the code", () => {
    expect(faultsOf(copyWith("azure.yaml", "infra/events", "infra/event"))).toEqual([
      "azure.yaml: infra/event has no main.bicep",
    ]);
    const early = copyWith("azure.yaml", "      - azd: deploy --all\n", "");
    expect(faultsOf(early)).toEqual(["azure.yaml: the order is provision core, provision events"]);
  });
});
