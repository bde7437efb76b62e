import type { RequestListener } from "node:http";
import type { SigningKeys } from "./keys.ts";
import { botIssuer } from "./tokens.ts";

export const WEB_CHAT_KEY = "web-1";

/** What token checks fetch: OpenID metadata and keys, of the Bot Framework and of the tenant. */
export function publishedDocuments(origin: string, tenant: string, keys: SigningKeys): RequestListener {
  const documents = documentsOf(origin, tenant.toLowerCase(), keys);
  return ({ method, url }, response) => {
    const document = documents.get(new URL(url ?? "/", origin).pathname.toLowerCase());
    const [status, body] = method === "GET" && document ? [200, document] : [404, { error: "not_found" }];
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "max-age=60" });
    response.end(JSON.stringify(body));
  };
}

function documentsOf(origin: string, tenant: string, keys: SigningKeys): ReadonlyMap<string, unknown> {
  const rs256 = { id_token_signing_alg_values_supported: ["RS256"] };
  return new Map<string, unknown>([
    [
      "/v1/.well-known/openidconfiguration",
      {
        issuer: botIssuer,
        authorization_endpoint: "https://invalid.botframework.com",
        jwks_uri: `${origin}/v1/.well-known/keys`,
        ...rs256,
        token_endpoint_auth_methods_supported: ["private_key_jwt"],
      },
    ],
    ["/v1/.well-known/keys", { keys: [teamsKey(keys), webChatKey(keys)] }],
    [
      `/${tenant}/v2.0/.well-known/openid-configuration`,
      {
        issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
        authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
        token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
        jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
        subject_types_supported: ["pairwise"],
        response_types_supported: ["code", "id_token"],
        ...rs256,
      },
    ],
    [`/${tenant}/discovery/v2.0/keys`, { keys: [keys.tenant.publicJwk] }],
  ]);
}

const teamsKey = ({ bot }: SigningKeys) => ({ ...bot.publicJwk, endorsements: ["msteams"] });

/** Whoever holds it may speak for Web Chat: what it signs for Teams must be refused. */
const webChatKey = ({ forger }: SigningKeys) => ({ ...forger.publicJwk, kid: WEB_CHAT_KEY, endorsements: ["webchat"] });
