import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../../domain/answers.ts";
import type { Answer } from "./ask.ts";
import { watch } from "./watch.ts";

export type Fault =
  | { readonly kind: "signed-out" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "problem"; readonly problem: Problem };

/** The last good answer, and what was wrong with the last look. Neither: the first look is not over. */
export interface Live<Body> {
  readonly body: Body | undefined;
  readonly fault: Fault | undefined;
}

interface Kept<Body> extends Live<Body> {
  readonly path: string | undefined;
}

const EMPTY = { body: undefined, fault: undefined };

/** What the API answers at `path`, kept up to date. `undefined`: nothing is asked. */
export function useLive<Body>(path: string | undefined, everyMs: number): Live<Body> {
  const [kept, setKept] = useState<Kept<Body>>({ path, ...EMPTY });
  useEffect(() => {
    if (path === undefined) return undefined;
    return watch<Body>(path, everyMs, (answer) => setKept((before) => after(before, path, answer)));
  }, [path, everyMs]);
  return kept.path === path ? kept : EMPTY;
}

function after<Body>(before: Kept<Body>, path: string, answer: Answer<Body>): Kept<Body> {
  const body = before.path === path ? before.body : undefined;
  if (answer.kind === "ok") return { path, body: answer.body, fault: undefined };
  if (answer.kind !== "same") return { path, body, fault: answer };
  return before.fault ? { path, body, fault: undefined } : before;
}
