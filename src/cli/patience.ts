import type { Terminal } from "./terminal.ts";

const MOST_TRIES = 4;
/** Whoever is told to come back later than this is told so, and may come back. */
const MOST_SECONDS = 60;
const SECONDS_UNTOLD = 2;

/** Asks again after a 429 or a 503, or where an answer says when; the last answer counts. */
export async function patiently(
  ask: () => Promise<Response>,
  { now, wait, progress }: Pick<Terminal, "now" | "wait" | "progress">,
): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await ask();
    const { status } = response;
    const seconds = secondsToWait(response, now());
    if (seconds === undefined || seconds > MOST_SECONDS || tries === MOST_TRIES) return response;
    await response.body?.cancel();
    progress(`${status === 409 ? "Not yet" : "The service is busy"}: again in ${seconds} s`);
    await wait(seconds * 1_000);
    progress();
  }
}

/** `undefined`: there is nothing to wait for. */
export function secondsToWait({ status, headers }: Response, now: Date): number | undefined {
  const said = headers.get("retry-after");
  if (status !== 429 && status !== 503 && (status !== 409 || said === null)) return undefined;
  if (said === null) return SECONDS_UNTOLD;
  const seconds = /^\d{1,9}$/.test(said) ? Number(said) : Math.ceil((Date.parse(said) - now.getTime()) / 1_000);
  return Number.isNaN(seconds) ? SECONDS_UNTOLD : Math.max(seconds, 0);
}
