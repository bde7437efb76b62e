import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { certificateIn } from "../../../sandbox/certificates.ts";
import { type Entra, startEntra } from "../../../sandbox/entra/entra.ts";
import { apiRegistration, contoso, olga } from "../../../sandbox/world.ts";
import { getJson } from "../entra/get-json.ts";
import { aPlace, type Place, type RunningHost, startHost } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

const LOGIN = "/.auth/login/aad";

let place: Place;
let entra: Entra;
let ca: string;
let host: RunningHost;
let own: string;

beforeAll(async () => {
  place = aPlace();
  const certificate = await certificateIn(place.directory);
  ca = certificate.ca;
  entra = await startEntra({ httpsPort: 0, httpPort: 0, certificate });
  host = await startHost(place, 0, "streaming-app", {
    SANDBOX_SIGN_IN_URL: entra.signIn.url,
    SANDBOX_SIGN_IN_SECRET: entra.signIn.secret,
  });
  own = host.url.replace("localhost", "127.0.0.1");
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await entra.close();
  place[Symbol.dispose]();
});

type Sent = Readonly<Record<string, string>>;

const get = (path: string, headers: Sent = {}) => host.fetch(path, { headers, redirect: "manual" });

function signIn(person: string, backTo = "/", headers: Sent = {}): Promise<Response> {
  const body = new URLSearchParams({ person, post_login_redirect_uri: backTo });
  return host.fetch(LOGIN, { method: "POST", body, headers, redirect: "manual" });
}

/** What a browser keeps of an answer and sends from then on. */
const cookieOf = (answer: Response) => ({ cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "" });

async function seenWith(headers: Sent, method = "GET"): Promise<Record<string, string>> {
  const answer = await host.fetch("/seen/1", { method, headers });
  return ((await answer.json()) as { headers: Record<string, string> }).headers;
}

describe("signing in", () => {
  it("offers everybody there is, and remembers where to go back to", async () => {
    const page = await (await get(`${LOGIN}?post_login_redirect_uri=/audit?q=%22x%22`)).text();
    for (const name of ["Olga Owens", "Omar Osei", "Rita Reader", "Gus Guest", "Rob Requester"])
      expect(page).toContain(name);
    expect(page).toContain('value="/audit?q=%22x%22"');
  });

  it("sets a cookie that no script and no other site gets at, and goes back", async () => {
    const answer = await signIn("olga", "/audit?q=1#top");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/audit?q=1#top"]);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^AppServiceAuthSession=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/.//evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "audit",
    "/\t/evil.example",
    "",
  ])("leads nowhere else: %j", async (backTo) => {
    const location = (await signIn("olga", backTo)).headers.get("location") ?? "";
    expect(new URL(location, own).origin).toBe(own);
    const page = await (await get(`${LOGIN}?post_login_redirect_uri=${encodeURIComponent(backTo)}`)).text();
    expect(page).not.toMatch(/value="[^"]*(?:evil\.example\/"|script)/);
  });

  it("writes what it is asked to remember as text", async () => {
    const page = await (await get(`${LOGIN}?post_login_redirect_uri=/%23"><script>`)).text();
    expect(page).not.toContain("<script>");
  });

  it("takes nobody who is not there", async () => {
    for (const person of ["", "mallory", "__proto__"]) expect((await signIn(person)).status).toBe(400);
  });

  it("is not taken from another site", async () => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1"]) {
      const answer = await signIn("olga", "/", { origin });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect((await signIn("olga", "/", { origin: own })).status).toBe(302);
  });
});

