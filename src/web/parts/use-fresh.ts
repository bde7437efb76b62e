import { useEffect, useRef, useState } from "preact/hooks";
import { counted } from "../words.ts";
import { announce } from "./announcer.tsx";

interface Dated {
  readonly id: string;
  readonly at: string;
}

interface Fresh {
  readonly ids: ReadonlySet<string>;
  markSeen(): void;
}

const NONE: ReadonlySet<string> = new Set();

/** What came after the list was first shown, until the reader has seen it. `scope`: of which list; `one`: what one of them is called. */
export function useFresh(items: readonly Dated[] | undefined, scope: string, one: string): Fresh {
  const [seen, setSeen] = useState({ scope, newest: undefined as string | undefined });
  const newest = items && newestOf(items);
  const since = seen.scope === scope ? seen.newest : undefined;
  useEffect(() => {
    if (newest !== undefined && since === undefined) setSeen({ scope, newest });
  }, [newest, since, scope]);
  const ids = since === undefined || !items ? NONE : new Set(items.filter(({ at }) => at > since).map(({ id }) => id));
  useAnnounced(ids, one);
  return { ids, markSeen: () => setSeen({ scope, newest }) };
}

/** An empty list is older than anything. */
function newestOf(items: readonly Dated[]): string {
  return items.map(({ at }) => at).reduce(later, "");
}

function later(one: string, other: string): string {
  if (one < other) return other;
  return one;
}

function useAnnounced(ids: ReadonlySet<string>, one: string): void {
  const said = useRef(NONE);
  const unsaid = [...ids].filter((id) => !said.current.has(id)).length;
  useEffect(() => {
    said.current = ids;
    if (unsaid > 0) announce(counted(unsaid, `new ${one}`, `new ${one === "entry" ? "entries" : `${one}s`}`));
  }, [[...ids].join()]);
}
