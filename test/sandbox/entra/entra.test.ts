import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManagedIdentityCredential } from "@azure/identity";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { type Certificate, certificateIn } from "../../../sandbox/certificates.ts";
import { setClockOffset } from "../../../sandbox/clock.ts";
import { type Entra, startEntra } from "../../../sandbox/entra/entra.ts";
import { apiRegistration, contoso, gus, olga, rita, serviceIdentity } from "../../../sandbox/world.ts";
import { getJson } from "./get-json.ts";

const arm = "https://management.azure.com/";
const hourMs = 3_600_000;

let folder: string;
let certificate: Certificate;
let entra: Entra;

const start = () =>
  startEntra({ httpsPort: 0, httpPort: 0, certificate, keysPath: join(folder, "keys.json"), identityHeader: "secret" });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "entra-"));
  certificate = await certificateIn(folder);
  entra = await start();
});
afterAll(async () => {
  setClockOffset(0);
  await entra.close();
  rmSync(folder, { recursive: true });
});

async function published(metadataUrl: string): Promise<JSONWebKeySet> {
  const { body } = await getJson(metadataUrl, certificate.ca);
  return (await getJson(String(body["jwks_uri"]), certificate.ca)).body as unknown as JSONWebKeySet;
}

describe("the sandbox's certificate", () => {
  it("is made once", async () => {
    expect(await certificateIn(folder)).toEqual(certificate);
  });
});

describe("the managed identity endpoint", () => {
  const ask = (query: string, secret = "secret") =>
    fetch(`${entra.identityEndpoint}?${query}`, { headers: { "x-identity-header": secret } });
  const good = `resource=${encodeURIComponent(arm)}&api-version=2019-08-01&client_id=${serviceIdentity.clientId}`;

  it("gives ManagedIdentityCredential a token that ARM accepts", async () => {
    process.env["IDENTITY_ENDPOINT"] = entra.identityEndpoint;
    process.env["IDENTITY_HEADER"] = entra.identityHeader;
    const token = await new ManagedIdentityCredential({ clientId: serviceIdentity.clientId }).getToken(
      `${arm}.default`,
    );
    expect(await entra.verifyIdentityToken(token.token, arm)).toEqual({
      kind: "valid",
      caller: { appId: serviceIdentity.clientId, objectId: serviceIdentity.objectId, tenant: contoso.tenant },
    });
  });

  it.each([
    ["another secret", good, "guess", 401],
    ["no resource", "api-version=2019-08-01", "secret", 400],
    ["another api-version", good.replace("2019-08-01", "2017-09-01"), "secret", 400],
    ["an unknown identity", good.replace(serviceIdentity.clientId, olga.objectId), "secret", 400],
  ])("refuses %s", async (_what, query, secret, status) => {
    expect((await ask(query, secret)).status).toBe(status);
  });
});

describe("an identity token", () => {
  it("counts for its audience only", async () => {
    const token = await entra.signIdentityToken("https://api.botframework.com");
    expect(await entra.verifyIdentityToken(token, arm)).toMatchObject({ kind: "invalid" });
  });

  it("is refused when forged", async () => {
    const token = await entra.signIdentityToken(arm, { forged: true });
    expect(await entra.verifyIdentityToken(token, arm)).toMatchObject({ kind: "invalid" });
    expect(await entra.verifyIdentityToken("no.token.atall", arm)).toMatchObject({ kind: "invalid" });
  });

  it("expires by the sandbox's clock", async () => {
    const token = await entra.signIdentityToken(arm);
    setClockOffset(25 * hourMs);
    expect(await entra.verifyIdentityToken(token, arm)).toMatchObject({ kind: "expired" });
    const fresh = await entra.signIdentityToken(arm);
    expect(await entra.verifyIdentityToken(fresh, arm)).toMatchObject({ kind: "valid" });
    setClockOffset(0);
  });
});

