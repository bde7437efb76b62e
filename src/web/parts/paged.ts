import { useEffect, useState } from "preact/hooks";
import { type Answer, ask } from "../api/ask.ts";
import type { Fault } from "../api/use-live.ts";

interface Page {
  readonly next?: string;
}

interface Paged<Body> {
  /** What follows the first page, in its order. */
  readonly pages: readonly Body[];
  readonly fault: Fault | undefined;
  readonly isLoading: boolean;
  /** `undefined`: there is no more. */
  readonly more: (() => void) | undefined;
}

interface Kept<Body> {
  readonly scope: string;
  readonly pages: readonly Body[];
  readonly fault: Fault | undefined;
  readonly asked: string | undefined;
}

/** More of a list, a page at a time. `scope`: of which list. */
export function usePaged<Body extends Page>(
  first: Body | undefined,
  scope: string,
  pathAt: (cursor: string) => string,
): Paged<Body> {
  const empty: Kept<Body> = { scope, pages: [], fault: undefined, asked: undefined };
  const [held, setKept] = useState(empty);
  const kept = held.scope === scope ? held : empty;
  const { asked } = kept;
  useEffect(() => {
    if (asked === undefined) return undefined;
    const ending = new AbortController();
    const load = async () => {
      const answer = await ask<Body>(pathAt(asked), ending.signal);
      if (!ending.signal.aborted) setKept(after(kept, answer));
    };
    void load();
    return () => ending.abort();
  }, [scope, asked]);
  const next = (kept.pages.at(-1) ?? first)?.next;
  const more = next === undefined ? undefined : () => setKept({ ...kept, asked: next });
  return { pages: kept.pages, fault: kept.fault, isLoading: asked !== undefined, more };
}

function after<Body>(kept: Kept<Body>, answer: Answer<Body>): Kept<Body> {
  if (answer.kind === "ok") return { ...kept, pages: [...kept.pages, answer.body], fault: undefined, asked: undefined };
  return { ...kept, fault: answer.kind === "same" ? undefined : answer, asked: undefined };
}
