import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { SignJWT, UnsecuredJWT } from "jose";
import { CLIENT_ID, type EntraScene, entraScene, NOW, OLGA, OTHER_TENANT, SECONDS, TENANT } from "./entra-scene.ts";

let scene: EntraScene;
beforeAll(async () => {
  scene = await entraScene();
});
beforeEach(() => {
  scene.now = NOW;
  scene.broken = false;
});

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
const bearer = async (token: Promise<string> | string) => scene.enter({ authorization: `Bearer ${await token}` });
const atPage = async (token: Promise<string> | string) => scene.enter({ idToken: await token });

describe("the API lets in", () => {
  it("a person with an access token for it, with the roles that it knows", async () => {
    const roles = ["Audit.Read", "Requests.Decide", "Ops.Everything", 7];
    expect(await bearer(scene.accessToken({ roles }))).toEqual({
      kind: "admitted",
      caller: {
        ...{ kind: "person", roles: ["Audit.Read", "Requests.Decide"], via: "token" },
        person: { objectId: OLGA, tenant: TENANT, name: "Olga Owens" },
      },
    });
  });

  it("an app with a token of its own", async () => {
    const token = scene.accessToken({ scp: undefined, sub: OLGA, name: undefined, roles: ["Audit.Read.All"] });
    expect(await bearer(token)).toMatchObject({
      kind: "admitted",
      caller: { kind: "app", roles: ["Audit.Read.All"], person: { name: "" } },
    });
  });

  it("a person who signed in at the page, by the token that App Service keeps", async () => {
    expect(await atPage(scene.idToken())).toMatchObject({
      kind: "admitted",
      caller: { kind: "person", via: "page", roles: ["Audit.Read"], person: { objectId: OLGA } },
    });
  });

  it.each([
    ["the app's id as a URI", { aud: `api://${CLIENT_ID}` }],
    ["a token that expired less than five minutes ago: clocks differ", { exp: SECONDS - 299 }],
    ["a token that begins in less than five minutes", { nbf: SECONDS + 299 }],
    ["ids in capitals", { oid: OLGA.toUpperCase(), tid: TENANT.toUpperCase() }],
  ])("%s", async (_what, claims) => {
    expect(await bearer(scene.accessToken(claims))).toMatchObject({
      kind: "admitted",
      caller: { person: { objectId: OLGA, tenant: TENANT } },
    });
  });

  it.each([
    ["none", undefined],
    ["a text", "Audit.Read.All"],
    ["other apps'", ["Owner", "audit.read.all"]],
    ["an object", { "0": "Audit.Read.All", length: 1 }],
  ])("somebody whose roles are %s, with no role", async (_what, roles) => {
    expect(await bearer(scene.accessToken({ roles }))).toMatchObject({ kind: "admitted", caller: { roles: [] } });
  });

  it("somebody whose scheme is written in other letters", async () => {
    expect(await scene.enter({ authorization: `bearer ${await scene.accessToken()}` })).toMatchObject({
      kind: "admitted",
    });
  });
});

