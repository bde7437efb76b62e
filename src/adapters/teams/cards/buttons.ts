import type { WireVerb } from "../wire-verb.ts";
import type { Element } from "./elements.ts";

interface Look {
  readonly title: string;
  readonly style: "default" | "positive" | "destructive";
}

const LOOKS: Readonly<Record<WireVerb, Look>> = {
  approve: { title: "Approve", style: "positive" },
  reject: { title: "Reject", style: "destructive" },
  revoke: { title: "Revoke", style: "destructive" },
  remove: { title: "Remove", style: "destructive" },
  keep: { title: "Keep", style: "positive" },
  hold: { title: "Ask the requester", style: "default" },
  "ask-again": { title: "Ask again", style: "default" },
  "confirm-reject": { title: "Yes, reject", style: "destructive" },
  "confirm-revoke": { title: "Yes, revoke", style: "destructive" },
  "confirm-remove": { title: "Yes, remove", style: "destructive" },
};

/** A card without buttons has no `actions` at all. */
export function buttons(verbs: readonly WireVerb[], requestId: string): Element {
  return verbs.length === 0 ? {} : { actions: verbs.map((verb) => button(verb, requestId)) };
}

/** The data is believed in nothing: it names a request and what the button says. */
function button(verb: WireVerb, ref: string): Element {
  const looks = LOOKS[verb];
  return {
    type: "Action.Execute",
    id: verb,
    verb,
    ...looks,
    data: { ref },
    fallback: { type: "Action.Submit", id: verb, ...looks, data: { verb, ref } },
  };
}
