/** When to come back, by a Retry-After header of seconds or a date; `undefined` when the service did not say. Whoever waits caps it. */
export function retryAtOf(header: string | undefined, now: Date): Date | undefined {
  const asked = header?.trim() ?? "";
  const at = /^\d+$/.test(asked) ? now.getTime() + Number(asked) * 1_000 : Date.parse(asked);
  const date = new Date(Math.max(at, now.getTime()));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
