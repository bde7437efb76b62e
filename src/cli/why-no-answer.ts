const OUT_OF_TIME: readonly string[] = ["AbortError", "TimeoutError"];

/** Why `fetch` had no answer, or not all of it: a time that ran out, a host that is not known, a connection that broke. */
export function whyOf(thrown: unknown): string {
  const error = thrown as Error;
  if (OUT_OF_TIME.includes(error.name)) return "it took too long";
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? message;
}
