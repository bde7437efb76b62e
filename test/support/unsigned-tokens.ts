import type { TokenCredential } from "@azure/core-auth";
import { TENANT } from "./builders.ts";

/** As Entra would give it for a resource, but unsigned: Azurite reads the claims only. */
export function tokensFor(audience: string, scopes: string[] = []): TokenCredential {
  return {
    async getToken(scope) {
      scopes.push(String(scope));
      const now = Math.floor(Date.now() / 1_000);
      const issuer = `https://sts.windows.net/${TENANT}/`;
      const claims = { aud: audience, iss: issuer, tid: TENANT, iat: now, nbf: now, exp: now + 3_600 };
      const token = [{ alg: "RS256", typ: "JWT" }, claims].map(encoded).join(".");
      return { token: `${token}.${encoded("no signature")}`, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
