import type { Element } from "./elements.ts";

/** What a button of a command's answer sends. */
export const COMMAND = "command";

/** Ids that were found, never words that somebody wrote. */
export interface Wanted {
  readonly kind: "pending" | "connections" | "audit" | "revoke" | "remove";
  readonly of: string | undefined;
  readonly hours: number | undefined;
  readonly from: number;
  /** The request of the card that asks to confirm. */
  readonly seen?: string | undefined;
}

export function askButton(title: string, ask: Wanted, looks: Element = {}): Element {
  const shown = { id: COMMAND, title, ...looks };
  return {
    type: "Action.Execute",
    verb: COMMAND,
    ...shown,
    data: { ask },
    fallback: { type: "Action.Submit", ...shown, data: { verb: COMMAND, ask } },
  };
}
