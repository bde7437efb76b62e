import { APP_ID, settings } from "./bot-framework.ts";

export type Forgery = "unknown key" | "known key" | "unsigned";

/** Found in everything that a forged token is made of: whoever keeps some of it keeps this. */
export const MARKED = /forged-[a-z]+-\d+/g;

/** A token that nobody signed. Its key id, tenant and signature are its own. */
export function forgeryOf(kind: Forgery, number: number): string {
  const tenant = `forged-tenant-${number}`;
  const header = {
    alg: kind === "unsigned" ? "none" : "RS256",
    kid: kind === "known key" ? "key-1" : `forged-key-${number}`,
  };
  const claims = {
    iss: `https://sts.windows.net/${tenant}/`,
    aud: APP_ID,
    tid: tenant,
    serviceurl: settings.serviceUrl,
  };
  return [encoded(header), encoded(claims), `forged-signature-${number}`].join(".");
}

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