describe("a bot token", () => {
  const claims = { audience: serviceIdentity.clientId, serviceUrl: "https://localhost:7446/" };

  it("passes with the published keys, which are endorsed for Teams", async () => {
    const keys = await published(entra.botMetadataUrl);
    const { payload } = await jwtVerify(await entra.signBotToken(claims), createLocalJWKSet(keys), {
      issuer: "https://api.botframework.com",
      audience: serviceIdentity.clientId,
    });
    expect(payload["serviceurl"]).toBe("https://localhost:7446/");
    expect(keys.keys[0]).toMatchObject({ endorsements: ["msteams"] });
  });

  it("can be forged, under a published key's id", async () => {
    const keys = await published(entra.botMetadataUrl);
    const forged = await entra.signBotToken({ ...claims, forged: true });
    expect(decodeProtectedHeader(forged).kid).toBe(keys.keys[0]?.kid);
    await expect(jwtVerify(forged, createLocalJWKSet(keys))).rejects.toThrow("signature verification failed");
  });

  it("can be expired", async () => {
    const keys = await published(entra.botMetadataUrl);
    const expired = await entra.signBotToken({ ...claims, expiresAt: new Date(Date.now() - hourMs) });
    await expect(jwtVerify(expired, createLocalJWKSet(keys))).rejects.toThrow('"exp" claim timestamp check failed');
  });
});

describe("the tenant's metadata", () => {
  it("names the keys of a person's token", async () => {
    const token = await entra.signUserToken({ audience: "api://relay-approvals", person: olga });
    const keys = await published(entra.tenantMetadataUrl);
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys));
    expect(payload).toMatchObject({ oid: olga.objectId, tid: contoso.tenant, name: "Olga Owens" });
  });

  it("stays the same after a restart", async () => {
    const before = await published(entra.tenantMetadataUrl);
    await entra.close();
    entra = await start();
    expect(await published(entra.tenantMetadataUrl)).toEqual(before);
  });

  it("answers 404 elsewhere", async () => {
    expect((await getJson(`${entra.httpsUrl}/common/v2.0`, certificate.ca)).status).toBe(404);
  });
});

describe("a person's access token for the API", () => {
  const claimsOf = async (person: typeof olga) => decodeJwt(await entra.signApiToken(person));

  it("is one of the v2.0 endpoint for the registration, with the person's roles", async () => {
    expect(await claimsOf(rita)).toMatchObject({
      aud: apiRegistration.clientId,
      iss: `https://login.microsoftonline.com/${contoso.tenant}/v2.0`,
      tid: contoso.tenant,
      oid: rita.objectId,
      ver: "2.0",
      scp: "access",
      roles: ["Audit.Read.All", "Audit.Export", "Audit.Repair"],
    });
  });

  it("has no claim of roles for somebody without any", async () => {
    expect(await claimsOf(gus)).not.toHaveProperty("roles");
    expect(decodeJwt(await entra.signUserToken({ audience: "another", person: olga }))).not.toHaveProperty("roles");
  });
});

describe("the sign-in endpoint", () => {
  const ask = (path: string, secret = entra.signIn.secret) =>
    fetch(`${entra.signIn.url}/${path}`, { headers: { "x-sign-in-secret": secret } });

  it("gives an ID token for somebody who is there", async () => {
    const { id_token } = (await (await ask("id-token?person=olga")).json()) as { id_token: string };
    expect(decodeJwt(id_token)).toMatchObject({ aud: apiRegistration.clientId, oid: olga.objectId });
    expect(decodeJwt(id_token)).not.toHaveProperty("scp");
    for (const path of ["id-token?person=mallory", "id-token", "elsewhere"]) expect((await ask(path)).status).toBe(404);
  });

  it("speaks to nobody without its secret, and the managed identity's is another one", async () => {
    for (const secret of ["", "guess", entra.identityHeader]) {
      expect((await ask("people", secret)).status).toBe(401);
      expect((await ask("id-token?person=olga", secret)).status).toBe(401);
    }
  });
});
