import type { InvocationContext } from "@azure/functions";
import type { Log, LogDetails } from "./ports.ts";

/** One line of JSON a record: whatever stands in it, it cannot look like another record. */
function lineOf(message: string, details: LogDetails = {}): string {
  return JSON.stringify({ message, ...details });
}

/** Belongs to an invocation, so that the host can tell which function said it. */
export function invocationLog(context: Pick<InvocationContext, "info" | "warn" | "error">): Log {
  return {
    info: (message, details) => context.info(lineOf(message, details)),
    warn: (message, details) => context.warn(lineOf(message, details)),
    error: (message, details) => context.error(lineOf(message, details)),
  };
}

/** For what outlives an invocation. The Functions worker takes the console's lines as the app's. */
export const processLog: Log = invocationLog(console);
