import { ArmError } from "./arm-error.ts";
import type { Fault } from "./faults.ts";
import type { Answer } from "./router.ts";
import type { Waits } from "./waits.ts";

/** Runs a request the way the fault wants it. `timeout`: the socket is to be closed without an answer. */
export async function runFaulty(
  fault: Fault | undefined,
  waits: Waits,
  run: () => Answer,
): Promise<Answer | "timeout"> {
  if (!fault) return run();
  switch (fault.kind) {
    case "invisible":
      return run();
    case "slow":
      await waits.pass(fault.ms);
      return run();
    case "timeout":
      if (fault.lateSuccessMs !== undefined) waits.run(fault.lateSuccessMs, () => unheard(run));
      await waits.pass(fault.afterMs ?? 1000);
      return "timeout";
    default:
      throw errorOf(fault);
  }
}

/** Nobody is there any more to be told of a refusal. */
function unheard(run: () => Answer): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
  }
}

type Refusing = Exclude<Fault, { kind: "slow" | "timeout" | "invisible" }>;

function errorOf(fault: Refusing): ArmError {
  const comeBack = (seconds: number | undefined): Record<string, string> =>
    seconds === undefined ? {} : { "retry-after": String(seconds) };
  switch (fault.kind) {
    case "throttled":
      return new ArmError(429, "TooManyRequests", "Too many requests.", comeBack(fault.retryAfterSeconds));
    case "conflict":
      return new ArmError(409, "Conflict", "Another conflicting operation is in progress.");
    case "forbidden":
      return new ArmError(403, "AuthorizationFailed", "The client does not have authorization to perform this action.");
    case "disallowed-by-policy":
      return new ArmError(403, "RequestDisallowedByPolicy", "The resource was disallowed by policy.");
    case "locked":
      return new ArmError(409, "ScopeLocked", "The scope cannot perform this operation because of a lock on it.");
    case "server-error":
      return new ArmError(500, "InternalServerError", "The server could not process the request.");
    case "unavailable":
      return new ArmError(503, "ServiceUnavailable", "The service is unavailable.", comeBack(fault.retryAfterSeconds));
  }
}
