import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { API_ROLES } from "../../src/domain/caller.ts";

const INFRA = join(__dirname, "../../infra");
const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";

/** A folder of programs that stand in for azd and az: azd knows what it was told, az writes down what it is called with. */
let programs: string;

function aProgram(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), "programs-"));
  aProgram("az", `printf '%s\\n' "$@"`);
});
afterEach(() => rmSync(programs, { recursive: true, force: true }));

const APP =
  "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg-relay/providers/Microsoft.Web/sites/func-relay-approvals-nlwrmzyiciala";

/** What azd knows: names of what was asked for, but for the app. */
const knowing = (app: string) =>
  `[[ $1 = env && $2 = get-value ]] && { [[ $3 = AZURE_FUNCTION_APP_ID ]] && echo "${app}" || echo "the-$3"; }`;

function addSubscription(...args: readonly string[]) {
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env["PATH"]}` };
  return spawnSync("bash", [join(INFRA, "add-subscription.sh"), ...args], { env, encoding: "utf8" });
}

describe("one more subscription", () => {
  it("gets the events of the app that azd has deployed", () => {
    aProgram("azd", knowing(APP));
    const { status, stdout } = addSubscription(SUBSCRIPTION, "mayCleanUp=true");
    expect(status).toBe(0);
    expect(stdout.split("\n")).toEqual([
      ...["deployment", "sub", "create", "--subscription", SUBSCRIPTION],
      ...["--name", "relay-approvals-events-nlwrmzyiciala", "--location", "the-AZURE_LOCATION"],
      ...["--template-file", join(INFRA, "events/main.bicep"), "--parameters"],
      "location=the-AZURE_LOCATION",
      `functionAppId=${APP}`,
      "principalId=the-SERVICE_PRINCIPAL_OBJECT_ID",
      "actionGroupId=the-ALERT_ACTION_GROUP_ID",
      "mayCleanUp=true",
      "",
    ]);
  });

  it("gets another deployment for another environment, whose region may be another one", () => {
    const names = [APP, APP.replace("nlwrmzyiciala", "4fzq7wxn2kd6o"), "an-app-of-no-known-form/x"].map((app) => {
      aProgram("azd", knowing(app));
      return /--name\n(.*)/.exec(addSubscription(SUBSCRIPTION).stdout)?.[1];
    });
    expect(names).toEqual(["nlwrmzyiciala", "4fzq7wxn2kd6o", "x"].map((end) => `relay-approvals-events-${end}`));
  });

  it("gets nothing before the app is deployed", () => {
    aProgram("azd", "exit 1");
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

describe("the roles of the API", () => {
  it("are those that the code asks for, each with an id of its own", () => {
    const roles: readonly { id: string; value: string }[] = JSON.parse(
      readFileSync(join(INFRA, "sign-in/app-roles.json"), "utf8"),
    );
    expect(roles.map(({ value }) => value)).toEqual(API_ROLES);
    expect(new Set(roles.map(({ id }) => id)).size).toBe(API_ROLES.length);
  });
});
