import type { Verb } from "../../domain/card.ts";

/** What is asked once more before it is done. */
export type FinalVerb = "reject" | "revoke" | "remove";

/** What a button sends. One that begins with `confirm-` says for the second time what Azure lets nobody undo. */
export type WireVerb = Verb | `confirm-${FinalVerb}`;

const MEANINGS: Readonly<Record<WireVerb, { readonly verb: Verb; readonly confirmed: boolean }>> = {
  approve: { verb: "approve", confirmed: false },
  reject: { verb: "reject", confirmed: false },
  revoke: { verb: "revoke", confirmed: false },
  remove: { verb: "remove", confirmed: false },
  keep: { verb: "keep", confirmed: false },
  hold: { verb: "hold", confirmed: false },
  "ask-again": { verb: "ask-again", confirmed: false },
  "confirm-reject": { verb: "reject", confirmed: true },
  "confirm-revoke": { verb: "revoke", confirmed: true },
  "confirm-remove": { verb: "remove", confirmed: true },
};

export const WIRE_VERBS = Object.keys(MEANINGS) as readonly WireVerb[];

export function meaningOf(verb: WireVerb): { readonly verb: Verb; readonly confirmed: boolean } {
  return MEANINGS[verb];
}

export function isFinalVerb(verb: Verb): verb is FinalVerb {
  return verb === "reject" || verb === "revoke" || verb === "remove";
}
