/** A service that asks for a longer pause is asked again after this: a mistake in one header must not stop an approval for hours. */
const LONGEST_PAUSE_SECONDS = 300;

/** When to come back, by a Retry-After header of seconds or a date; `undefined` when the service did not say. */
export function retryAtOf(header: string | undefined, now: Date): Date | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1_000;
  if (Number.isNaN(seconds)) return undefined;
  return new Date(now.getTime() + Math.min(Math.max(seconds, 0), LONGEST_PAUSE_SECONDS) * 1_000);
}
