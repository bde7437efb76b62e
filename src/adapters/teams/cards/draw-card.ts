import type { Card } from "../../../domain/card.ts";
import { askingBody, questionOf, waitingFor } from "./asking.ts";
import { buttons } from "./buttons.ts";
import { box, type Element, label, line, outside, QUIET, words } from "./elements.ts";
import { endedBody } from "./ended.ts";
import { endingOf } from "./endings.ts";
import { moment } from "./facts.ts";
import { frame } from "./frame.ts";

interface Drawn {
  readonly speak: string;
  readonly body: readonly Element[];
}

/** Draws a card as it is now: for its first post and for each edit. */
export function drawCard(card: Card): Element {
  const { speak, body } = partsOf(card);
  return frame(speak, body, buttons(card.verbs, card.requestId));
}

const NO_COUNT = "Your click does not count";
const LONGEST_REASON = 500;

/** The card as it is now, for the one whose click does not count and for nobody else: above all it says why not. */
/** `said`: in our own words, what came to nothing. */
export function drawRefusal(card: Card, reason: string, said = NO_COUNT): Element {
  const { speak, body } = partsOf(card);
  const why = box("warning", [label(`⚠ ${said}`), line([outside(reason, LONGEST_REASON)], { spacing: "none" })], {
    bleed: true,
  });
  return frame(`${said}. ${speak}`, [why, ...body], buttons(card.verbs, card.requestId));
}

/** The card as it is at a moment, for whoever asks to see it. Nobody edits it, so it offers no buttons: those are on the request's own card. */
export function drawAsOf(card: Card, at: string): Element {
  const { speak, body } = partsOf({ ...card, verbs: [] });
  const when = line([words("As of ", QUIET), outside(moment(at), LONGEST_MOMENT, QUIET), words(OWN_CARD, QUIET)]);
  return frame(speak, [when, ...body]);
}

const OWN_CARD = ". It does not change any more: decide on the request's own card.";
const LONGEST_MOMENT = 40;

/** Our own words for the notification, which shows no card. */
export function summaryOf(card: Card): string {
  return card.state === "asking" || card.state === "held" ? questionOf(card) : endingOf(card, card.state).heading;
}

function partsOf(card: Card): Drawn {
  if (card.state === "asking" || card.state === "held") {
    return { speak: `${questionOf(card)}. ${waitingFor(card)}.`, body: askingBody(card) };
  }
  const ending = endingOf(card, card.state);
  return { speak: `${ending.label}: ${ending.heading}.`, body: endedBody(card, ending) };
}
