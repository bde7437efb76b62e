import { isRestError } from "@azure/core-rest-pipeline";
import type { TableClient } from "@azure/data-tables";
import { type Clock, Fault } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";
import { retryAtOf } from "../retry-after.ts";

export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

/** A call to a table that takes longer than this has failed. */
const CALL_TIMEOUT_MS = 10_000;

/** Calls a table; statuses in `expected` are answers, what time may cure is a `Fault`. */
export type Call = <Answer, Value = never>(
  what: string,
  send: (options: CallOptions) => Promise<Answer>,
  expected?: Readonly<Record<number, Value>>,
) => Promise<Answer | Value>;

/** The table is made when a call finds it missing, so that nothing has to be set up and no start waits for it. */
export function callsTo(table: TableClient, clock: Clock): Call {
  return async (what, send, expected = {}) => {
    const attempt = () => send({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    try {
      return await attempt().catch((error: unknown) => makeTable(table, error).then(attempt));
    } catch (error) {
      const status = statusOf(error);
      const value =
        status === undefined ? undefined : Object.entries(expected).find(([code]) => code === String(status));
      if (value) return value[1];
      throw faultOf(error, `${what} in table ${table.tableName}`, clock());
    }
  };
}

/** Looks for a row that is never there: throws when the table cannot be read now. */
export async function tryReading(table: TableClient, clock: Clock): Promise<void> {
  await callsTo(table, clock)("read", (options) => table.getEntity("health", "health", options), { 404: undefined });
}

async function makeTable(table: TableClient, error: unknown): Promise<void> {
  if (codeOf(error) !== "TableNotFound") throw error;
  await table.createTable({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
}

function faultOf(cause: unknown, what: string, now: Date): Error {
  const status = statusOf(cause);
  if (status === undefined) return new Fault(`Storage gave no answer to ${what}: ${whyNoAnswer(cause)}`, { cause });
  const message = `Storage answered ${`${status} ${codeOf(cause) ?? ""}`.trim()} to ${what}`;
  const isForGood = status === 400 || status === 413;
  if (isForGood) return new Error(message, { cause });
  const retryAfter = isRestError(cause) ? cause.response?.headers.get("retry-after") : undefined;
  return new Fault(message, { cause, retryAt: retryAtOf(retryAfter, now) });
}

function statusOf(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  const details = error.details as { readonly odataError?: { readonly code?: string } } | undefined;
  return details?.odataError?.code ?? error.code;
}
