import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { isGuid } from "../../domain/azure-id.ts";
import { API_ROLES, type Caller } from "../../domain/caller.ts";
import type { Clock } from "../../ports.ts";
import type { FindKey } from "../published-keys.ts";

export interface ApiGuardSettings {
  /** Of the API's app registration. */
  readonly clientId: string;
  readonly tenantId: string;
}

/** What a call carries: an access token, or what App Service authentication puts in for a person who signed in at the page. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly idToken: string | undefined;
}

/** 401: nobody is known. 503: nothing can be said about the token, since no keys can be had. */
export type Entry =
  | { readonly kind: "admitted"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly status: 401 | 503; readonly why: string };

export type ApiGuard = (credentials: Credentials) => Promise<Entry>;

class Refusal extends Error {
  readonly status: 401 | 503;
  constructor(status: 401 | 503, why: string) {
    super(why);
    this.status = status;
  }
}

const LONGEST_TOKEN = 16_384;
const CLOCK_TOLERANCE_SECONDS = 300;

/** The only way into the API. What App Service itself says in headers is believed in nothing: the token in them is verified. */
export function apiGuard(settings: ApiGuardSettings, findKey: FindKey, clock: Clock): ApiGuard {
  return async (credentials) => {
    try {
      return { kind: "admitted", caller: await callerOf(credentials, settings, findKey, clock) };
    } catch (error) {
      if (error instanceof Refusal) return { kind: "refused", status: error.status, why: error.message };
      throw error;
    }
  };
}

async function callerOf(
  { authorization, idToken }: Credentials,
  settings: ApiGuardSettings,
  findKey: FindKey,
  clock: Clock,
): Promise<Caller> {
  const via = authorization === undefined ? "page" : "token";
  const token = authorization === undefined ? idToken : bearerOf(authorization);
  if (token === undefined) throw new Refusal(401, "there is no token");
  const claims = await claimsOf(token, settings, findKey, clock());
  const kind = kindOf(claims, via);
  return { kind, person: personOf(claims), roles: rolesOf(claims), via };
}

function bearerOf(authorization: string): string {
  const [scheme = "", token = "", ...more] = authorization.split(" ");
  if (scheme.toLowerCase() !== "bearer" || token === "" || more.length > 0)
    throw new Refusal(401, "the Authorization header is no bearer token");
  return token;
}

async function claimsOf(token: string, settings: ApiGuardSettings, findKey: FindKey, now: Date): Promise<JWTPayload> {
  const { clientId, tenantId } = settings;
  const { key } = await keyOf(token, findKey);
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["RS256"],
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      audience: [clientId, `api://${clientId}`],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
      requiredClaims: ["exp", "tid", "oid"],
    });
    if (String(payload["tid"]).toLowerCase() !== tenantId) throw new Refusal(401, "the token is of another tenant");
    if (!isGuid(String(payload["oid"]))) throw new Refusal(401, "the token names nobody");
    return payload;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(401, `the token does not hold: ${error instanceof errors.JOSEError ? error.code : "unreadable"}`);
  }
}

async function keyOf(token: string, findKey: FindKey) {
  if (token.length > LONGEST_TOKEN) throw new Refusal(401, "the token is longer than any that Entra makes");
  const found = await findKey(kidOf(token));
  if (found === "no keys") throw new Refusal(503, "Entra's keys can't be had");
  if (found === "unknown") throw new Refusal(401, "the token's key is not known");
  return found;
}

function kidOf(token: string): string {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg === "RS256" && typeof kid === "string") return kid;
  } catch {
    // Falls through: whatever is wrong with the header, the answer is the same.
  }
  throw new Refusal(401, "the token's header is not that of an RS256 token with a key id");
}

/**
 * Access tokens name the app that got them (`azp`) and, for a person, what was agreed to (`scp`); ID tokens do neither. One is
 * never taken for the other: an ID token is no key to the API, an access token no sign-in at the page.
 */
function kindOf(claims: JWTPayload, via: Caller["via"]): Caller["kind"] {
  return via === "page" ? signedIn(claims) : accessOf(claims);
}

function signedIn({ azp, scp }: JWTPayload): "person" {
  if (azp !== undefined || scp !== undefined) throw new Refusal(401, "an access token is no sign-in");
  return "person";
}

function accessOf({ azp, scp, oid, sub }: JWTPayload): Caller["kind"] {
  if (typeof azp !== "string") throw new Refusal(401, "the token is no access token of Entra's v2.0 endpoint");
  if (typeof scp === "string" && scp !== "") return "person";
  if (scp === undefined && oid === sub) return "app";
  throw new Refusal(401, "the token is neither a person's nor an app's");
}

function personOf({ oid, tid, name }: JWTPayload): Caller["person"] {
  const shown = typeof name === "string" ? name : "";
  return { objectId: String(oid).toLowerCase(), tenant: String(tid).toLowerCase(), name: shown };
}

function rolesOf({ roles }: JWTPayload): Caller["roles"] {
  return Array.isArray(roles) ? API_ROLES.filter((role) => roles.includes(role)) : [];
}
