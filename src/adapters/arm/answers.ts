import { isRestError, RestError } from "@azure/core-rest-pipeline";
import { Fault } from "../../ports.ts";
import { oneLine, whyNoAnswer } from "../error-words.ts";
import { retryAtOf } from "../retry-after.ts";
import { ForeignAddress } from "./own-addresses.ts";

/** Codes of a 404 that speak of the resource; a proxy's, a wrong api-version's or a subscription's must not look as if it was deleted. */
const GONE = ["NotFound", "ResourceNotFound", "ParentResourceNotFound", "ResourceGroupNotFound"];
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

/** The id under which Azure's support finds the call. */
export function correlationOf(error: unknown): string | undefined {
  return isRestError(error) ? error.response?.headers.get("x-ms-correlation-request-id") : undefined;
}

export function isGone(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404 && GONE.includes(error.code ?? "");
}

/** Microsoft.Authorization has a code of its own for it. */
export function isRoleGone(error: unknown): boolean {
  return (
    isGone(error) || (statusOf(error) === 404 && isRestError(error) && error.code === "RoleDefinitionDoesNotExist")
  );
}

/** ARM takes our token for one of the wrong tenant, which tells that the subscription is of another. */
export function isOfAnotherTenant(error: unknown): boolean {
  return statusOf(error) === 401 && isRestError(error) && error.code === "InvalidAuthenticationTokenTenant";
}

/** Azure's words when it said no to a change for good; `undefined` when it did not. A proxy's 403 carries no code and is none. */
export function refusalOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  const { statusCode, code, message } = error;
  if (typeof code !== "string" || code === RestError.PARSE_ERROR) return undefined;
  return isForGood(statusCode, code) ? oneLine(`${code}: ${message}`) : undefined;
}

function isForGood(status: number | undefined, code: string): boolean {
  if (status === 404) return GONE.includes(code);
  return status === 400 || status === 403 || (status === 409 && FOR_GOOD.includes(code));
}

/** What time may cure: what was done to what, what ARM answered, and its correlation id. */
export function faultOf(cause: unknown, what: string, now: Date): Error {
  if (cause instanceof ForeignAddress || cause instanceof Fault) return cause;
  if (!isRestError(cause) || cause.statusCode === undefined) {
    return new Fault(`${what} got no answer: ${whyNoAnswer(cause)}`, { cause });
  }
  const { statusCode, code, response } = cause;
  const correlation = correlationOf(cause) ?? "unknown";
  const message = `${what} answered ${statusCode} ${code ?? ""}, correlation ${correlation}`.replace(" ,", ",");
  return new Fault(message, {
    cause,
    retryAt: retryAtOf(response?.headers.get("retry-after"), now),
    status: statusCode,
  });
}
