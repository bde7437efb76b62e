import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { siteId, topicId } from "../../sandbox/arm/platform.ts";
import { ownerSubscription } from "../../sandbox/world.ts";
import type { DoctorAnswer, Finding } from "../../src/domain/answers.ts";
import { EVENT_OPERATIONS, EVENT_TYPES } from "../../src/domain/event-filter.ts";
import { type ScriptedArm, startScriptedArm } from "../support/scripted-arm.ts";
import { told } from "./told.ts";

const SUBSCRIPTION = ownerSubscription.id;
const API = "dddddddd-0000-4000-8000-000000000001";
const BOT = "cccccccc-0000-4000-8000-000000000001";
const TOKEN = `e30.${Buffer.from(JSON.stringify({ aud: API })).toString("base64url")}.sig`;

const answer: DoctorAnswer = {
  at: "2026-11-20T09:00:00.000Z",
  setup: {
    ...{
      serviceVersion: "1.2.3",
      tenant: "t",
      identity: BOT,
      botAppId: BOT,
      botKeysUrl: "https://keys",
      apiClientId: API,
    },
    ...{ cleanUp: "delete", policyVersion: "sha256:1", subscriptions: [SUBSCRIPTION] },
  },
  findings: [],
};

let service: Server;
let arm: ScriptedArm;
/** Status and body by path; what is not here is 404. */
let said: Record<string, { readonly status: number; readonly body?: unknown }>;
let azure: Record<string, { readonly status: number; readonly body?: unknown }>;
let url: string;

const topic = { id: topicId, properties: { source: `/subscriptions/${SUBSCRIPTION.toUpperCase()}` } };
const filterOf = (advancedFilters: readonly object[], includedEventTypes = EVENT_TYPES) => ({
  includedEventTypes,
  advancedFilters,
});
const byName = (operatorType: string, values: readonly string[]) => ({
  operatorType,
  key: "data.OperationName",
  values,
});
const aSubscription = (properties: object = {}) => ({
  id: `${topicId}/eventSubscriptions/ours`,
  properties: {
    provisioningState: "Succeeded",
    destination: { endpointType: "AzureFunction", properties: { resourceId: `${siteId}/functions/connectionEvent` } },
    filter: filterOf([byName("StringIn", EVENT_OPERATIONS)]),
    ...properties,
  },
});
const bots = `${siteId.split("/").slice(0, 5).join("/")}/providers/Microsoft.BotService/botServices`;
const TOPICS = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.EventGrid/systemTopics`;
const SETTINGS = `${siteId}/config/appsettings/list`;
const ok = (body: unknown) => ({ status: 200, body });
const list = (...value: readonly unknown[]) => ok({ value });
const forbidden = { status: 403, body: { error: { code: "AuthorizationFailed", message: "You may not." } } };
const notFound = { status: 404, body: { error: { code: "ResourceNotFound", message: "" } } };

beforeEach(async () => {
  service = createServer((request, response) => {
    const { status, body } = said[request.url ?? ""] ?? { status: 404 };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  arm = await startScriptedArm();
  said = { "/api/doctor": ok(answer), "/api/messages": { status: 401 } };
  const host = new URL(url).host;
  azure = {
    [TOPICS]: list(topic),
    [`${topicId}/eventSubscriptions`]: list(aSubscription()),
    [`${topicId}/providers/Microsoft.Insights/metrics`]: list({ timeseries: [{ data: [{ total: 0 }, {}] }] }),
    [siteId]: ok({ id: siteId, properties: { state: "Running", defaultHostName: host } }),
    [SETTINGS]: ok({ properties: { API_CLIENT_ID: API, BOT_APP_ID: BOT } }),
    [bots]: list({ id: `${bots}/bot-1`, properties: { msaAppId: BOT, endpoint: `https://${host}/api/messages` } }),
    [`${bots}/bot-1/channels/MsTeamsChannel`]: ok({ properties: { properties: { isEnabled: true } } }),
  };
  arm.script = ({ url: path }) => azure[decodeURIComponent(path.split("?")[0] ?? "")] ?? notFound;
});
afterEach(async () => {
  service.closeAllConnections();
  await Promise.all([new Promise((resolve) => service.close(resolve)), arm.close()]);
});

const run = (...words: readonly string[]) =>
  told(["doctor", ...words], {
    env: {
      ...{ RELAY_APPROVALS_URL: url, RELAY_APPROVALS_TOKEN: TOKEN },
      ...{ RELAY_APPROVALS_ARM_URL: arm.url, RELAY_APPROVALS_ARM_TOKEN: "t0ken-for-arm" },
    },
  });

async function found(...words: readonly string[]): Promise<readonly Finding[]> {
  const { out } = await run("--json", ...words);
  return (JSON.parse(out.join("\n")) as { readonly findings: readonly Finding[] }).findings;
}
const ids = async (...words: readonly string[]) =>
  (await found(...words)).map(({ id, severity }) => `${severity} ${id}`);
const bodyAt = (path: string) => azure[path]?.body as { readonly properties: object };

