import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { apiGuard, type Credentials, type Entry } from "../../../src/adapters/entra/api-guard.ts";
import { publishedKeys } from "../../../src/adapters/published-keys.ts";

export const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
export const OTHER_TENANT = "bbbbbbbb-0000-4000-8000-000000000002";
export const CLIENT_ID = "cccccccc-0000-4000-8000-0000000000aa";
export const OLGA = "e0000000-0000-4000-8000-000000000001";
export const NOW = new Date("2026-11-25T03:22:28.000Z");
export const SECONDS = NOW.getTime() / 1_000;

const METADATA = `https://login.microsoftonline.com/${TENANT}/v2.0/.well-known/openid-configuration`;
const ISSUER = `https://login.microsoftonline.com/${TENANT}/v2.0`;

export type Claims = Readonly<Record<string, unknown>>;

/** Entra's keys and its guard, and a forger who would like to have them. */
export interface EntraScene {
  /** What Entra gives a person for the API; what is `undefined` in the claims is left out. */
  accessToken(claims?: Claims, header?: Claims): Promise<string>;
  /** What App Service authentication gets for a person who signs in at the page. */
  idToken(claims?: Claims): Promise<string>;
  forged(claims?: Claims): Promise<string>;
  /** Our public key, as a forger would take it for a secret. */
  readonly publicKey: Uint8Array;
  enter(credentials: Partial<Credentials>): Promise<Entry>;
  readonly fetched: string[];
  /** When set, no keys can be had. */
  broken: boolean;
  now: Date;
}

export async function entraScene(): Promise<EntraScene> {
  const [ours, forger] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const documents: Readonly<Record<string, unknown>> = {
    [METADATA]: { issuer: ISSUER, jwks_uri: "https://login.microsoftonline.com/keys" },
    "https://login.microsoftonline.com/keys": {
      keys: [{ ...(await exportJWK(ours.publicKey)), kid: "key-1", use: "sig" }],
    },
  };
  const fetchJson: typeof fetch = async (url) => {
    scene.fetched.push(String(url));
    return scene.broken ? new Response("", { status: 503 }) : Response.json(documents[String(url)]);
  };
  const clock = () => scene.now;
  const findKey = publishedKeys(METADATA, clock, fetchJson);
  const guard = apiGuard({ clientId: CLIENT_ID, tenantId: TENANT }, findKey, clock);
  const scene: EntraScene = {
    accessToken: (claims = {}, header = {}) => signed(ours.privateKey, { ...ACCESS, ...claims }, header),
    idToken: (claims = {}) => signed(ours.privateKey, { ...COMMON, ...claims }, {}),
    forged: (claims = {}) => signed(forger.privateKey, { ...ACCESS, ...claims }, {}),
    publicKey: Buffer.from(await exportSPKI(ours.publicKey)),
    enter: ({ authorization, idToken }) => guard({ authorization, idToken }),
    ...{ fetched: [], broken: false, now: NOW },
  };
  return scene;
}

const COMMON: Claims = {
  ...{ iss: ISSUER, aud: CLIENT_ID, tid: TENANT, oid: OLGA, sub: "pairwise-olga", name: "Olga Owens", ver: "2.0" },
  ...{ iat: SECONDS, nbf: SECONDS, exp: SECONDS + 3_600, roles: ["Audit.Read"] },
};
const ACCESS: Claims = { ...COMMON, azp: "04b07795-8ddb-461a-bbee-02f9e1bf7b46", scp: "access_as_user" };

type Key = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

function signed(key: Key, claims: Claims, header: Claims): Promise<string> {
  const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "key-1", ...header }).sign(key);
}
