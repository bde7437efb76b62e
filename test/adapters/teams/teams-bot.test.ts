import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { SignJWT, UnsecuredJWT } from "jose";
import type { TeamsSettings } from "../../../src/adapters/teams/settings.ts";
import { teamsBot } from "../../../src/adapters/teams/teams-bot.ts";
import type { Click, ClickAnswer, Clicks } from "../../../src/ports.ts";
import { aCard } from "./a-card.ts";
import {
  APP_ID,
  anActivity,
  type BotFramework,
  botFramework,
  NOW,
  OTHER_TENANT,
  settings,
  TENANT,
} from "./bot-framework.ts";

let framework: BotFramework;
let clicks: Click[];
let answer: ClickAnswer | Error;
let logged: unknown[][];
let now: Date;
let bot: ReturnType<typeof teamsBot>;

beforeAll(async () => {
  framework = await botFramework();
});

beforeEach(() => {
  framework.fetched.length = 0;
  framework.broken = false;
  clicks = [];
  logged = [];
  now = NOW;
  answer = { kind: "accepted", card: aCard({ state: "applying" }) };
  bot = makeBot();
});

function makeBot(change: Partial<TeamsSettings> = {}) {
  const keep = (...line: unknown[]) => void logged.push(line);
  return teamsBot(
    { ...settings, ...change },
    {
      clock: () => now,
      log: { info: keep, warn: keep, error: keep },
      fetch: framework.fetch,
    },
  );
}

const owners: Clicks = {
  async cast(click) {
    clicks.push(click);
    if (answer instanceof Error) throw answer;
    return answer;
  },
};

async function receive(activity: unknown = anActivity(), token?: string) {
  const authorization = `Bearer ${token ?? (await framework.sign())}`;
  return bot.receive({ authorization, body: JSON.stringify(activity) }, owners);
}

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");

describe("the bot lets in", () => {
  it("what the Bot Framework signed", async () => {
    expect(await receive()).toMatchObject({ status: 200 });
    expect(clicks).toHaveLength(1);
  });

  it("a token that expired less than five minutes ago: clocks differ", async () => {
    const seconds = NOW.getTime() / 1000;
    expect(await receive(anActivity(), await framework.sign({ exp: seconds - 299 }))).toMatchObject({ status: 200 });
  });
});

