import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DoctorAnswer, Finding } from "../../src/domain/answers.ts";
import { BOT_CHALLENGE } from "../../src/domain/bot-challenge.ts";
import { EVENT_OPERATIONS, EVENT_TYPES } from "../../src/domain/event-filter.ts";
import { textOf } from "../docs/manual.ts";
import { startScriptedArm } from "../support/scripted-arm.ts";
import { expectToStandAlone } from "./stands-alone.ts";
import { allTold } from "./told.ts";

export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const API = "dddddddd-0000-4000-8000-000000000001";
export const BOT = "cccccccc-0000-4000-8000-000000000001";
export const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";

/** Azure allows parentheses in the name of a group. */
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-relay(prod)`;
export const SITE = `${GROUP}/providers/Microsoft.Web/sites/func-relay`;
export const SETTINGS = `${SITE}/config/appsettings/list`;
export const BOTS = `${GROUP}/providers/Microsoft.BotService/botServices`;
export const TEAMS = `${BOTS}/bot-1/channels/MsTeamsChannel`;
export const topicIn = (subscription: string) =>
  `/subscriptions/${subscription}/resourceGroups/rg-events(prod)/providers/Microsoft.EventGrid/systemTopics/topic-1`;
export const topicsIn = (subscription: string) =>
  `/subscriptions/${subscription}/providers/Microsoft.EventGrid/systemTopics`;
const TOPIC = topicIn(SUBSCRIPTION);
export const WIRES = `${TOPIC}/eventSubscriptions`;
export const METRICS = `${TOPIC}/providers/Microsoft.Insights/metrics`;

/** The words with which each command names the app. */
export const APP = `--subscription ${SUBSCRIPTION} --resource-group 'rg-relay(prod)' --name func-relay`;
export const MENDED = `infra/add-subscription.sh ${SUBSCRIPTION} existingTopicName=topic-1 'resourceGroupName=rg-events(prod)'`;

interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const ok = (body: unknown): Said => ({ status: 200, body });
export const list = (...value: readonly unknown[]): Said => ok({ value });
const refused = (status: number, code: string) => ({
  status,
  body: { error: { code, message: `You get ${status}.` } },
});
export const forbidden = refused(403, "AuthorizationFailed");
export const notFound = refused(404, "ResourceNotFound");
export const otherTenant = refused(401, "InvalidAuthenticationTokenTenant");
export const unused = refused(409, "MissingSubscriptionRegistration");
/** What the bot says to a stranger. */
const stranger: Said = { status: 401, headers: { "www-authenticate": BOT_CHALLENGE } };

export const answer: DoctorAnswer = {
  at: "2026-11-20T09:00:00.000Z",
  setup: {
    ...{ serviceVersion: "1.2.3", tenant: TENANT, identity: BOT, botAppId: BOT, botKeysUrl: "https://keys" },
    ...{ apiClientId: API, cleanUp: "delete", policyVersion: "sha256:1", subscriptions: [SUBSCRIPTION] },
  },
  findings: [],
};

export const byName = (operatorType: string, values: readonly string[]) => ({
  ...{ operatorType, key: "data.OperationName", values },
});

/** An event subscription to the function of an app. */
export const aWire = (properties: object = {}, filter: object = {}, app = SITE) => ({
  id: `${WIRES}/ours`,
  properties: {
    provisioningState: "Succeeded",
    destination: { endpointType: "AzureFunction", properties: { resourceId: `${app}/functions/connectionEvent` } },
    filter: { includedEventTypes: EVENT_TYPES, advancedFilters: [byName("StringIn", EVENT_OPERATIONS)], ...filter },
    ...properties,
  },
});

export const aTopic = (subscription: string) => ({
  id: topicIn(subscription),
  properties: { source: `/subscriptions/${subscription.toUpperCase()}` },
});

/** Everything that was found in this file's tests. */
const met = new Map<string, Finding>();

/** The last of a file's tests; a name of one letter is made up. */
export function expectInTheManual(): void {
  describe("the manual", () => {
    it("names everything that was found here", () => {
      const manual = textOf("docs/cli.md");
      const ids = new Set([...met.values()].map(({ id }) => id));
      expect([...ids].filter((id) => id.length > 1 && !manual.includes(`\`${id}\``))).toEqual([]);
    });
  });
}

/** The service, its bot and Azure, all of it as it should be; a test changes what is answered. */
async function aDeployment() {
  const service: Record<string, Said> = { "/api/doctor": ok(answer), "/api/messages": stranger };
  const door = { open: async (_path: string) => {} };
  const server = createServer(async ({ url: path = "" }, response) => {
    await door.open(path);
    tell(response, service[path] ?? { status: 404 });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const [arm, url, host] = [await startScriptedArm(), `http://127.0.0.1:${port}`, `127.0.0.1:${port}`];
  const azure = asDeployed(host);
  arm.script = (request) => azure[decodeURIComponent(request.url.split("?")[0] ?? "")] ?? notFound;
  const env: Record<string, string> = {
    ...{ RELAY_APPROVALS_URL: url, RELAY_APPROVALS_TOKEN: aToken({ aud: API, tid: TENANT }) },
    ...{ RELAY_APPROVALS_ARM_URL: arm.url, RELAY_APPROVALS_ARM_TOKEN: "t0ken-for-arm" },
  };
  const run = (...words: readonly string[]) => allTold(["doctor", ...words], { env });
  const found = async (...words: readonly string[]): Promise<readonly Finding[]> => {
    const { out, err } = await run("--json", ...words);
    expect(err).toEqual([]);
    const { findings } = JSON.parse(out.join("\n")) as { readonly findings: readonly Finding[] };
    for (const one of findings) expectToParse(one);
    return findings;
  };
  return {
    ...{ service, door, azure, arm, env, host, run, found },
    ids: async (...words: readonly string[]) => (await found(...words)).map(({ id, severity }) => `${severity} ${id}`),
    async stop() {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), arm.close()]);
    },
  };
}

export type Deployment = Awaited<ReturnType<typeof aDeployment>>;

export let at: Deployment;

/** Afresh for each test. */
export function aDeploymentForEach(): void {
  beforeEach(async () => {
    at = await aDeployment();
  });
  afterEach(() => at.stop());
}

const tell = (response: ServerResponse, { status, headers, body = {} }: Said) =>
  response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(typeof body === "string" ? body : JSON.stringify(body));

const asDeployed = (host: string): Record<string, Said> => ({
  [topicsIn(SUBSCRIPTION)]: list(aTopic(SUBSCRIPTION)),
  [WIRES]: list(aWire()),
  [METRICS]: list({ timeseries: [{ data: [{ total: 0 }, {}] }] }),
  [SITE]: ok({ id: SITE, properties: { state: "Running", defaultHostName: host } }),
  [SETTINGS]: ok({ properties: { API_CLIENT_ID: API, BOT_APP_ID: BOT, TENANT_ID: TENANT } }),
  [BOTS]: list({ id: `${BOTS}/bot-1`, properties: { msaAppId: BOT, endpoint: `https://${host}/api/messages` } }),
  [TEAMS]: ok({ properties: { properties: { isEnabled: true } } }),
});

export const aToken = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;

/** Each command stands alone, and what only the reader knows is quoted. */
function expectToParse(one: Finding): void {
  const known = JSON.stringify([one.id, one.cure, one.commands]);
  if (met.has(known)) return;
  met.set(known, one);
  for (const line of one.commands) expectToStandAlone(line);
}
