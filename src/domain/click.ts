import type { Card, Verb } from "./card.ts";
import type { CardSpot } from "./copies.ts";
import type { Person } from "./person.ts";

/** An owner's click on a card, after the activity's token was verified: who it was is believed, what it says is not. */
export interface Click {
  readonly requestId: string;
  readonly verb: Verb;
  /** What Azure lets nobody undo is done only when it was said twice. */
  readonly confirmed: boolean;
  readonly comment: string;
  readonly person: Person;
  /** Where the card stands that was clicked on; `undefined` when that was not told. */
  readonly spot?: CardSpot | undefined;
}

/** Somebody wants to see the next request of a channel's line. */
export type NextClick = Pick<Click, "person"> & { readonly spot: CardSpot };

/** Answered at once. `reason` is for the person who clicked; with a `card`, what became of the request stands below it. */
export type ClickAnswer =
  | { readonly kind: "accepted"; readonly card: Card }
  /** Nothing is done yet: whoever clicked is shown what it means, and asked once more. */
  | { readonly kind: "confirm"; readonly verb: Verb; readonly comment: string; readonly card: Card }
  /** Something was begun that has a card of its own. */
  | { readonly kind: "begun"; readonly message: string }
  | { readonly kind: "refused"; readonly reason: string; readonly card: Card | undefined };

export type NextAnswer = Extract<ClickAnswer, { kind: "begun" | "refused" }>;

/** Somebody who asks in words, after the activity's token was verified. */
export interface Asker {
  readonly person: Person;
  /** The channel in which everybody reads the answer; `undefined` where only the person does. */
  readonly channel: string | undefined;
}
