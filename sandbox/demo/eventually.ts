const LOOK_EVERY_MS = 40;
/** Far more than anything here takes on two busy cores. */
const PATIENCE_MS = 30_000;

/** Looks until there is something; a failure says what was not seen. */
export async function eventually<Seen>(
  what: string,
  look: () => Seen | undefined | Promise<Seen | undefined>,
): Promise<Seen> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > until) throw new Error(`Not seen within ${PATIENCE_MS / 1_000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

export function expectThat(what: string, holds: boolean): void {
  if (!holds) throw new Error(`Expected, and not so: ${what}`);
}
