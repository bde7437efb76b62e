import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { PUBLIC_CLOUD_TEAMS, type TeamsSettings } from "../../../src/adapters/teams/settings.ts";

export const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
export const OTHER_TENANT = "bbbbbbbb-0000-4000-8000-000000000002";
export const APP_ID = "cccccccc-0000-4000-8000-000000000001";
export const NOW = new Date("2026-11-25T03:22:28.000Z");

export const settings: TeamsSettings = { ...PUBLIC_CLOUD_TEAMS, appId: APP_ID, tenantId: TENANT };

/** Of the bot, to whoever is not known. */
export const A_STRANGERS_ANSWER = {
  status: 401,
  headers: { "www-authenticate": 'Bearer realm="relay-approvals-bot"' },
};

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** The Bot Framework's keys, and somebody who would like to have them. */
export interface BotFramework {
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  signWith(by: "forger" | "unendorsed", header?: Record<string, unknown>): Promise<string>;
  readonly fetch: typeof fetch;
  readonly fetched: string[];
  /** When set, its answer is this. */
  broken: boolean;
}

export async function botFramework(): Promise<BotFramework> {
  const [ours, unendorsed, forger] = await Promise.all([1, 2, 3].map(() => generateKeyPair("RS256")));
  const published = {
    keys: [
      { ...(await exportJWK(pick(ours).publicKey)), kid: "key-1", use: "sig", endorsements: ["msteams", "webchat"] },
      { ...(await exportJWK(pick(unendorsed).publicKey)), kid: "key-2", use: "sig", endorsements: ["webchat"] },
    ],
  };
  const documents: Record<string, unknown> = {
    [settings.openIdMetadataUrl]: { issuer: settings.issuer, jwks_uri: "https://login.botframework.com/keys" },
    "https://login.botframework.com/keys": published,
  };
  const framework: BotFramework = {
    fetched: [],
    broken: false,
    sign: (claims = {}, header = {}) => signed(pick(ours), claims, { kid: "key-1", ...header }),
    signWith: (by, header = {}) =>
      by === "forger"
        ? signed(pick(forger), {}, { kid: "key-1", ...header })
        : signed(pick(unendorsed), {}, { kid: "key-2", ...header }),
    fetch: async (url) => {
      framework.fetched.push(String(url));
      return framework.broken ? new Response("", { status: 503 }) : Response.json(documents[String(url)]);
    },
  };
  return framework;
}

function pick(pair: KeyPair | undefined): KeyPair {
  if (!pair) throw new Error("no key pair");
  return pair;
}

function signed(
  { privateKey }: KeyPair,
  claims: Record<string, unknown>,
  header: Record<string, unknown>,
): Promise<string> {
  const now = NOW.getTime() / 1000;
  const payload = {
    iss: settings.issuer,
    aud: APP_ID,
    iat: now,
    nbf: now,
    exp: now + 3600,
    serviceurl: settings.serviceUrl,
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", typ: "JWT", ...header }).sign(privateKey);
}

export function anActivity(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const conversation = "19:relay-approvals@thread.tacv2;messageid=1700000000000";
  return {
    type: "invoke",
    name: "adaptiveCard/action",
    id: "f:1",
    channelId: "msteams",
    serviceUrl: settings.serviceUrl,
    from: { id: "29:olga", name: "Olga Owens", aadObjectId: "E0000000-0000-4000-8000-000000000001" },
    recipient: { id: `28:${APP_ID}`, name: "Relay Approvals" },
    conversation: { id: conversation, isGroup: true, conversationType: "channel", tenantId: TENANT },
    channelData: { tenant: { id: TENANT }, channel: { id: "19:relay-approvals@thread.tacv2" } },
    replyToId: "1700000000000",
    value: {
      action: {
        type: "Action.Execute",
        verb: "approve",
        data: { ref: "r-abcdefghijklmnopqrstuvwxyz", comment: "Our order importer" },
      },
      trigger: "manual",
    },
    ...overrides,
  };
}