describe("the API knows nobody by", () => {
  const tokens: readonly (readonly [string, () => Promise<string> | string])[] = [
    ["an empty token", () => ""],
    ["a token that is none", () => "not.a.token"],
    ["a token of two parts", () => `${encoded({ alg: "RS256", kid: "key-1" })}.${encoded({})}`],
    ["an encrypted token", () => `${encoded({ alg: "RSA-OAEP", enc: "A256GCM", kid: "key-1" })}.a.b.c.d`],
    [
      "a token without a signature (alg none)",
      () => new UnsecuredJWT({ aud: CLIENT_ID, tid: TENANT, oid: OLGA }).encode(),
    ],
    ["a token whose signature is left out", async () => (await scene.accessToken()).replace(/[^.]*$/, "")],
    ["a token signed with our public key as a secret (HS256)", () => hs256()],
    ["a token signed by somebody else under our key's id", () => scene.forged()],
    ["a token of a key that is not known", () => scene.accessToken({}, { kid: "key-9" })],
    ["a token that names no key", () => scene.accessToken({}, { kid: undefined })],
    ["a token that brings its own key", () => scene.accessToken({}, { kid: undefined, jwk: { kty: "RSA" } })],
    ["a token with a critical header that nobody knows", async () => critical(await scene.accessToken())],
    ["a token whose payload was changed", async () => changed(await scene.accessToken())],
    ["a token above 16 KB", () => scene.accessToken({ padding: "x".repeat(16_384) })],
    ["a token for another API", () => scene.accessToken({ aud: "https://graph.microsoft.com" })],
    ["a token without an audience", () => scene.accessToken({ aud: undefined })],
    ["a token of another tenant", () => scene.accessToken({ tid: OTHER_TENANT })],
    ["a token without a tenant", () => scene.accessToken({ tid: undefined })],
    ["a token of the v1.0 issuer", () => scene.accessToken({ iss: `https://sts.windows.net/${TENANT}/` })],
    ["a token of the issuer of another tenant", () => scene.accessToken({ iss: issuerOf(OTHER_TENANT) })],
    ["a token of every tenant's issuer", () => scene.accessToken({ iss: issuerOf("common") })],
    ["a token that expired six minutes ago", () => scene.accessToken({ exp: SECONDS - 360 })],
    ["a token without an end", () => scene.accessToken({ exp: undefined })],
    ["a token that begins in six minutes", () => scene.accessToken({ nbf: SECONDS + 360 })],
    ["a token without an object id", () => scene.accessToken({ oid: undefined })],
    ["a token whose object id is none", () => scene.accessToken({ oid: "../olga" })],
    ["a token whose object id is a list", () => scene.accessToken({ oid: [OLGA, OLGA] })],
    ["an ID token as a bearer token", () => scene.idToken()],
    ["an access token without the app that got it", () => scene.accessToken({ azp: undefined })],
    ["a token with neither a scope nor an app's own subject", () => scene.accessToken({ scp: undefined })],
    ["a token with an empty scope", () => scene.accessToken({ scp: "", sub: OLGA })],
  ];

  it.each(tokens)("%s", async (_what, forge) => {
    const token = await forge();
    const entry = await bearer(token);
    expect(entry).toMatchObject({ kind: "refused", status: 401 });
    expect(JSON.stringify(entry)).not.toMatch(/eyJ/);
  });

  it.each<[string, () => Promise<string>]>([
    ["an access token where a sign-in belongs", () => scene.accessToken()],
    ["an app's token where a sign-in belongs", () => scene.accessToken({ scp: undefined, sub: OLGA })],
    ["a scope in a sign-in", () => scene.idToken({ scp: "access_as_user" })],
    ["a sign-in at another app", () => scene.idToken({ aud: "dddddddd-0000-4000-8000-000000000001" })],
    ["a sign-in of another tenant", () => scene.idToken({ tid: OTHER_TENANT })],
    ["a sign-in that expired", () => scene.idToken({ exp: SECONDS - 360 })],
    ["a forged sign-in", () => scene.forged({ azp: undefined, scp: undefined })],
  ])("%s", async (_what, token) => {
    expect(await atPage(token())).toMatchObject({ kind: "refused", status: 401 });
  });

  it.each<[string, (token: string) => string]>([
    ["nothing but the scheme", () => "Bearer"],
    ["another scheme", (token) => `Basic ${token}`],
    ["no scheme", (token) => token],
    ["two tokens", (token) => `Bearer ${token} ${token}`],
    ["two tokens in one", (token) => `Bearer ${token},${token}`],
    ["an empty header", () => ""],
  ])("an Authorization header with %s, whoever is signed in at the page", async (_what, written) => {
    const idToken = await scene.idToken();
    const authorization = written(await scene.accessToken());
    expect(await scene.enter({ authorization, idToken })).toMatchObject({ kind: "refused", status: 401 });
  });

  it("nothing at all", async () => {
    expect(await scene.enter({})).toEqual({ kind: "refused", status: 401, why: "there is no token" });
  });
});

describe("Entra's keys", () => {
  it("that cannot be had are no reason to let somebody in or to call a token wrong", async () => {
    const fresh = await entraScene();
    fresh.broken = true;
    const authorization = `Bearer ${await fresh.accessToken()}`;
    expect(await fresh.enter({ authorization })).toMatchObject({ kind: "refused", status: 503 });
    fresh.broken = false;
    fresh.now = new Date(NOW.getTime() + 6_000);
    expect(await fresh.enter({ authorization })).toMatchObject({ kind: "admitted" });
  });

  it("are not asked for by tokens that are none", async () => {
    const fresh = await entraScene();
    for (const token of ["", "x.y.z", new UnsecuredJWT({}).encode(), "x".repeat(20_000)])
      await fresh.enter({ authorization: `Bearer ${token}` });
    expect(fresh.fetched).toEqual([]);
  });
});

const issuerOf = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`;

function hs256(): Promise<string> {
  const claims = {
    aud: CLIENT_ID,
    iss: issuerOf(TENANT),
    tid: TENANT,
    oid: OLGA,
    azp: "x",
    scp: "x",
    exp: SECONDS + 60,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "key-1" }).sign(scene.publicKey);
}

function changed(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  return [header, encoded({ ...claims, roles: ["Audit.Read.All"] }), signature].join(".");
}

function critical(token: string): string {
  const [, payload = "", signature = ""] = token.split(".");
  return [encoded({ alg: "RS256", kid: "key-1", crit: ["exp2"], exp2: 1 }), payload, signature].join(".");
}