describe("the bot answers no more than a status to", () => {
  const seconds = NOW.getTime() / 1000;
  const forgeries: [string, number, () => Promise<string> | string][] = [
    ["an empty token", 401, () => ""],
    ["a token that is none", 401, () => "not.a.token"],
    ["a token of two parts", 401, () => `${encoded({ alg: "RS256", kid: "key-1" })}.${encoded({})}`],
    ["a token without a signature", 401, () => new UnsecuredJWT({ aud: APP_ID }).encode()],
    ["a token above 8 KB", 401, () => framework.sign({ padding: "x".repeat(8192) })],
    ["a key of somebody else under a known id", 401, () => framework.signWith("forger")],
    ["an unknown key", 401, () => framework.sign({}, { kid: "key-9" })],
    ["a token that names no key", 401, () => framework.sign({}, { kid: undefined })],
    ["a key that is not endorsed for Teams", 401, () => framework.signWith("unendorsed")],
    ["a token signed with the public key as a secret (HS256)", 401, () => hs256()],
    ["a token of another issuer", 401, () => framework.sign({ iss: "https://sts.windows.net/x/" })],
    ["a token for another bot", 401, () => framework.sign({ aud: "dddddddd-0000-4000-8000-000000000001" })],
    ["a token without an audience", 401, () => framework.sign({ aud: undefined })],
    ["a token that expired six minutes ago", 401, () => framework.sign({ exp: seconds - 360 })],
    ["a token without an end", 401, () => framework.sign({ exp: undefined })],
    ["a token of tomorrow", 401, () => framework.sign({ nbf: seconds + 86_400 })],
    ["a token without a serviceUrl", 401, () => framework.sign({ serviceurl: undefined })],
    ["a token for another serviceUrl", 401, () => framework.sign({ serviceurl: "https://smba.trafficmanager.net/x/" })],
    ["a changed payload", 401, async () => changed(await framework.sign())],
    ["a token with a critical header that nobody knows", 401, () => critical()],
  ];

  it.each(forgeries)("%s", async (_what, status, forge) => {
    expect(await receive(anActivity(), await forge())).toEqual({ status });
    expect(clicks).toEqual([]);
    expect(JSON.stringify(logged)).not.toMatch(/eyJ/);
    expect(logged).toHaveLength(1);
  });

  it("no Authorization, and another scheme", async () => {
    const body = JSON.stringify(anActivity());
    expect(await bot.receive({ authorization: undefined, body }, owners)).toEqual({ status: 401 });
    expect(await bot.receive({ authorization: `Basic ${await framework.sign()}`, body }, owners)).toEqual({
      status: 401,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["another channel", { channelId: "webchat" }],
    ["the channel that the library would check otherwise", { channelId: "AseChannel" }],
    ["another tenant", { channelData: { tenant: { id: OTHER_TENANT } } }],
    ["a conversation of another tenant", { conversation: { id: "19:x", tenantId: OTHER_TENANT } }],
    ["somebody whose home is another tenant", { from: { ...person(), tenantId: OTHER_TENANT } }],
    ["no tenant at all", { channelData: {}, conversation: { id: "19:x" } }],
    ["nobody", { from: { id: "29:olga", name: "Olga Owens" } }],
    ["an object id that is none", { from: { ...person(), aadObjectId: "../olga" } }],
    ["an activity without a conversation", { conversation: undefined }],
    ["an activity without a sender", { from: undefined }],
  ])("%s", async (_what, change) => {
    expect(await receive(anActivity(change))).toEqual({ status: 403 });
    expect(clicks).toEqual([]);
  });

  it.each([
    ["another host", "https://evil.example/teams/"],
    ["http", "http://smba.trafficmanager.net/teams/"],
    ["another port", "https://smba.trafficmanager.net:8443/teams/"],
    ["a name in front of the host", "https://smba.trafficmanager.net@evil.example/teams/"],
    ["a longer host", "https://smba.trafficmanager.net.evil.example/"],
    ["no URL", "smba"],
  ])("a serviceUrl with %s, even if it is signed", async (_what, serviceUrl) => {
    const token = await framework.sign({ serviceurl: serviceUrl });
    expect(await receive(anActivity({ serviceUrl }), token)).toEqual({ status: 403 });
  });

  it.each(["", "{", "[]", "null", '"text"', "{}", '{"type":1}'])("the body %j", async (body) => {
    expect(await bot.receive({ authorization: `Bearer ${await framework.sign()}`, body }, owners)).toEqual({
      status: 400,
    });
  });

  it("anybody while there are no keys", async () => {
    framework.broken = true;
    expect(await receive()).toEqual({ status: 503 });
    framework.broken = false;
    now = new Date(NOW.getTime() + 6_000);
    expect(await receive()).toMatchObject({ status: 200 });
  });
});

describe("the Bot Framework's keys", () => {
  it("are fetched once, whatever is forged, and at most every five minutes for unknown ids", async () => {
    await receive();
    for (let number = 0; number < 50; number += 1)
      await receive(anActivity(), await framework.sign({}, { kid: `k${number}` }));
    expect(framework.fetched).toHaveLength(2);
    now = new Date(NOW.getTime() + 301_000);
    await Promise.all([1, 2, 3].map(async (n) => receive(anActivity(), await framework.sign({}, { kid: `k${n}` }))));
    expect(framework.fetched).toHaveLength(4);
  });

  it("count for a day, also while their source is away", async () => {
    const hour = 3_600_000;
    await receive();
    framework.broken = true;
    now = new Date(NOW.getTime() + 23 * hour);
    expect(await receive(anActivity(), await framework.sign({ exp: now.getTime() / 1000 }))).toMatchObject({
      status: 200,
    });
    now = new Date(NOW.getTime() + 25 * hour);
    expect(await receive(anActivity(), await framework.sign({ exp: now.getTime() / 1000 }))).toEqual({ status: 503 });
  });
});

function person() {
  return { id: "29:olga", name: "Olga Owens", aadObjectId: "e0000000-0000-4000-8000-000000000001" };
}

function hs256() {
  const header = { alg: "HS256", kid: "key-1" };
  return new SignJWT({ aud: APP_ID, iss: settings.issuer }).setProtectedHeader(header).sign(new Uint8Array(32));
}

function changed(token: string): string {
  const [header = "", , signature = ""] = token.split(".");
  const seconds = NOW.getTime() / 1000;
  const claims = {
    iss: settings.issuer,
    aud: APP_ID,
    exp: seconds + 9,
    serviceurl: settings.serviceUrl,
    sub: "changed",
  };
  return [header, encoded(claims), signature].join(".");
}

async function critical(): Promise<string> {
  const [, payload = "", signature = ""] = (await framework.sign()).split(".");
  return [encoded({ alg: "RS256", kid: "key-1", crit: ["exp2"], exp2: 1 }), payload, signature].join(".");
}

describe("a click", () => {
  it("is a vote by the person whom Teams names", async () => {
    await receive();
    expect(clicks).toEqual([
      {
        requestId: "r-abcdefghijklmnopqrstuvwxyz",
        verdict: "approve",
        comment: "Our order importer",
        person: { objectId: "e0000000-0000-4000-8000-000000000001", tenant: TENANT, name: "Olga Owens" },
      },
    ]);
  });

  it("is answered with the card as it now is", async () => {
    const { status, body } = await receive();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: { type: "AdaptiveCard", speak: "Decided, not yet done: Approved — Azure is working on it." },
    });
  });

  it("that is refused is answered to the one who clicked only", async () => {
    answer = { kind: "refused", reason: "You are no owner of contoso-orders.", card: undefined };
    expect((await receive()).body).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "You are no owner of contoso-orders.",
    });
  });

  it("on an ended request is answered with how it ended", async () => {
    answer = { kind: "refused", reason: "It is over.", card: aCard({ state: "expired", decision: undefined }) };
    expect((await receive()).body).toMatchObject({ value: { speak: "Over: Nobody decided in time." } });
  });

  it("that can't be recorded says so, and is logged", async () => {
    answer = new Error("the table is away");
    expect((await receive()).body).toMatchObject({
      type: "application/vnd.microsoft.activity.message",
      value: "Your click could not be recorded just now. Please try again in a minute.",
    });
    expect(logged).toHaveLength(1);
  });

  it("keeps a thousand characters of a comment", async () => {
    await receive(anActivity({ value: executing({ comment: "x".repeat(5000) }) }));
    expect(clicks[0]?.comment).toBe("x".repeat(1000));
  });

  it("without a comment is one with an empty comment", async () => {
    await receive(anActivity({ value: executing({}) }));
    expect(clicks[0]?.comment).toBe("");
  });

  it.each<[string, unknown]>([
    ["an unknown verb", executing({}, "revoke")],
    ["no verb", executing({}, null)],
    ["a verb that is a list", executing({}, ["approve"])],
    ["no reference", { action: { type: "Action.Execute", verb: "approve", data: {} } }],
    ["a reference that is a number", executing({ ref: 7 })],
    ["a reference that is an object", executing({ ref: { toString: "r" } })],
    ["a reference without end", executing({ ref: "r".repeat(101) })],
    ["a comment that is a list", executing({ comment: ["yes"] })],
    ["data that is text", { action: { type: "Action.Execute", verb: "approve", data: "r-1" } }],
  ])("with %s does nothing", async (_what, value) => {
    expect(await receive(anActivity({ value }))).toMatchObject({ status: 200, body: { statusCode: 400 } });
    expect(clicks).toEqual([]);
  });

  it.each([null, undefined, "approve", 7, [], { action: null }, { action: { type: "Action.Other" } }])(
    "whose value is %j is not one",
    async (value) => {
      expect(await receive(anActivity({ value }))).toEqual({ status: 501 });
    },
  );
});

function executing(data: Record<string, unknown>, verb: unknown = "approve") {
  return { action: { type: "Action.Execute", verb, data: { ref: "r-abcdefghijklmnopqrstuvwxyz", ...data } } };
}

describe("the bot", () => {
  it.each(["conversationUpdate", "installationUpdate", "event"])("does nothing about %s", async (type) => {
    expect(await receive(anActivity({ type, from: { id: "29:x" }, value: undefined }))).toEqual({ status: 200 });
  });

  it.each<[Partial<TeamsSettings>]>([
    [{ appId: "" }],
    [{ tenantId: "" }],
    [{ serviceUrl: "http://smba.trafficmanager.net/teams/" }],
    [{ serviceUrl: "https://evil.example/" }],
    [{ openIdMetadataUrl: "http://login.botframework.com/" }],
    [{ issuer: "" }],
    [{ connectorAudience: "" }],
  ])("does not start with %j", (change) => {
    expect(() => makeBot(change)).toThrow(/Teams settings/);
  });

  it("names every fault of its settings at once", () => {
    expect(() => makeBot({ appId: "", tenantId: "x" })).toThrow("appId must be a GUID; tenantId must be a GUID");
  });
});
