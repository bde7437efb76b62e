import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { SignJWT, UnsecuredJWT } from "jose";
import type { BotRequest } from "../../../src/adapters/teams/guard.ts";
import { A_STRANGERS_ANSWER, APP_ID, anActivity, NOW, OTHER_TENANT, settings } from "./bot-framework.ts";
import { type BotScene, botScene } from "./bot-scene.ts";

let scene: BotScene;

beforeAll(async () => {
  scene = await botScene();
});

beforeEach(() => {
  scene.reset();
});

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");

function send({ authorization, body = async () => JSON.stringify(anActivity()) }: Partial<BotRequest>) {
  return scene.bot.receive({ authorization, body }, scene.owners);
}

describe("the bot lets in", () => {
  it("what the Bot Framework signed", async () => {
    expect(await scene.receive()).toMatchObject({ status: 200 });
    expect(scene.clicks).toHaveLength(1);
  });

  it.each([
    ["expired less than five minutes ago", { exp: NOW.getTime() / 1000 - 299 }],
    ["begins in less than five minutes", { nbf: NOW.getTime() / 1000 + 299 }],
  ])("a token that %s: clocks differ", async (_what, claims) => {
    expect(await scene.receive(anActivity(), await scene.framework.sign(claims))).toMatchObject({ status: 200 });
  });
});

describe("the bot tells no reason to", () => {
  const seconds = NOW.getTime() / 1000;
  const forgeries: [string, () => Promise<string> | string][] = [
    ["an empty token", () => ""],
    ["a token that is none", () => "not.a.token"],
    ["a token of two parts", () => `${encoded({ alg: "RS256", kid: "key-1" })}.${encoded({})}`],
    ["a token without a signature", () => new UnsecuredJWT({ aud: APP_ID }).encode()],
    ["a token above 8 KB", () => scene.framework.sign({ padding: "x".repeat(8192) })],
    ["a key of somebody else under a known id", () => scene.framework.signWith("forger")],
    ["an unknown key", () => scene.framework.sign({}, { kid: "key-9" })],
    ["a token that names no key", () => scene.framework.sign({}, { kid: undefined })],
    ["a key that is not endorsed for Teams", () => scene.framework.signWith("unendorsed")],
    ["a token signed with the public key as a secret (HS256)", () => hs256()],
    ["a token of another issuer", () => scene.framework.sign({ iss: "https://sts.windows.net/x/" })],
    ["a token for another bot", () => scene.framework.sign({ aud: "dddddddd-0000-4000-8000-000000000001" })],
    ["a token without an audience", () => scene.framework.sign({ aud: undefined })],
    ["a token that expired six minutes ago", () => scene.framework.sign({ exp: seconds - 360 })],
    ["a token that begins in six minutes", () => scene.framework.sign({ nbf: seconds + 360 })],
    ["a token without an end", () => scene.framework.sign({ exp: undefined })],
    ["a token of tomorrow", () => scene.framework.sign({ nbf: seconds + 86_400 })],
    ["a token without a serviceUrl", () => scene.framework.sign({ serviceurl: undefined })],
    [
      "a token for another serviceUrl",
      () => scene.framework.sign({ serviceurl: "https://smba.trafficmanager.net/x/" }),
    ],
    ["a changed payload", async () => changed(await scene.framework.sign())],
    ["a token with a critical header that nobody knows", () => critical()],
  ];

  it.each(forgeries)("%s", async (_what, forge) => {
    expect(await scene.receive(anActivity(), await forge())).toEqual(A_STRANGERS_ANSWER);
    expect(scene.clicks).toEqual([]);
    expect(JSON.stringify(scene.logged)).not.toMatch(/eyJ/);
    expect(scene.logged).toHaveLength(1);
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ["no Authorization", async () => undefined],
    ["an Authorization without a token", async () => "Bearer"],
    ["another scheme", async () => `Basic ${await scene.framework.sign()}`],
    ["two tokens", async () => `Bearer ${await scene.framework.sign()} ${await scene.framework.sign()}`],
  ])("%s", async (_what, authorization) => {
    expect(await send({ authorization: await authorization() })).toEqual(A_STRANGERS_ANSWER);
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
    expect(await scene.receive(anActivity(change))).toEqual({ status: 403 });
    expect(scene.clicks).toEqual([]);
  });

  it.each([
    ["another host", "https://evil.example/teams/"],
    ["http", "http://smba.trafficmanager.net/teams/"],
    ["another port", "https://smba.trafficmanager.net:8443/teams/"],
    ["a name in front of the host", "https://smba.trafficmanager.net@evil.example/teams/"],
    ["a longer host", "https://smba.trafficmanager.net.evil.example/"],
    ["no URL", "smba"],
  ])("a serviceUrl with %s, even if it is signed", async (_what, serviceUrl) => {
    const token = await scene.framework.sign({ serviceurl: serviceUrl });
    expect(await scene.receive(anActivity({ serviceUrl }), token)).toEqual({ status: 403 });
  });

  it.each([undefined, "", "{", "[]", "null", '"text"', "{}", '{"type":1}'])("the body %j", async (body) => {
    const authorization = `Bearer ${await scene.framework.sign()}`;
    expect(await send({ authorization, body: async () => body })).toEqual({ status: 403 });
  });

  it("somebody without a token, of whose body not a byte is read", async () => {
    const body = () => Promise.reject(new Error("it was read"));
    expect(await send({ authorization: `Bearer ${await scene.framework.signWith("forger")}`, body })).toEqual(
      A_STRANGERS_ANSWER,
    );
  });

  it("anybody while there are no keys", async () => {
    scene.framework.broken = true;
    expect(await scene.receive()).toEqual({ status: 503 });
    scene.framework.broken = false;
    scene.now = new Date(NOW.getTime() + 6_000);
    expect(await scene.receive()).toMatchObject({ status: 200 });
  });
});

describe("the Bot Framework's keys", () => {
  it("are fetched once, whatever is forged, and at most every five minutes for unknown ids", async () => {
    await scene.receive();
    for (let number = 0; number < 50; number += 1)
      await scene.receive(anActivity(), await scene.framework.sign({}, { kid: `k${number}` }));
    expect(scene.framework.fetched).toHaveLength(2);
    scene.now = new Date(NOW.getTime() + 301_000);
    await Promise.all(
      [1, 2, 3].map(async (n) => scene.receive(anActivity(), await scene.framework.sign({}, { kid: `k${n}` }))),
    );
    expect(scene.framework.fetched).toHaveLength(4);
  });

  it("count for a day, also while their source is away", async () => {
    const hour = 3_600_000;
    await scene.receive();
    scene.framework.broken = true;
    scene.now = new Date(NOW.getTime() + 23 * hour);
    expect(
      await scene.receive(anActivity(), await scene.framework.sign({ exp: scene.now.getTime() / 1000 })),
    ).toMatchObject({
      status: 200,
    });
    scene.now = new Date(NOW.getTime() + 25 * hour);
    expect(await scene.receive(anActivity(), await scene.framework.sign({ exp: scene.now.getTime() / 1000 }))).toEqual({
      status: 503,
    });
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
  const [, payload = "", signature = ""] = (await scene.framework.sign()).split(".");
  return [encoded({ alg: "RS256", kid: "key-1", crit: ["exp2"], exp2: 1 }), payload, signature].join(".");
}