describe("doctor", () => {
  it("says that nothing is wrong, and ends with 0", async () => {
    expect(await run()).toEqual({ code: 0, out: ["Nothing is wrong."], err: [] });
  });

  it("tells errors first, each with where it is and what cures it", async () => {
    const CURE = ["  cure   Cure it", "         $ az cure", "         $ az?[2J"];
    const finding = (severity: Finding["severity"], id: string): Finding => ({
      ...{
        id,
        severity,
        what: `It is ${id}.\nTwo lines\u001b[2J`,
        where: "/here",
        cure: "Cure it",
        commands: ["az cure", "az\u001b[2J"],
      },
    });
    said["/api/doctor"] = ok({
      ...answer,
      findings: [finding("info", "a"), finding("error", "b"), finding("warning", "c")],
    });
    expect(await run("--no-azure")).toEqual({
      code: 1,
      out: [
        ...["error    b  /here", "         It is b.", "         Two lines?[2J", ...CURE, ""],
        ...["warning  c  /here", "         It is c.", "         Two lines?[2J", ...CURE, ""],
        ...["info     a  /here", "         It is a.", "         Two lines?[2J", ...CURE, ""],
        "1 error, 1 warning, 1 note.",
      ],
      err: [],
    });
  });

  it("fills in what the function app is called, once Azure has told", async () => {
    const commands = ["az functionapp restart --resource-group '<group>' --name '<function app>'"];
    const one = { id: "a", severity: "error", what: "A.", where: "/", cure: "Restart it", commands };
    said["/api/doctor"] = ok({ ...answer, findings: [one] });
    const named = ["az functionapp restart --resource-group rg-relay-approvals --name func-relay-approvals"];
    expect([(await found())[0]?.commands, (await found("--no-azure"))[0]?.commands]).toEqual([named, commands]);
    expect((await found("--no-azure", "--function-app", siteId))[0]?.commands).toEqual(named);
  });

  it("is no failure when there are notes only", async () => {
    said["/api/doctor"] = ok({
      ...answer,
      findings: [{ id: "a", severity: "info", what: "A.", where: "/", cure: "b", commands: [] }],
    });
    const { code, out } = await run("--no-azure");
    expect([code, out.at(-1), arm.requests]).toEqual([0, "Nothing is wrong, 1 note.", []]);
  });

  it("goes on when the service does not answer, or does not tell", async () => {
    said["/api/doctor"] = { status: 500, body: {} };
    azure["/subscriptions"] = list({ subscriptionId: SUBSCRIPTION }, { subscriptionId: "x" });
    azure["/subscriptions/x/providers/Microsoft.EventGrid/systemTopics"] = list();
    expect(await ids()).toEqual(["error api-unreachable"]);
    said["/api/doctor"] = { status: 403, body: {} };
    const [access] = await found();
    expect(access).toMatchObject({ id: "api-access", cure: expect.stringContaining("Audit.Read.All") });
    expect(await ids("--subscription", "x")).toEqual(["error api-access", "warning no-events"]);
  });

  it("looks whether the bot lets Teams in, and nobody else", async () => {
    said["/api/messages"] = { status: 403 };
    expect(await found()).toEqual([
      expect.objectContaining({ id: "bot-unreachable", what: expect.stringContaining("answers 403") }),
    ]);
    said["/api/messages"] = { status: 200 };
    expect(await ids()).toEqual(["error bot-open"]);
  });

  it("tells what may not be read in Azure, which is no fault", async () => {
    azure[SETTINGS] = forbidden;
    expect(await found()).toEqual([
      expect.objectContaining({ id: "not-checked", severity: "info", what: expect.stringContaining("You may not.") }),
    ]);
    azure[TOPICS] = { status: 401, body: {} };
    expect(await ids()).toEqual(["info not-checked"]);
  });
});

