import { describe, expect, it } from "@jest/globals";
import type { Finding } from "../../src/domain/answers.ts";
import { NO_REGISTRATION } from "../../src/domain/api-registration.ts";
import {
  APP,
  aDeploymentForEach,
  answer,
  aToken,
  at,
  BOT,
  BOTS,
  type Deployment,
  expectInTheManual,
  forbidden,
  list,
  MENDED,
  METRICS,
  notFound,
  ok,
  otherTenant,
  SETTINGS,
  SITE,
  SUBSCRIPTION,
  TEAMS,
  topicsIn,
  unused,
  WIRES,
} from "./a-deployment.ts";
import { aProblem } from "./fake-api.ts";

aDeploymentForEach();

const run = async (...words: readonly string[]) => {
  const { code, out, err } = await at.run(...words);
  return { code, out, err };
};
const a = (more: Partial<Finding>): Finding => ({
  ...{ id: "a", severity: "error", what: "A.", where: "/", cure: "Cure it", commands: [] },
  ...more,
});
const tells = (...findings: readonly Finding[]) => {
  at.service["/api/doctor"] = ok({ ...answer, findings });
};

describe("doctor", () => {
  it("says that nothing is wrong, and ends with 0", async () => {
    expect(await run()).toEqual({ code: 0, out: ["Nothing is wrong."], err: [] });
  });

  it.each([
    { findings: null },
    { findings: [null] },
    { findings: [{ id: 1, severity: "error", what: 2, where: null, cure: 3 }] },
    { findings: [{ ...a({}), commands: "rm" }] },
    { findings: [], setup: { subscriptions: ["../../providers/evil?x="], botAppId: BOT } },
  ])("takes what has another form for no answer of the service: %j", async (odd) => {
    at.service["/api/doctor"] = ok({ ...answer, ...odd });
    expect([(await run()).code, await at.ids()]).toEqual([1, ["error api-refused", "info not-checked"]]);
    expect((await at.found())[0]).toMatchObject({
      what: expect.stringContaining("Is it of the service's version?"),
      commands: ["azd deploy --all"],
    });
    expect(at.arm.requests.some(({ url }) => url?.includes("evil"))).toBe(false);
  });

  it("tells errors first, each with where it is and what cures it", async () => {
    const CURE = ["  cure   Cure it", "         $ az cure", "         $ az?[2J"];
    const finding = (severity: Finding["severity"], id: string) =>
      a({
        severity,
        id,
        what: `It is ${id}.\nTwo lines\u001b[2J`,
        where: "/here",
        commands: ["az cure", "az\u001b[2J"],
      });
    tells(finding("info", "a"), finding("error", "b"), finding("warning", "c"));
    expect(await run("--no-azure")).toEqual({
      code: 1,
      out: [
        ...["error    b  /here", "         It is b.", "         | Two lines?[2J", ...CURE, ""],
        ...["warning  c  /here", "         It is c.", "         | Two lines?[2J", ...CURE, ""],
        ...["info     a  /here", "         It is a.", "         | Two lines?[2J", ...CURE, ""],
        "1 error, 1 warning, 1 note.",
      ],
      err: [],
    });
  });

  it("shows nothing raw that comes from the service", async () => {
    tells(a({ id: "a\u001b[2J\nb", where: "/\u001b[2J\nb" }));
    expect((await run("--no-azure")).out[0]).toBe("error    a?[2J?b  /?[2J?b");
  });

  it("fills in what the function app is called, once Azure has told", async () => {
    const commands = ["az functionapp restart --resource-group '<group>' --name '<function app>'", "x '<group>'"];
    tells(a({ commands }));
    const named = [`az functionapp restart ${APP}`, "x 'rg-relay(prod)'"];
    expect([(await at.found())[0]?.commands, (await at.found("--no-azure"))[0]?.commands]).toEqual([named, commands]);
    expect((await at.found("--no-azure", "--function-app", SITE))[0]?.commands).toEqual(named);
    at.azure[SITE] = notFound;
    expect((await at.found()).find(({ id }) => id === "a")?.commands).toEqual(commands);
  });

  it("names the system topic that there is in what the service says, since Azure allows no second", async () => {
    tells(a({ commands: [`infra/add-subscription.sh ${SUBSCRIPTION}`, "infra/add-subscription.sh x"] }));
    expect((await at.found())[0]?.commands).toEqual([MENDED, "infra/add-subscription.sh x"]);
  });

  it("takes an answer without commands, as of an older service", async () => {
    const { commands: _, ...older } = a({});
    tells(older as Finding);
    expect((await at.found("--no-azure"))[0]?.commands).toEqual([]);
  });

  it("says once that a setting changed by hand does not stay", async () => {
    const one = { id: "a", severity: "info", what: "A.", where: "/", cure: "Set it" } as const;
    const finding = { ...one, commands: ["az functionapp config appsettings set --settings CLEAN_UP=delete"] };
    tells(finding, { ...finding, id: "b" });
    const { out } = await at.run("--no-azure");
    expect(out.slice(-3)).toEqual([
      "What is set by hand lasts until the next azd provision core: docs/settings.md#for-good says how it stays.",
      "",
      "Nothing is wrong, 2 notes.",
    ]);
    expect(out.filter((line) => line.includes("by hand"))).toHaveLength(1);
  });

  it("is no failure when there are notes only", async () => {
    tells(a({ severity: "info" }));
    const { code, out } = await run("--no-azure");
    expect([code, out.at(-1), at.arm.requests]).toEqual([0, "Nothing is wrong, 1 note.", []]);
  });

  it("refuses what is no id of a subscription or an app, before it asks anything", async () => {
    const said = async (...words: readonly string[]) => {
      const { code, out, err } = await run(...words);
      return [code, out.length, err[0]?.split(":")[0]];
    };
    expect(await said("--subscription", "mine")).toEqual([2, 0, "--subscription mine"]);
    for (const id of ["func-relay", `${SITE}/functions/x`, SITE.replace("Web", "Compute"), `${SITE}?x`])
      expect(await said("--function-app", id)).toEqual([2, 0, "--function-app"]);
    at.env["RELAY_APPROVALS_ARM_URL"] = "http://azure.example";
    expect((await said())[0]).toBe(2);
    expect(at.arm.requests).toEqual([]);
  });

  it("asks the service and its bot side by side, and shows what it waits for", async () => {
    const [asked, both] = [new Set<string>(), Promise.withResolvers<void>()];
    at.door.open = (path) => {
      if (asked.add(path).size === 2) both.resolve();
      return both.promise;
    };
    const { code, progress } = await at.run();
    expect([code, progress]).toEqual([
      0,
      [
        ...[`Asking ${at.host}, for a minute at most`, "Asking Azure where the events go"],
        "Asking Azure about the function app and the bot",
      ],
    ]);
  });
});

