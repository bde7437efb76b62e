import { isRestError, RestError } from "@azure/core-rest-pipeline";
import { Fault } from "../../ports.ts";
import { oneLine, whyNoAnswer } from "../error-words.ts";
import { retryAtOf } from "../retry-after.ts";
import { ForeignAddress } from "./own-addresses.ts";

/** Codes of a 404 that speak of the resource; a proxy's, a wrong api-version's or a subscription's must not look as if it was deleted. */
const GONE = ["NotFound", "ResourceNotFound", "ParentResourceNotFound", "ResourceGroupNotFound"];
/** Codes of a 403 that time may cure: a role that was granted takes minutes to count. */
const MISSING_ROLE = ["AuthorizationFailed", "LinkedAuthorizationFailed"];
/** Codes of a 409 that no waiting cures. */
const FOR_GOOD = [
  "ScopeLocked",
  "RequestDisallowedByPolicy",
  "RequestDisallowedByAzure",
  "ReadOnlyDisabledSubscription",
];

export function statusOf(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined;
}

export function isGone(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404 && GONE.includes(error.code ?? "");
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
  return isForGood(statusCode, code) ? oneLine(`${code}: ${message}`) : undefined;
}

function isForGood(status: number | undefined, code: string): boolean {
  if (status === 403) return !MISSING_ROLE.includes(code);
  return status === 400 || (status === 409 && FOR_GOOD.includes(code));
}

/** What time may cure: what was done to what, what ARM answered, and the id under which Azure's support finds it. */
export function faultOf(cause: unknown, what: string, now: Date): Error {
  if (cause instanceof ForeignAddress || cause instanceof Fault) return cause;
  if (!isRestError(cause) || cause.statusCode === undefined) {
    return new Fault(`${what} got no answer: ${whyNoAnswer(cause)}`, { cause });
  }
  const { statusCode, code, response } = cause;
  const correlation = response?.headers.get("x-ms-correlation-request-id") ?? "unknown";
  const message = `${what} answered ${statusCode} ${code ?? ""}, correlation ${correlation}`.replace(" ,", ",");
  return new Fault(message, { cause, retryAt: retryAtOf(response?.headers.get("retry-after"), now) });
}
