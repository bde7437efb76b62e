import type { Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type StandIns, standIns } from "../support/stand-ins.ts";
import { answering, askingOf } from "./answering.ts";
import { type App, type Directory, saidOf } from "./entra.ts";

const SCRIPT = join(__dirname, "../../infra/sign-in/register.sh");
const VALUES = {
  AZURE_FUNCTION_APP_NAME: "func-relay-approvals-abc",
  SERVICE_API_URI: "https://func-relay-approvals-abc.azurewebsites.net",
  SERVICE_PRINCIPAL_OBJECT_ID: "cccccccc-0000-4000-8000-000000000001",
};
const CALLBACK = "https://func-relay-approvals-abc.azurewebsites.net/.auth/login/aad/callback";
const FIRST = "dddddddd-0000-4000-8000-000000000001";
const TAG = "WindowsAzureActiveDirectoryIntegratedApp";

let directory: Directory;
let server: Server;
let programs: StandIns;

beforeEach(async () => {
  directory = { values: { ...VALUES }, apps: [], principals: [] };
  server = await answering((words) => saidOf(directory, words));
  programs = standIns();
  for (const name of ["az", "azd"]) programs.add(name, askingOf(server, name));
});
afterEach(() => {
  programs.remove();
  server.close();
});

const register = (...args: readonly string[]) => programs.run(SCRIPT, args);

/** As somebody would make one who waits for it to be taken. */
function aForeignApp(given: Partial<App> = {}): App {
  return {
    id: "bbbbbbbb-0000-4000-8000-000000000001",
    appId: FIRST,
    displayName: "Relay Approvals (func-relay-approvals-abc)",
    "sign-in-audience": "AzureADMultipleOrgs",
    web: { redirectUris: ["https://attacker.example/callback"] },
    credentials: [],
    ...given,
  };
}

describe("registering the API and the page", () => {
  it("makes an app that is named for the function app, and has azd know it", async () => {
    const { status, stdout, stderr } = await register();
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Registered as ${FIRST}\\. Now: azd up`));
    const { values, apps, principals } = directory;
    expect(values["API_CLIENT_ID"]).toBe(FIRST);
    expect(apps).toEqual([
      expect.objectContaining({
        displayName: "Relay Approvals (func-relay-approvals-abc)",
        "sign-in-audience": "AzureADMyOrg",
        "app-roles": "@app-roles.json",
        "identifier-uris": `api://${FIRST}`,
        "enable-id-token-issuance": "true",
        web: { redirectUris: [CALLBACK] },
        api: expect.objectContaining({
          requestedAccessTokenVersion: 2,
          preAuthorizedApplications: [
            expect.objectContaining({ appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" }),
            expect.objectContaining({ appId: "1950a258-227b-4e31-a9cf-717495945fc2" }),
          ],
        }),
      }),
    ]);
    expect(principals).toEqual([{ appId: FIRST, tags: [TAG], appRoleAssignmentRequired: true }]);
  });

  it("trusts the service's identity in place of a secret", async () => {
    await register();
    expect(directory.apps[0]?.credentials).toEqual([
      {
        name: "service",
        issuer: "https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-000000000001/v2.0",
        subject: VALUES.SERVICE_PRINCIPAL_OBJECT_ID,
        audiences: ["api://AzureADTokenExchange"],
      },
    ]);
  });

  it("changes nothing when it is run again", async () => {
    await register();
    directory.principals[0]?.tags.unshift("HideApp");
    const before = structuredClone(directory);
    expect((await register()).status).toBe(0);
    expect(directory).toEqual(before);
  });

  it("trusts the new identity of a deployment that was made again, and no longer the old one", async () => {
    await register();
    const other = "cccccccc-0000-4000-8000-000000000009";
    directory.values["SERVICE_PRINCIPAL_OBJECT_ID"] = other;
    expect((await register()).status).toBe(0);
    const [app, ...more] = directory.apps;
    expect(more).toEqual([]);
    expect(app?.credentials.map(({ name, subject }) => [name, subject])).toEqual([["service", other]]);
  });

  it("leaves no address to which tokens go but the service's, and says which it has taken off", async () => {
    await register();
    directory.apps[0]?.web.redirectUris.push("https://old.example/callback");
    Object.assign(directory.apps[0] ?? {}, { spa: { redirectUris: ["https://old.example"] } });
    expect((await register()).stdout).toContain(
      "Taken off, since tokens would go there too:\nhttps://old.example/callback\n",
    );
    expect(directory.apps).toEqual([
      expect.objectContaining({ web: { redirectUris: [CALLBACK] }, spa: { redirectUris: [] } }),
    ]);
  });

  it("leaves two deployments of the same environment name an app each", async () => {
    await register();
    const elsewhere = { AZURE_FUNCTION_APP_NAME: "func-relay-approvals-xyz", SERVICE_API_URI: "https://xyz.example" };
    directory.values = { ...VALUES, ...elsewhere };
    expect((await register()).status).toBe(0);
    expect(directory.apps.map(({ web }) => web.redirectUris)).toEqual([
      [CALLBACK],
      ["https://xyz.example/.auth/login/aad/callback"],
    ]);
  });
});

