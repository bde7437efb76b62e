import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type StandIns, standIns } from "./stand-ins.ts";

const INFRA = join(__dirname, "../../infra");
const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";

/** azd knows what it was told, az writes down what it is called with. */
let programs: StandIns;

beforeEach(() => {
  programs = standIns();
  programs.add("az", `printf '%s\\n' "$@"`);
});
afterEach(() => programs.remove());

function addSubscription(...args: readonly string[]) {
  return spawnSync("bash", [join(INFRA, "add-subscription.sh"), ...args], { env: programs.env, encoding: "utf8" });
}

describe("one more subscription", () => {
  it("gets the events of the app that azd has deployed", () => {
    programs.add("azd", `[[ $1 = env && $2 = get-value ]] && echo "the-$3"`);
    const { status, stdout } = addSubscription(SUBSCRIPTION, "mayCleanUp=true");
    expect(status).toBe(0);
    expect(stdout.split("\n")).toEqual([
      ...["deployment", "sub", "create", "--subscription", SUBSCRIPTION, "--name", "relay-approvals-events"],
      ...["--location", "the-AZURE_LOCATION", "--template-file", join(INFRA, "events/main.bicep"), "--parameters"],
      "location=the-AZURE_LOCATION",
      "functionAppId=the-AZURE_FUNCTION_APP_ID",
      "principalId=the-SERVICE_PRINCIPAL_OBJECT_ID",
      "actionGroupId=the-ALERT_ACTION_GROUP_ID",
      "mayCleanUp=true",
      "",
    ]);
  });

  it("gets nothing before the app is deployed", () => {
    programs.add("azd", "exit 1");
    const { status, stdout, stderr } = addSubscription(SUBSCRIPTION);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("azd knows no AZURE_LOCATION: run azd up first");
  });

  it("is named by its id", () => {
    expect(addSubscription("contoso-production")).toMatchObject({ status: 2, stdout: "" });
    expect(addSubscription()).toMatchObject({ status: 2, stdout: "" });
  });

  it("is given parameters that its template has", () => {
    const script = readFileSync(join(INFRA, "add-subscription.sh"), "utf8");
    const given = [...script.matchAll(/(\w+)="\$\w+"/g)].flatMap(([, name]) => name ?? []);
    const template = readFileSync(join(INFRA, "events/main.bicep"), "utf8");
    expect(given).toEqual(["location", "functionAppId", "principalId", "actionGroupId"]);
    for (const name of given) expect(template).toMatch(new RegExp(`^param ${name} string`, "m"));
  });
});

describe("the requester's script", () => {
  const script = readFileSync(join(INFRA, "consumer/Connect-RelayNamespace.ps1"), "utf8");
  const template = readFileSync(join(INFRA, "consumer/main.bicep"), "utf8");

  it("asks as the template does", () => {
    expect(template).toContain("groupIds: ['namespace']");
    expect(script).toContain("-GroupId 'namespace'");
    for (const text of [
      "privatelink.servicebus.windows.net",
      "'Please approve this connection'",
      "'10.0.0.0/16'",
      "'snet-relay'",
    ]) {
      expect(template).toContain(text);
      expect(script).toContain(text);
    }
  });

  it("takes no longer a message than Azure does", () => {
    expect(template).toContain("@maxLength(140)");
    expect(script).toContain("[ValidateLength(1, 140)] [string] $RequestMessage");
  });
});
