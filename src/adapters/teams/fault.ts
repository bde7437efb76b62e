import * as z from "zod";
import { Fault } from "../../ports.ts";
import { retryAtOf } from "../retry-after.ts";

const RestError = z.object({
  statusCode: z.number().optional(),
  code: z.string().optional(),
  response: z.object({ headers: z.custom<{ get(name: string): string | undefined }>() }).optional(),
});

class Gone extends Fault {}
class RefusedMessage extends Fault {}

/** Teams says 404 for a conversation or a message that is no more. */
export function isGone(error: unknown): boolean {
  return error instanceof Gone;
}

/** Teams says 400 for a message that it does not like as it is. */
export function isRefusedMessage(error: unknown): boolean {
  return error instanceof RefusedMessage;
}

/** No connection was made, so nothing was sent. */
const NEVER_REACHED: readonly string[] = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"];

/** What went wrong, without the request: it holds our token. */
export function teamsFault(what: string, error: unknown, now: Date): Fault {
  if (error instanceof Fault) return error;
  const { statusCode, code, response } = RestError.safeParse(error).data ?? {};
  if (statusCode === undefined) {
    const notDone = NEVER_REACHED.includes(code ?? "");
    return new Fault(`Teams could not be reached for ${what}: ${nameOf(error, code)}`, { notDone });
  }
  const words = `Teams answered ${statusCode}${code ? ` ${code}` : ""} to ${what}`;
  const notDone = isRefusal(statusCode);
  if (statusCode === 404) return new Gone(`${words}: it is gone, or the bot was never there`, { notDone });
  if (statusCode === 400) return new RefusedMessage(words, { notDone });
  return new Fault(words, { notDone, retryAt: retryAtOf(response?.headers.get("retry-after"), now) });
}

/** Teams takes nothing of what it refuses. */
function isRefusal(status: number): boolean {
  return (status >= 400 && status < 500 && status !== 408) || status === 503;
}

function nameOf(error: unknown, code: string | undefined): string {
  return code ?? (error instanceof Error ? error.name : "unknown");
}
