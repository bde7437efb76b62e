import type { Suggestion } from "./complete.ts";

export interface List {
  readonly open: readonly Suggestion[];
  /** -1: none. */
  readonly chosen: number;
}

export type Act =
  | { readonly kind: "search" | "close" }
  | { readonly kind: "choose"; readonly index: number }
  | { readonly kind: "take"; readonly suggestion: Suggestion };

/** What a key means in the field; `undefined`: what it means in any field. */
export function actOf(key: string, list: List): Act | undefined {
  const suggestion = list.open[list.chosen];
  if (key === "Enter") return suggestion ? { kind: "take", suggestion } : { kind: "search" };
  if (list.open.length === 0) return undefined;
  if (key === "Escape") return { kind: "close" };
  const index = moved(key, list);
  return index === undefined ? undefined : { kind: "choose", index };
}

/** Past either end nothing is chosen, and what was typed counts. */
function moved(key: string, { open, chosen }: List): number | undefined {
  if (key === "ArrowDown") return chosen + 1 < open.length ? chosen + 1 : -1;
  if (key === "ArrowUp") return chosen < 0 ? open.length - 1 : chosen - 1;
  return undefined;
}
