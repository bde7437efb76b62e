import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Certificate } from "../certificates.ts";
import { listen, stopListening } from "../listening.ts";
import { contoso, serviceIdentity } from "../world.ts";
import { signingKeys } from "./keys.ts";
import { answerIdentityRequest } from "./managed-identity.ts";
import { publishedDocuments } from "./metadata.ts";
import { answerSignIn } from "./sign-in.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

export interface EntraOptions {
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly certificate: Pick<Certificate, "key" | "cert">;
  /** A file; without it the keys live as long as the process. */
  readonly keysPath?: string;
  readonly tenant?: string;
  readonly clientId?: string;
  /** The secret of the managed identity endpoint (IDENTITY_HEADER); made up when absent. */
  readonly identityHeader?: string;
}

export interface Entra extends Tokens {
  readonly httpsUrl: string;
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  /** Where the host signs browsers in. */
  readonly signIn: { readonly url: string; readonly secret: string };
  readonly botMetadataUrl: string;
  readonly tenantMetadataUrl: string;
  close(): Promise<void>;
}

export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { tenant = contoso.tenant, clientId = serviceIdentity.clientId } = options;
  const { identityHeader = randomUUID(), certificate } = options;
  const keys = await signingKeys(options.keysPath);
  const tokens = tokensOf(keys, tenant);
  const signInSecret = randomUUID();
  const identity = createServer((request, response) => {
    const isSignIn = request.url?.startsWith("/sign-in/");
    void (isSignIn
      ? answerSignIn(request, response, { secret: signInSecret, tokens })
      : answerIdentityRequest(request, response, { identityHeader, clientId, tokens }));
  });
  const metadata = createTlsServer({ key: certificate.key, cert: certificate.cert });
  const httpPort = await listen(identity, options.httpPort, "the managed identity endpoint");
  const httpsPort = await listen(metadata, options.httpsPort, "Entra").catch(async (error: unknown) => {
    await stopListening(identity);
    throw error;
  });
  const httpsUrl = `https://localhost:${httpsPort}`;
  metadata.on("request", publishedDocuments(httpsUrl, tenant, keys));
  return {
    ...tokens,
    httpsUrl,
    identityHeader,
    identityEndpoint: `http://localhost:${httpPort}/msi/token`,
    signIn: { url: `http://localhost:${httpPort}/sign-in`, secret: signInSecret },
    botMetadataUrl: `${httpsUrl}/v1/.well-known/openidconfiguration`,
    tenantMetadataUrl: `${httpsUrl}/${tenant}/v2.0/.well-known/openid-configuration`,
    async close() {
      await Promise.all([stopListening(identity), stopListening(metadata)]);
    },
  };
}
