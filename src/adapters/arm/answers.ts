import { isRestError, RestError } from "@azure/core-rest-pipeline";
import { Fault } from "../../ports.ts";
import { retryAtOf } from "../retry-after.ts";
import { ForeignAddress } from "./own-addresses.ts";

/** Codes of a 404 that speak of the resource; a proxy's, or a wrong api-version's, must not look as if it was deleted. */
const NOT_FOUND = /NotFound$/;
/** Codes of a 409 that no waiting cures. */
const FOR_GOOD = [
  "ScopeLocked",
  "RequestDisallowedByPolicy",
  "RequestDisallowedByAzure",
  "ReadOnlyDisabledSubscription",
];
const LONGEST_REASON = 300;

export function statusOf(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined;
}

export function isGone(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404 && NOT_FOUND.test(error.code ?? "");
}

/** ARM takes our token for one of the wrong tenant, which tells that the subscription is of another. */
export function isOfAnotherTenant(error: unknown): boolean {
  return statusOf(error) === 401 && isRestError(error) && error.code === "InvalidAuthenticationTokenTenant";
}

/** Azure's words when it said no for good; `undefined` when it did not. A proxy's 403 carries no code and is none. */
export function refusalOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  const { statusCode, code, message } = error;
  if (typeof code !== "string" || code === RestError.PARSE_ERROR) return undefined;
  const isForGood = statusCode === 400 || statusCode === 403 || (statusCode === 409 && FOR_GOOD.includes(code));
  return isForGood ? cleaned(`${code}: ${message}`) : undefined;
}

/** One line without control characters, never cut in the middle of a character. */
function cleaned(words: string): string {
  const plain = words.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, " ").trim();
  if (plain.length <= LONGEST_REASON) return plain;
  return `${plain.slice(0, LONGEST_REASON - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** What time may cure: what was done to what, what ARM answered, and the id under which Azure's support finds it. */
export function faultOf(cause: unknown, what: string, now: Date): Error {
  if (cause instanceof ForeignAddress || cause instanceof Fault) return cause;
  if (!isRestError(cause) || cause.statusCode === undefined) {
    return new Fault(`${what} got no answer: ${wordsOf(cause)}`, { cause });
  }
  const { statusCode, code, response } = cause;
  const correlation = response?.headers.get("x-ms-correlation-request-id") ?? "unknown";
  const message = `${what} answered ${statusCode} ${code ?? ""}, correlation ${correlation}`.replace(" ,", ",");
  return new Fault(message, { cause, retryAt: retryAtOf(response?.headers.get("retry-after"), now) });
}

/** A token that was not given, a connection that broke, or a time that ran out. */
function wordsOf(cause: unknown): string {
  if (isRestError(cause)) return cause.code ?? cause.name;
  return cause instanceof Error ? cleaned(`${cause.name}: ${cause.message}`) : "unknown";
}
