import type { Card } from "../../../domain/card.ts";
import { askingBody, questionOf, waitingFor } from "./asking.ts";
import { buttons } from "./buttons.ts";
import type { Element } from "./elements.ts";
import { endedBody } from "./ended.ts";
import { endingOf } from "./endings.ts";
import { frame } from "./frame.ts";

/** Draws a card as it is now: for its first post and for each edit. */
export function drawCard(card: Card): Element {
  const actions = buttons(card.verbs, card.requestId);
  if (card.state === "asking" || card.state === "held") {
    return frame(`${questionOf(card)}. ${waitingFor(card)}.`, askingBody(card), actions);
  }
  const ending = endingOf(card, card.state);
  return frame(`${ending.label}: ${ending.heading}.`, endedBody(card, ending), actions);
}

/** Our own words for the notification, which shows no card. */
export function summaryOf(card: Card): string {
  return card.state === "asking" || card.state === "held" ? questionOf(card) : endingOf(card, card.state).heading;
}