describe("doctor on a service that does not tell", () => {
  const own = async (said: Deployment["service"][string]) => {
    at.service["/api/doctor"] = said;
    const { code } = await run("--no-azure");
    const [one] = await at.found("--no-azure");
    return [code, one?.id, one?.what, one?.commands];
  };
  const says = (text: string) => expect.stringContaining(text);

  it("says of the service's own refusal what the caller lacks", async () => {
    const commands = ["az login", "relay-approvals doctor --scope 'api://<client id of the API>/.default'"];
    expect(await own(aProblem({ status: 401 }))).toEqual([1, "api-access", says("does not take the token"), commands]);
    expect(await own(aProblem({ status: 403 }))).toEqual([1, "api-access", says("not allowed"), []]);
    const words = await at.found("--no-azure");
    expect(words[0]?.cure).toContain("Audit.Read.All");
    at.env["RELAY_APPROVALS_TOKEN"] = "";
    expect(await own(ok(answer))).toEqual([1, "api-access", says("Not signed in"), commands]);
  });

  it("finds that it is not there, does not start, or that another wants a sign-in", async () => {
    const restart = [says("az functionapp restart")];
    expect(await own({ status: 500 })).toEqual([1, "api-unreachable", says("answers 500"), restart]);
    expect(await own({ status: 429, headers: { "retry-after": "90" } })).toEqual([
      ...[1, "api-unreachable", says("busy"), restart],
    ]);
    const missing = [says("az functionapp function list"), "azd deploy --all"];
    expect(await own({ status: 404 })).toEqual([1, "api-missing", says("answered with 404"), missing]);
    expect(await own({ status: 200, body: "<html>" })).toEqual([1, "api-missing", says("with 200"), missing]);
    const signIn = ["azd provision core"];
    expect(await own({ status: 302, headers: { location: "https://login.example" } })).toEqual([
      ...[1, "api-sign-in", says("with 302"), signIn],
    ]);
    expect(await own({ status: 401 })).toEqual([1, "api-sign-in", says("with 401"), signIn]);
  });

  it("takes the service's own fault for what it says, and not for one that a restart cures", async () => {
    const register = ["infra/sign-in/register.sh", "azd up"];
    const unset = aProblem({ status: 503, detail: NO_REGISTRATION });
    expect(await own(unset)).toEqual([1, "api-unable", says("the setting API_CLIENT_ID is missing."), register]);
    for (const status of [500, 503, 429])
      expect(await own(aProblem({ status, detail: "No storage." }))).toEqual([
        1,
        "api-unable",
        says("No storage."),
        [],
      ]);
  });

  it("finds that it is not reached from here, or does not know the question", async () => {
    const closed = [says("access-restriction show"), says("--query state")];
    expect(await own({ status: 403 })).toEqual([1, "api-refused", says("not let in from here"), closed]);
    expect(await own({ status: 405 })).toEqual([1, "api-refused", says("with 405"), closed]);
    expect(await own(aProblem({ status: 404 }))).toEqual([
      1,
      "api-refused",
      says("does not know what doctor asks"),
      ["azd deploy --all"],
    ]);
  });

  it("asks Azure all the same", async () => {
    at.service["/api/doctor"] = { status: 404 };
    const OTHER = "22222222-2222-4222-8222-222222222222";
    at.azure["/subscriptions"] = list({ subscriptionId: SUBSCRIPTION }, { subscriptionId: OTHER });
    at.azure[topicsIn(OTHER)] = list();
    at.azure[TEAMS] = notFound;
    expect(await at.ids()).toEqual(["error api-missing", "error bot-not-in-teams"]);
    expect(await at.ids("--subscription", OTHER)).toEqual([
      ...["error api-missing", "warning no-events", "info not-checked"],
    ]);
    at.azure[WIRES] = list();
    const [, events, app] = await at.found();
    expect(events).toMatchObject({ id: "no-events", commands: ["infra/add-subscription.sh '<subscription>'"] });
    expect(app).toMatchObject({ id: "not-checked", where: "function app", commands: [says("az functionapp list")] });
    at.azure["/subscriptions"] = forbidden;
    expect(await at.ids()).toEqual(["error api-missing", "info not-checked"]);
  });

  it("compares the caller's token with the settings", async () => {
    at.service["/api/doctor"] = aProblem({ status: 401 });
    at.env["RELAY_APPROVALS_TOKEN"] = aToken({ aud: "api://eeeeeeee", tid: "ffffffff" });
    const [, client, tenant] = await at.found("--subscription", SUBSCRIPTION);
    const set = `az functionapp config appsettings set ${APP} --settings`;
    expect(client).toMatchObject({ id: "api-client-id", commands: [`${set} API_CLIENT_ID=eeeeeeee`] });
    expect(tenant).toMatchObject({ id: "tenant-id", commands: [`${set} TENANT_ID=ffffffff`] });
    at.azure[SETTINGS] = ok({ properties: {} });
    expect((await at.found("--subscription", SUBSCRIPTION)).map(({ what }) => what)).toEqual(
      expect.arrayContaining([says("API_CLIENT_ID is not set"), says("TENANT_ID is not set")]),
    );
  });
});