describe("an app that azd does not know", () => {
  it("is refused, whoever gave it the name, and left as it was", async () => {
    directory.apps.push(aForeignApp());
    const before = structuredClone(directory);
    const { status, stdout, stderr } = await register();
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      `There is an app Relay Approvals (func-relay-approvals-abc) that azd does not know:\n${FIRST}\n`,
    );
    expect(stderr).toContain("--adopt CLIENT-ID");
    expect(directory).toEqual(before);
  });

  it("is taken when it is named, without what let others in", async () => {
    const foreign = { name: "service", issuer: "https://attacker.example", subject: "attacker", audiences: [] };
    directory.apps.push(aForeignApp({ displayName: "Made by an administrator", credentials: [foreign] }));
    const { status, stdout } = await register("--adopt", FIRST);
    expect(status).toBe(0);
    expect(stdout).toContain("https://attacker.example/callback");
    const { values, apps } = directory;
    expect(values["API_CLIENT_ID"]).toBe(FIRST);
    expect(apps).toEqual([
      expect.objectContaining({
        displayName: "Made by an administrator",
        "sign-in-audience": "AzureADMyOrg",
        web: { redirectUris: [CALLBACK] },
        credentials: [
          expect.objectContaining({
            name: "service",
            issuer: expect.stringMatching(/^https:\/\/login\.microsoftonline\.com\//),
            subject: VALUES.SERVICE_PRINCIPAL_OBJECT_ID,
          }),
        ],
      }),
    ]);
    expect((await register()).status).toBe(0);
  });

  it("is named by its client id", async () => {
    for (const args of [["--adopt"], ["--adopt", "Relay Approvals"], ["adopt", FIRST]]) {
      expect(await register(...args)).toMatchObject({ status: 2, stdout: "" });
    }
  });
});

describe("registering what is not there", () => {
  it("says that the service is to be deployed first", async () => {
    for (const name of Object.keys(VALUES)) {
      directory.values = { ...VALUES };
      delete directory.values[name];
      const { status, stderr } = await register();
      expect([status, stderr]).toEqual([1, `azd knows no ${name}: run azd up first, or azd env select\n`]);
      expect(directory.apps).toEqual([]);
    }
  });

  it("says so when the app has been deleted that azd knows, and makes one when azd has forgotten it", async () => {
    directory.values["API_CLIENT_ID"] = "dddddddd-0000-4000-8000-000000000009";
    const { status, stderr } = await register();
    expect(status).toBe(1);
    expect(stderr).toContain('Then: azd env set API_CLIENT_ID ""');
    directory.values["API_CLIENT_ID"] = "";
    expect((await register()).status).toBe(0);
    expect(directory.values["API_CLIENT_ID"]).toBe(FIRST);
  });

  it("has azd know an app that could not be finished, so that the next run does not refuse it", async () => {
    programs.add("az", `[[ $2 = sp ]] && exit 1\n${askingOf(server, "az")}`);
    expect((await register()).status).toBe(1);
    programs.add("az", askingOf(server, "az"));
    expect((await register()).status).toBe(0);
    expect(directory.apps).toHaveLength(1);
  });
});
