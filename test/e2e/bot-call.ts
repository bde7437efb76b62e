import { createPublicKey } from "node:crypto";
import { type JWK, SignJWT, UnsecuredJWT } from "jose";
import { type BotToken, botIssuer, type Tokens } from "../../sandbox/entra/tokens.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { PostedCard } from "../../sandbox/teams/record.ts";
import { contoso, olga, serviceIdentity } from "../../sandbox/world.ts";

type Json = Readonly<Record<string, unknown>>;

interface TeamsSide {
  readonly entra: Pick<Tokens, "signBotToken">;
  readonly relay: Pick<Sandbox["relay"], "serviceUrl">;
}

interface Shown {
  readonly card: Pick<PostedCard, "conversation" | "activity">;
  readonly requestId: string;
}

/** What Teams sends when Olga presses Approve on a card; each call differs from it in one thing. */
export function approvalOf({ relay }: Pick<TeamsSide, "relay">, { card, requestId }: Shown, change: Json = {}): Json {
  return {
    type: "invoke",
    name: "adaptiveCard/action",
    id: "f:1",
    channelId: "msteams",
    serviceUrl: relay.serviceUrl,
    from: { id: "29:olga", name: olga.name, aadObjectId: olga.objectId },
    recipient: { id: `28:${serviceIdentity.clientId}`, name: "Relay Approvals" },
    conversation: { id: card.conversation, isGroup: true, conversationType: "channel", tenantId: contoso.tenant },
    channelData: { tenant: { id: contoso.tenant } },
    replyToId: card.activity,
    value: pressed("approve", requestId),
    ...change,
  };
}

export function pressed(verb: string, ref: unknown, comment = "By a call of its own"): Json {
  return { action: { type: "Action.Execute", verb, data: { ref, comment } }, trigger: "manual" };
}

/** A token as Teams would send it, but for what is changed. */
export function tokenOf({ entra, relay }: TeamsSide, change: Partial<BotToken> = {}): Promise<string> {
  return entra.signBotToken({ audience: serviceIdentity.clientId, serviceUrl: relay.serviceUrl, ...change });
}

/** Answers status and JSON body, if there is one. */
export async function callBot(
  { host }: { readonly host: Pick<Sandbox["host"], "url"> },
  body: string | ReadableStream<Uint8Array>,
  token?: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { "content-type": "application/json", ...authorization };
  const response = await fetch(`${host.url}/api/messages`, { method: "POST", headers, body, ...HALF_DUPLEX });
  const text = await response.text();
  return { status: response.status, body: jsonOf(text) };
}

/** What fetch wants for a body that is a stream; Node's types do not know it. */
const HALF_DUPLEX = { duplex: "half" } as RequestInit;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const claimsOf = ({ relay }: Sandbox) => {
  const now = Math.floor(Date.now() / 1_000);
  const { clientId } = serviceIdentity;
  return { iss: botIssuer, aud: clientId, serviceurl: relay.serviceUrl, iat: now, nbf: now, exp: now + 3_600 };
};

export function unsignedToken(sandbox: Sandbox): string {
  return new UnsecuredJWT(claimsOf(sandbox)).encode();
}

/** Teams' own signature under claims that say something else. */
export async function changedToken(sandbox: Sandbox): Promise<string> {
  const [header, , signature] = (await tokenOf(sandbox)).split(".");
  const claims = Buffer.from(JSON.stringify({ ...claimsOf(sandbox), sub: olga.objectId })).toString("base64url");
  return `${header}.${claims}.${signature}`;
}

/** Signed with the published key as if it were a secret that both sides know. */
export async function confusedToken(sandbox: Sandbox): Promise<string> {
  const published = await fetch(`${sandbox.entra.httpsUrl}/v1/.well-known/keys`);
  const { keys } = (await published.json()) as { keys: JWK[] };
  const [key = {}] = keys;
  const pem = createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" });
  return new SignJWT(claimsOf(sandbox))
    .setProtectedHeader({ alg: "HS256", kid: String(key.kid) })
    .sign(Buffer.from(pem));
}