describe("doctor on the bot's endpoint", () => {
  const bot = async (status: number, challenge?: string) => {
    at.service["/api/messages"] = { status, ...(challenge && { headers: { "www-authenticate": challenge } }) };
    const [one] = await at.found("--no-azure");
    return [one?.severity, one?.id, one?.commands.map((line) => line.replace(/ --.*/, ""))];
  };

  it("takes no other's refusal for the service's", async () => {
    const azure = 'Bearer realm="func" authorization_uri="https://login.example" resource_id="x"';
    expect(await bot(401, azure)).toEqual(["error", "bot-unreachable", ["azd provision core"]]);
    expect(await bot(302)).toEqual(["error", "bot-unreachable", ["azd provision core"]]);
    expect(await bot(401)).toEqual(["error", "bot-unreachable", ["azd deploy"]]);
    expect(await bot(404)).toEqual(["error", "bot-unreachable", ["az functionapp function list", "azd deploy"]]);
    expect(await bot(500)).toEqual(["error", "bot-unreachable", ["az functionapp show", "az functionapp restart"]]);
  });

  it("says that it is open only where the service is known to be what answers", async () => {
    expect(await bot(200)).toEqual(["error", "bot-open", ["az functionapp stop"]]);
    at.service["/api/doctor"] = aProblem({ status: 403 });
    expect((await at.ids("--no-azure"))[1]).toBe("error bot-open");
    at.service["/api/doctor"] = { status: 200, body: "<html>" };
    expect(await at.ids("--no-azure")).toEqual(["error api-missing", "error bot-unreachable"]);
  });

  it("says nothing about Teams where it is not let in itself", async () => {
    const show = ["az functionapp config access-restriction show"];
    expect(await bot(403)).toEqual(["info", "not-checked", show]);
    expect(await bot(429)).toEqual(["info", "not-checked", show]);
    expect(await run("--no-azure")).toMatchObject({ code: 0 });
  });

  it("finds that nothing answers", async () => {
    at.env["RELAY_APPROVALS_URL"] = "http://127.0.0.1:1";
    const [service, one] = await at.found("--no-azure");
    expect([service?.id, one?.id, one?.what]).toEqual([
      ...["api-unreachable", "bot-unreachable", expect.stringContaining("gives no answer")],
    ]);
  });
});

