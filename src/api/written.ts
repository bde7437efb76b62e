import { createHash } from "node:crypto";
import type { Problem } from "../domain/answers.ts";
import type { Answered } from "./parts.ts";
import { type Refused, titleOf } from "./problem.ts";

/** An answer as it goes out, of any web framework. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string> | undefined;
}

/** Nothing of an answer is kept by anybody, run by a browser or shown within another site's page. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
} as const;

export function written(answered: Answered, ifNoneMatch: string | undefined): ApiAnswer {
  if ("lines" in answered) {
    const disposition = { "content-disposition": `attachment; filename="${answered.fileName}"` };
    return {
      status: 200,
      headers: { ...HEADERS, "content-type": answered.contentType, ...disposition },
      body: answered.lines,
    };
  }
  if ("bytes" in answered) {
    return { status: 200, headers: { ...HEADERS, "content-type": answered.contentType }, body: answered.bytes };
  }
  return jsonAnswer(JSON.stringify(answered.json), ifNoneMatch);
}

/** Who has this answer already gets none: a page asks every few seconds. */
function jsonAnswer(body: string, ifNoneMatch: string | undefined): ApiAnswer {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { ...HEADERS, "cache-control": "private, no-cache", etag };
  if (hasAlready(ifNoneMatch, etag)) return { status: 304, headers, body: undefined };
  return { status: 200, headers: { ...headers, "content-type": "application/json; charset=utf-8" }, body };
}

/** A list, and weak where something on the way has compressed the answer (RFC 9110 13.1.2). */
function hasAlready(ifNoneMatch = "", etag: string): boolean {
  return ifNoneMatch.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}

export function problemFor({ status, message, faults, retryAfterSeconds }: Refused, correlation: string): ApiAnswer {
  const problem: Problem = {
    ...{ type: "about:blank", title: titleOf(status), status, detail: message, correlation },
    ...(faults.length > 0 && { faults }),
  };
  const headers = {
    ...HEADERS,
    "content-type": "application/problem+json",
    ...(status === 401 && { "www-authenticate": "Bearer" }),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
  };
  return { status, headers, body: JSON.stringify(problem) };
}
