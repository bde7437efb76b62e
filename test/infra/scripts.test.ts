import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { API_ROLES } from "../../src/domain/caller.ts";
import { type StandIns, standIns } from "../support/stand-ins.ts";

const INFRA = join(__dirname, "../../infra");
const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";

/** azd knows what it was told, az writes down what it is called with. */
let programs: StandIns;

beforeEach(() => {
  programs = standIns();
  programs.add("az", `printf '%s\\n' "$@"`);
});
afterEach(() => programs.remove());

const APP =
  "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg-relay/providers/Microsoft.Web/sites/func-relay-approvals-nlwrmzyiciala";

/** What azd knows: names of what was asked for, but for the app. */
const knowing = (app: string) =>
  `[[ $1 = env && $2 = get-value ]] && { [[ $3 = AZURE_FUNCTION_APP_ID ]] && echo "${app}" || echo "the-$3"; }`;

const addSubscription = (...args: readonly string[]) => programs.run(join(INFRA, "add-subscription.sh"), args);

describe("one more subscription", () => {
  it("gets the events of the app that azd has deployed", async () => {
    programs.add("azd", knowing(APP));
    const { status, stdout } = await addSubscription(SUBSCRIPTION, "mayCleanUp=true");
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

  it("gets another deployment for another environment, whose region may be another one", async () => {
    const names: (string | undefined)[] = [];
    for (const app of [APP, APP.replace("nlwrmzyiciala", "4fzq7wxn2kd6o"), "an-app-of-no-known-form/x"]) {
      programs.add("azd", knowing(app));
      names.push(/--name\n(.*)/.exec((await addSubscription(SUBSCRIPTION)).stdout)?.[1]);
    }
    expect(names).toEqual(["nlwrmzyiciala", "4fzq7wxn2kd6o", "x"].map((end) => `relay-approvals-events-${end}`));
  });

  it("gets nothing before the app is deployed", async () => {
    programs.add("azd", "exit 1");
    const { status, stdout, stderr } = await addSubscription(SUBSCRIPTION);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("azd knows no AZURE_LOCATION: run azd up first");
  });

  it("is named by its id", async () => {
    expect(await addSubscription("contoso-production")).toMatchObject({ status: 2, stdout: "" });
    expect(await addSubscription()).toMatchObject({ status: 2, stdout: "" });
  });

  it("is given parameters that its template has", () => {
    const script = readFileSync(join(INFRA, "add-subscription.sh"), "utf8");
    const given = [...script.matchAll(/(\w+)="\$\w+"/g)].flatMap(([, name]) => name ?? []);
    const template = readFileSync(join(INFRA, "events/main.bicep"), "utf8");
    expect(given).toEqual(["location", "functionAppId", "principalId", "actionGroupId"]);
    for (const name of given) expect(template).toMatch(new RegExp(`^param ${name} string`, "m"));
  });
});

describe("a script of PowerShell", () => {
  it.each(["consumer/Connect-RelayNamespace.ps1", "owner/Protect-RelayNamespace.ps1"])(
    "says what it needs: %s",
    (file) => {
      const script = readFileSync(join(INFRA, file), "utf8");
      const used = [...script.matchAll(/ (?:Get|New|Invoke)-Az(\w*)/g)].map(([, rest = ""]) => {
        if (rest.startsWith("Rest")) return "Az.Accounts";
        return /^PrivateDns(?!ZoneGroup|ZoneConfig)/.test(rest) ? "Az.PrivateDns" : "Az.Network";
      });
      // The empty line keeps the help apart, which PowerShell would not find otherwise.
      expect(script).toMatch(/^#Requires -Version 7\n#Requires -Modules [^\n]+\n\n<#\n\.SYNOPSIS/);
      expect(/^#Requires -Modules (.*)$/m.exec(script)?.[1]?.split(", ")).toEqual([...new Set(used)].toSorted());
    },
  );
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

  /** Parameter of the template → of the script; the script looks by itself whether a network is there. */
  const TWINS: Readonly<Record<string, string | undefined>> = {
    location: "Location",
    namespaceId: "NamespaceId",
    endpointName: "EndpointName",
    connection: "Automatic",
    requestMessage: "RequestMessage",
    networkName: "NetworkName",
    networkExists: undefined,
    networkResourceGroup: "NetworkResourceGroupName",
    networkPrefix: "NetworkPrefix",
    subnetName: "SubnetName",
    subnetPrefix: "SubnetPrefix",
    staticAddress: "StaticAddress",
    interfaceName: "InterfaceName",
    withSecurityGroup: "SecurityGroupName",
    existingSecurityGroupId: "SecurityGroupId",
    withDnsZone: "NoDnsZone",
    existingZoneId: "ZoneId",
    tags: "Tag",
  };

  it("has a parameter for each of the template's", () => {
    const inTemplate = [...template.matchAll(/^param (\w+) /gm)].map(([, name]) => name);
    expect(inTemplate).toEqual(Object.keys(TWINS));
    const [, parameters = ""] = /\nparam\(\n([\s\S]*?)\n\)\n/.exec(script) ?? [];
    const inScript = [...parameters.matchAll(/^ {2}(?:\[.*\] )?\$(\w+)/gm)].map(([, name]) => name);
    const twins = Object.values(TWINS).filter((name) => name !== undefined);
    expect(inScript.toSorted()).toEqual([...twins, "ResourceGroupName"].toSorted());
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