describe("somebody who is signed in", () => {
  it("comes with an ID token that Entra's published keys verify", async () => {
    const seen = await seenWith(cookieOf(await signIn("olga")));
    const keys = createRemoteJWKSet(new URL(`${entra.httpsUrl}/${contoso.tenant}/discovery/v2.0/keys`), {
      [customFetch]: async (url: string) => Response.json((await getJson(url, ca)).body),
    });
    const { payload } = await jwtVerify(seen["x-ms-token-aad-id-token"] ?? "", keys, {
      audience: apiRegistration.clientId,
      issuer: `https://login.microsoftonline.com/${contoso.tenant}/v2.0`,
    });
    expect(payload).toMatchObject({
      oid: olga.objectId,
      tid: contoso.tenant,
      name: "Olga Owens",
      preferred_username: "olga.owens@contoso.example",
      roles: ["Audit.Read", "Requests.Decide"],
    });
  });

  it("comes with a principal, as App Service writes it", async () => {
    const seen = await seenWith(cookieOf(await signIn("rita")));
    expect(seen).toMatchObject({
      "x-ms-client-principal-id": "e0000000-0000-4000-8000-000000000003",
      "x-ms-client-principal-name": "rita.reader@contoso.example",
      "x-ms-client-principal-idp": "aad",
    });
    const principal = JSON.parse(Buffer.from(seen["x-ms-client-principal"] ?? "", "base64").toString());
    expect(principal).toMatchObject({ auth_typ: "aad" });
    expect(principal.claims).toContainEqual({ typ: "roles", val: "Audit.Export" });
  });

  it("can't be another one by saying so", async () => {
    const headers = { "x-ms-client-principal-id": "made-up", "x-ms-token-aad-access-token": "made-up" };
    const seen = await seenWith({ ...cookieOf(await signIn("olga")), ...headers });
    expect(seen["x-ms-client-principal-id"]).toBe(olga.objectId);
    expect(JSON.stringify(seen)).not.toContain("made-up");
  });

  it("is not spoken for by another site", async () => {
    const cookie = cookieOf(await signIn("olga"));
    const post = (origin: string) => host.fetch("/seen/1", { method: "POST", headers: { ...cookie, origin } });
    expect((await post("https://evil.example")).status).toBe(403);
    expect((await post(own)).status).toBe(200);
  });

  it("is told who that is, and what for", async () => {
    const me = await get("/.auth/me", cookieOf(await signIn("omar")));
    expect(await me.json()).toMatchObject([
      { provider_name: "aad", user_id: "omar.osei@contoso.example", id_token: expect.stringMatching(/^eyJ/) },
    ]);
  });

  it("has to sign in again after eight hours", async () => {
    const cookie = cookieOf(await signIn("olga"));
    host.setClock(8 * 3_600_000 + 1_000);
    const late = await get("/.auth/me", cookie);
    host.setClock(0);
    expect(late.status).toBe(401);
    expect((await get("/.auth/me", cookie)).status).toBe(200);
  });

  it("is nobody after signing out", async () => {
    const out = await get("/.auth/logout?post_logout_redirect_uri=//evil.example");
    expect([out.status, out.headers.get("location")]).toEqual([302, "/"]);
    expect(out.headers.getSetCookie()[0]).toMatch(/^AppServiceAuthSession=; .*Max-Age=0$/);
    const plain = await get("/.auth/logout");
    expect((await get(plain.headers.get("location") ?? "")).status).toBe(200);
  });
});

describe("somebody who is not signed in", () => {
  it("passes, with nothing added", async () => {
    expect(Object.keys(await seenWith({})).filter((name) => name.startsWith("x-ms-"))).toEqual([]);
    expect((await get("/.auth/me")).status).toBe(401);
  });

  it("is anybody whose cookie was made up or changed", async () => {
    const { cookie } = cookieOf(await signIn("rob"));
    const [content = "", signature = ""] = cookie.replace("AppServiceAuthSession=", "").split(".");
    const forOlga = Buffer.from(content, "base64url").toString().replace("rob", "olga");
    for (const value of ["", ".", "olga", content, `${Buffer.from(forOlga).toString("base64url")}.${signature}`]) {
      expect((await get("/.auth/me", { cookie: `AppServiceAuthSession=${value}` })).status).toBe(401);
    }
  });

  it("finds nothing else there", async () => {
    for (const path of ["/.auth", "/.auth/login/github", "/.auth/refresh"]) expect((await get(path)).status).toBe(404);
  });
});

describe("the app", () => {
  it("can't sign people in: it does not see the secret of the host", async () => {
    const answer = await get("/environment");
    expect(await answer.json()).toEqual([]);
  });
});
