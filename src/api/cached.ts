import type { Clock } from "../ports.ts";

/** Something that is read anew when it is older than so long; many who ask at once share one read. */
export type Cached<Value> = (read: () => Promise<Value>) => Promise<Value>;

export function cachedFor<Value>(seconds: number, clock: Clock): Cached<Value> {
  let kept: { readonly value: Promise<Value>; readonly at: number } | undefined;
  return (read) => {
    const now = clock().getTime();
    if (kept && Math.abs(now - kept.at) < seconds * 1_000) return kept.value;
    const value = read();
    kept = { value, at: now };
    // A read that failed is not kept for whoever asks next.
    value.catch(() => {
      if (kept?.value === value) kept = undefined;
    });
    return value;
  };
}
