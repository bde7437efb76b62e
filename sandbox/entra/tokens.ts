import { createLocalJWKSet, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { apiRegistration, appRolesOf, contoso, type Person, serviceIdentity } from "../world.ts";
import type { SigningKey, SigningKeys } from "./keys.ts";

export const botIssuer = "https://api.botframework.com";

/** Its app id is the same everywhere. */
const AZURE_COMMAND_LINE = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

export interface TokenTimes {
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
}

export interface BotToken extends TokenTimes {
  readonly audience: string;
  readonly serviceUrl: string;
  readonly issuer?: string;
  /** Signed with a key that nobody published, under a published key's id. */
  readonly forged?: boolean;
  readonly kid?: string;
  readonly claims?: JWTPayload;
}

export interface IdentityToken extends TokenTimes {
  readonly tenant?: string;
  readonly appId?: string;
  readonly objectId?: string;
  readonly forged?: boolean;
  readonly claims?: JWTPayload;
}

export interface UserToken extends TokenTimes {
  readonly audience: string;
  readonly person: Person;
  readonly forged?: boolean;
  readonly claims?: JWTPayload;
}

/** Who calls ARM, as the token says. */
export interface Caller {
  readonly appId: string;
  readonly objectId: string;
  readonly tenant: string;
  readonly name: string | undefined;
  readonly userName: string | undefined;
}

export type Verified =
  | { readonly kind: "valid"; readonly caller: Caller }
  | { readonly kind: "expired" | "invalid"; readonly reason: string };

export interface Tokens {
  signBotToken(token: BotToken): Promise<string>;
  signIdentityToken(audience: string, token?: IdentityToken): Promise<string>;
  /** A person's token of the v2.0 endpoint: an ID token, unless claims say more. One for the API names the person's roles there. */
  signUserToken(token: UserToken): Promise<string>;
  /** A person's access token for the API, as the Azure command line gets it. */
  signApiToken(person: Person): Promise<string>;
  /** A person's token for Azure Resource Manager, as the Azure command line gets it. */
  signArmToken(person: Person, armUrl: string): Promise<string>;
  verifyIdentityToken(token: string, audience: string): Promise<Verified>;
}

const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000);
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const withoutSlash = (text: string) => text.replace(/\/+$/, "").toLowerCase();

function sign(key: SigningKey, kid: string, payload: JWTPayload, times: TokenTimes & { hours: number }) {
  const issuedAt = secondsOf(times.issuedAt ?? new Date());
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(secondsOf(times.expiresAt ?? inHours(times.hours)))
    .sign(key.privateKey);
}

export function tokensOf(keys: SigningKeys, tenant: string = contoso.tenant): Tokens {
  const published = createLocalJWKSet({ keys: [keys.tenant.publicJwk] });
  const tenantKey = (forged: boolean | undefined) => (forged ? keys.forger : keys.tenant);
  const signUserToken: Tokens["signUserToken"] = ({ audience, person, forged, claims, ...times }) =>
    sign(tenantKey(forged), keys.tenant.kid, userPayload(audience, tenant, person, claims), { ...times, hours: 1 });
  const signIdentityToken: Tokens["signIdentityToken"] = (audience, { forged, ...token } = {}) =>
    sign(tenantKey(forged), keys.tenant.kid, identityPayload(audience, tenant, token), { ...token, hours: 24 });
  return {
    signUserToken,
    signArmToken: ({ objectId, name, userName: upn }, armUrl) =>
      signIdentityToken(armUrl, { appId: AZURE_COMMAND_LINE, objectId, claims: { name, upn } }),
    signApiToken: (person) =>
      signUserToken({
        audience: apiRegistration.clientId,
        person,
        claims: { azp: AZURE_COMMAND_LINE, azpacr: "0", scp: apiRegistration.scope },
      }),
    signBotToken: ({ audience, serviceUrl, issuer = botIssuer, forged, kid = keys.bot.kid, claims, ...times }) => {
      const payload = { iss: issuer, aud: audience, serviceurl: serviceUrl, ...claims };
      return sign(forged ? keys.forger : keys.bot, kid, payload, { ...times, hours: 1 });
    },
    signIdentityToken,
    verifyIdentityToken: (token, audience) => verify(token, audience, published),
  };
}

function identityPayload(audience: string, tenant: string, token: IdentityToken): JWTPayload {
  const tid = token.tenant ?? tenant;
  const oid = token.objectId ?? serviceIdentity.objectId;
  const appid = token.appId ?? serviceIdentity.clientId;
  return {
    iss: `https://sts.windows.net/${tid}/`,
    aud: audience,
    tid,
    oid,
    sub: oid,
    appid,
    ver: "1.0",
    ...token.claims,
  };
}

function userPayload(audience: string, tenant: string, person: Person, claims: JWTPayload = {}): JWTPayload {
  const { objectId: oid, name, userName: preferred_username } = person;
  const iss = `https://login.microsoftonline.com/${tenant}/v2.0`;
  const roles = audience === apiRegistration.clientId ? appRolesOf(person) : [];
  return {
    ...{ iss, aud: audience, tid: tenant, oid, sub: oid, name, preferred_username, ver: "2.0" },
    // Entra leaves the claim out when there is nothing to say.
    ...(roles.length > 0 ? { roles: [...roles] } : {}),
    ...claims,
  };
}

async function verify(
  token: string,
  audience: string,
  published: ReturnType<typeof createLocalJWKSet>,
): Promise<Verified> {
  try {
    const { payload } = await jwtVerify(token, published, { algorithms: ["RS256"], currentDate: new Date() });
    if (payload.iss !== `https://sts.windows.net/${payload["tid"]}/`) return { kind: "invalid", reason: "issuer" };
    if (!audiencesOf(payload).includes(withoutSlash(audience))) return { kind: "invalid", reason: "audience" };
    return { kind: "valid", caller: callerOf(payload) };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return { kind: error instanceof errors.JWTExpired ? "expired" : "invalid", reason: error.message };
  }
}

function audiencesOf({ aud }: JWTPayload): string[] {
  return [aud ?? []].flat().map(withoutSlash);
}

function callerOf(payload: JWTPayload): Caller {
  const text = (claim: string) => (typeof payload[claim] === "string" ? payload[claim] : undefined);
  return {
    appId: text("appid") ?? "",
    objectId: text("oid") ?? "",
    tenant: text("tid") ?? "",
    name: text("name"),
    userName: text("upn"),
  };
}