describe("doctor on what it may not read in Azure", () => {
  it("goes on with everything else", async () => {
    for (const path of [METRICS, SETTINGS, WIRES, SITE]) {
      const before = at.azure[path];
      at.azure[path] = forbidden;
      at.azure[TEAMS] = notFound;
      const words = path === WIRES ? ["--function-app", SITE] : [];
      const [bot, hidden, ...others] = await at.found(...words);
      expect([path, bot?.id, hidden?.id, others]).toEqual([path, "bot-not-in-teams", "not-checked", []]);
      at.azure[path] = before ?? notFound;
    }
  });

  it("says so, how much it was, and how it becomes readable", async () => {
    at.azure[METRICS] = forbidden;
    at.azure[SETTINGS] = forbidden;
    const [metrics, settings] = await at.found();
    const assign = "az role assignment create --assignee '<your user name>' --role";
    expect([metrics?.commands, settings?.commands]).toEqual([
      [`${assign} Reader --scope '${METRICS.replace("/providers/Microsoft.Insights/metrics", "")}'`],
      [`${assign} 'Website Contributor' --scope '${SITE}'`],
    ]);
    const { code, out } = await run();
    const words = "Nothing is wrong with what was looked at; 2 things could not be checked.";
    expect([code, out.at(-1)]).toEqual([0, words]);
    at.azure[TEAMS] = notFound;
    expect((await run()).out.at(-1)).toBe("1 error, 0 warnings; 2 things could not be checked.");
  });

  it("says it once that there is no sign-in, and does not end as done where nothing was read", async () => {
    at.azure[topicsIn(SUBSCRIPTION)] = { status: 401, body: {} };
    const [hidden, ...others] = await at.found("--function-app", SITE);
    expect([hidden, others]).toEqual([
      expect.objectContaining({ id: "not-checked", where: "Azure", commands: ["az login"] }),
      [],
    ]);
    expect(await run()).toMatchObject({
      code: 3,
      out: expect.arrayContaining(["Nothing is wrong with what was looked at; 1 thing could not be checked."]),
    });
    expect(at.arm.requests).toHaveLength(2);
    at.azure[topicsIn(SUBSCRIPTION)] = forbidden;
    expect((await run()).code).toBe(3);
    at.env["RELAY_APPROVALS_ARM_URL"] = "https://localhost:1";
    expect((await run()).code).toBe(4);
  });

  it("says how else it becomes readable: in another tenant, or later", async () => {
    at.azure[topicsIn(SUBSCRIPTION)] = otherTenant;
    expect((await at.found())[0]?.commands).toEqual(["az login --tenant '<tenant>'"]);
    at.azure[topicsIn(SUBSCRIPTION)] = { status: 500 };
    expect((await run()).code).toBe(4);
    expect((await at.found())[0]).toMatchObject({ cure: expect.stringContaining("in a minute"), commands: [] });
  });

  it.each([
    [4, 500, 500, 500, 500],
    [4, 503, 503, 503, 503],
    [4, 429, 429, 429, 429],
    [4, 403, 403, 403, 500],
    [4, 500, 500, 500, 403],
    [3, 403, 403, 404, 404],
    [3, 403, 403, 404, 403],
  ])("ends with %i where nothing can be read, whatever the last answer is: %i, %i, %i, %i", async (exit, ...all) => {
    for (const [index, path] of [topicsIn(SUBSCRIPTION), SITE, SETTINGS, BOTS].entries())
      at.azure[path] = { status: all[index] ?? 0 };
    expect((await run("--function-app", SITE)).code).toBe(exit);
  });

  it("takes what Azure does not show for hidden, and never ends with 2 for it", async () => {
    at.service["/api/doctor"] = ok({ ...answer, setup: { ...answer.setup, subscriptions: [] } });
    at.azure["/subscriptions"] = notFound;
    expect((await run()).code).toBe(3);
  });

  it("finds that what was named is not there", async () => {
    at.azure[topicsIn(SUBSCRIPTION)] = notFound;
    expect(await at.ids()).toEqual(["error no-subscription"]);
    expect(await at.ids("--subscription", SUBSCRIPTION)).toEqual(["error no-subscription"]);
    expect(await at.ids("--subscription", SUBSCRIPTION, "--function-app", SITE)).toEqual(["error no-subscription"]);
    const typo = ["--function-app", `${SITE}-typo`];
    expect(await at.ids(...typo)).toEqual(["error no-subscription", "error no-function-app"]);
    at.azure[topicsIn(SUBSCRIPTION)] = list();
    expect(await at.ids(...typo)).toEqual(["error no-function-app"]);
    expect((await run(...typo)).code).toBe(1);
  });

  it("takes a subscription that never had events for one without", async () => {
    at.azure[topicsIn(SUBSCRIPTION)] = unused;
    expect((await at.found())[0]).toMatchObject({
      ...{ id: "no-events", commands: [`infra/add-subscription.sh ${SUBSCRIPTION}`] },
    });
  });

  it("takes what the service says where the settings are hidden", async () => {
    at.azure[SETTINGS] = forbidden;
    at.azure[BOTS] = list();
    expect(await at.ids()).toEqual(["error no-bot", "info not-checked"]);
    // Without the service, too, only the one bot beside the app can be it.
    at.service["/api/doctor"] = { status: 500 };
    expect(await at.ids("--subscription", SUBSCRIPTION)).toEqual(["error api-unreachable", "info not-checked"]);
    at.azure[BOTS] = list({ id: `${BOTS}/bot-1`, properties: { msaAppId: BOT, endpoint: "nowhere" } });
    expect(await at.ids("--subscription", SUBSCRIPTION)).toEqual([
      ...["error api-unreachable", "error bot-endpoint", "info not-checked"],
    ]);
    at.azure[SITE] = forbidden;
    const endpoint = (await at.found("--subscription", SUBSCRIPTION)).find(({ id }) => id === "bot-endpoint");
    expect(endpoint?.commands[0]).toContain("--endpoint 'https://<address of the app>/api/messages'");
  });
});

expectInTheManual();