describe("doctor on events", () => {
  const withFilter = (...filters: readonly object[]) => {
    azure[`${topicId}/eventSubscriptions`] = list(aSubscription({ filter: filterOf(filters) }));
    return ids();
  };

  it("takes every filter that lets exactly the four operations through", async () => {
    expect(
      await withFilter(byName("StringBeginsWith", ["Microsoft.Relay/namespaces/privateEndpointConnection"])),
    ).toEqual([]);
    expect(await withFilter(byName("StringContains", ["/PRIVATEENDPOINTCONNECTION"]))).toEqual([]);
    expect(await withFilter(byName("StringEndsWith", ["/write", "/delete"]), byName("StringNotIn", ["x"]))).toEqual([]);
  });

  it("finds what they leave out, and what they let through besides", async () => {
    expect(await withFilter(byName("StringIn", EVENT_OPERATIONS.slice(1)))).toEqual(["warning events-unheard"]);
    expect(await withFilter(byName("StringNotIn", EVENT_OPERATIONS.slice(1)))).toEqual(["warning events-unheard"]);
    expect(await withFilter(byName("NumberIn", EVENT_OPERATIONS))).toEqual(["warning events-unheard"]);
    expect(await withFilter(byName("StringIn", [...EVENT_OPERATIONS, "Microsoft.Compute/x/write"]))).toEqual([
      "warning events-too-many",
    ]);
    expect(await withFilter()).toEqual(["warning events-too-many"]);
  });

  it("finds a state that is none to work in, and events that were given up", async () => {
    azure[`${topicId}/eventSubscriptions`] = list(aSubscription({ provisioningState: "AwaitingManualAction" }));
    azure[`${topicId}/providers/Microsoft.Insights/metrics`] = list({
      timeseries: [{ data: [{ total: 2 }, { total: 1 }] }],
    });
    const [state, dropped] = await found();
    expect([state?.id, dropped?.id, dropped?.what]).toEqual([
      ...["events-state", "events-dropped", expect.stringContaining("gave up 3 events")],
    ]);
  });

  it("counts none that was given up for another subscription to the same topic", async () => {
    const answer = arm.script;
    const total = (filter: string | null) => (filter === "EventSubscriptionName eq 'ours'" ? 0 : 7);
    arm.script = (request) => {
      const { pathname, searchParams } = new URL(request.url, "http://arm");
      if (!pathname.endsWith("/metrics")) return answer(request);
      return list({ timeseries: [{ data: [{ total: total(searchParams.get("$filter")) }] }] });
    };
    expect(await ids()).toEqual([]);
  });

  it("does not take another function's for ours", async () => {
    const resourceId = `${siteId}/functions/another`;
    azure[`${topicId}/eventSubscriptions`] = list(aSubscription({ destination: { properties: { resourceId } } }));
    expect(await ids()).toEqual(["warning no-events"]);
    expect(await ids("--function-app", siteId)).toEqual(["warning no-events"]);
  });
});

describe("doctor on the function app", () => {
  const settings = (more: object) => {
    azure[SETTINGS] = ok({ properties: { ...bodyAt(SETTINGS).properties, ...more } });
    return found();
  };

  it("finds functions that are switched off", async () => {
    const off = await settings({ "AzureWebJobs.sweep.Disabled": "true", AzureWebJobs_seal_Disabled: "1" });
    expect(off.map(({ id, what }) => [id, what])).toEqual([
      ["function-disabled", "The function sweep is switched off."],
      ["function-disabled", "The function seal is switched off."],
    ]);
    expect(await settings({ "AzureWebJobs.sweep.Disabled": "false", AzureWebJobs_seal_Disabled: "0" })).toEqual([]);
  });

  it("finds an app that stands still, or that is another one", async () => {
    azure[siteId] = ok({ properties: { state: "Stopped", defaultHostName: "other.example", hostNames: [] } });
    expect(await ids()).toEqual(["error app-stopped", "warning events-elsewhere"]);
  });

  it("leaves another deployment alone that gets the events of the same subscription", async () => {
    const others = `${siteId}-test`;
    const destination = { properties: { resourceId: `${others}/functions/connectionEvent` } };
    azure[`${topicId}/eventSubscriptions`] = list(aSubscription({ destination }), aSubscription());
    azure[others] = ok({ properties: { state: "Stopped", defaultHostName: "other.example" } });
    azure[`${others}/config/appsettings/list`] = ok({ properties: { API_CLIENT_ID: BOT, BOT_APP_ID: API } });
    expect(await ids()).toEqual([]);
    azure[others] = forbidden;
    expect(await ids()).toEqual([]);
    azure[siteId] = forbidden;
    expect(await ids()).toEqual(["info not-checked", "info not-checked"]);
  });

  it("looks at each event subscription of the service, not at one of them only", async () => {
    const broken = aSubscription({ filter: filterOf([byName("StringIn", EVENT_OPERATIONS.slice(1))]) });
    azure[`${topicId}/eventSubscriptions`] = list(aSubscription(), broken);
    expect(await ids()).toEqual(["warning events-unheard"]);
  });

  it("finds another app registration than the token's", async () => {
    const [other] = await settings({ API_CLIENT_ID: BOT });
    expect(other).toMatchObject({ id: "api-client-id", cure: expect.stringContaining(`API_CLIENT_ID=${API}`) });
    expect((await settings({ API_CLIENT_ID: "" }))[0]?.what).toContain("API_CLIENT_ID is not set");
  });

  it("finds a bot that is missing, of another address, or not in Teams", async () => {
    azure[`${bots}/bot-1/channels/MsTeamsChannel`] = notFound;
    expect(await ids()).toEqual(["error bot-not-in-teams"]);
    azure[`${bots}/bot-1/channels/MsTeamsChannel`] = ok({ properties: { properties: { isEnabled: false } } });
    expect(await ids()).toEqual(["error bot-not-in-teams"]);
    azure[bots] = list({ id: `${bots}/bot-1`, properties: { msaAppId: BOT, endpoint: "nowhere" } });
    expect(await ids()).toEqual(["error bot-endpoint", "error bot-not-in-teams"]);
    azure[bots] = list();
    expect((await found())[0]).toMatchObject({
      id: "no-bot",
      cure: expect.stringContaining("BOT_APP_ID=<app id of the bot>"),
    });
  });
});
