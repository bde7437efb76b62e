import * as z from "zod";
import { Fault } from "../../ports.ts";
import { retryAtOf } from "../retry-after.ts";

const RestError = z.object({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  response: z.object({ headers: z.custom<{ get(name: string): string | undefined }>() }).optional(),
});

class Gone extends Fault {}

/** Teams says 404 for a conversation or a message that is no more. */
export function isGone(error: unknown): boolean {
  return error instanceof Gone;
}

/** What went wrong, without the request: it holds our token. */
export function teamsFault(what: string, error: unknown, now: Date): Fault {
  if (error instanceof Fault) return error;
  const { statusCode, code, response } = RestError.safeParse(error).data ?? {};
  if (statusCode === undefined) return new Fault(`Teams could not be reached for ${what}: ${nameOf(error, code)}`);
  const words = `Teams answered ${statusCode}${code ? ` ${code}` : ""} to ${what}`;
  if (statusCode === 404) return new Gone(`${words}: it is gone, or the bot was never there`);
  return new Fault(words, { retryAt: retryAtOf(response?.headers.get("retry-after"), now) });
}

function nameOf(error: unknown, code: string | undefined): string {
  return code ?? (error instanceof Error ? error.name : "unknown");
}
