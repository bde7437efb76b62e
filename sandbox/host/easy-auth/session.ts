import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const COOKIE = "AppServiceAuthSession";
/** As in Azure; then one signs in again. */
const LASTS_MS = 8 * 3_600_000;

/** The cookie holds who signed in and until when, signed, so that no other page of this machine can make one up. */
export function sessions(key: string) {
  const signatureOf = (content: string) => createHmac("sha256", key).update(content).digest("base64url");
  return {
    begin: (person: string): string => {
      const until = Date.now() + LASTS_MS;
      const content = Buffer.from(JSON.stringify({ person, until })).toString("base64url");
      return cookie(`${content}.${signatureOf(content)}`);
    },
    end: (): string => `${cookie("")}; Max-Age=0`,
    personOf: (request: IncomingMessage): string | undefined => {
      const [content = "", signature = ""] = sentCookie(request).split(".");
      if (!isSame(signature, signatureOf(content))) return undefined;
      const { person, until } = JSON.parse(Buffer.from(content, "base64url").toString());
      return Date.now() < until ? person : undefined;
    },
  };
}

function cookie(value: string): string {
  return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax`;
}

function sentCookie({ headers }: IncomingMessage): string {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
}

function isSame(one: string, other: string): boolean {
  const [some, others] = [Buffer.from(one), Buffer.from(other)];
  return some.length === others.length && timingSafeEqual(some, others);
}
