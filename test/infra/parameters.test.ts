import { describe, expect, it } from "@jest/globals";
import { parameterFaults } from "../../build/infra/contracts/parameters.ts";
import { inCopy } from "./in-copy.ts";

const faultsWith = (file: string, before: string, after: string) => inCopy([{ file, before, after }], parameterFaults);

describe("parameters", () => {
  it("are described, every one", () => {
    const undescribed = faultsWith("infra/app/bot.bicep", "@description('Tags of the bot.')\n", "");
    expect(undescribed).toEqual(["parameters: app/bot.bicep does not describe tags"]);
  });

  it("are given by azd under the names that the templates have", () => {
    const renamed = faultsWith("infra/events/main.parameters.json", '"principalId"', '"principal"');
    expect(renamed).toEqual([
      "parameters: infra/events has no parameter principal",
      "parameters: azd does not give infra/events its principalId",
    ]);
  });

  it("are given by azd with the defaults that the templates have, where nobody sets them", () => {
    const days = faultsWith("infra/main.parameters.json", "AUDIT_RETENTION_DAYS=2557", "AUDIT_RETENTION_DAYS=30");
    expect(days).toEqual([
      "parameters: where nobody sets it, azd gives infra another auditRetentionDays than its default",
    ]);
    const nothing = faultsWith("infra/main.parameters.json", "ALERT_MAIL_TO=[]", "ALERT_MAIL_TO=");
    expect(nothing).toEqual(["parameters: where nobody sets it, azd gives infra another alertMailTo than its default"]);
  });

  it("are left to the template where azd could not write their default: it ends one at the first brace", () => {
    const braces = faultsWith("infra/main.parameters.json", "APP_SETTINGS}", "APP_SETTINGS={}}");
    expect(braces).toEqual(["parameters: where nobody sets it, azd gives infra another settings than its default"]);
  });

  it("may be written there without a variable, which is somebody's choice", () => {
    const own = faultsWith("infra/main.parameters.json", `"\${APP_SETTINGS}"`, '{ "CLEAN_UP": "delete" }');
    expect(own).toEqual([]);
  });

  it("come in layers that there are, with the events after the code", () => {
    expect(faultsWith("azure.yaml", "infra/events", "infra/event")).toEqual([
      "azure.yaml: infra/event has no main.bicep",
    ]);
    const early = faultsWith("azure.yaml", "      - azd: deploy --all\n", "");
    expect(early).toEqual(["azure.yaml: the order is provision core, provision events"]);
  });
});
