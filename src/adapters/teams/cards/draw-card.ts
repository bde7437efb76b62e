import type { Card } from "../../../domain/card.ts";
import { askingActions, askingBody } from "./asking.ts";
import type { Element } from "./elements.ts";
import { type Ending, endedBody, verdictWord } from "./ended.ts";

/** Draws a card as it is now: for its first post and for each edit. Schema 1.5, the newest that Teams has in all clients. */
export function drawCard(card: Card): Element {
  return card.state === "asking" ? asking(card) : ended(card, endingOf(card, card.state));
}

/** Our own words for the notification, which shows no card. */
export function summaryOf(card: Card): string {
  return card.state === "asking"
    ? "A private endpoint asks to join a Relay namespace"
    : endingOf(card, card.state).heading;
}

function asking(card: Card): Element {
  const speak = "A private endpoint asks to join a Relay namespace and waits for an owner to approve or reject it.";
  return { ...frame(speak, askingBody(card)), actions: askingActions(card.requestId) };
}

function ended(card: Card, ending: Ending): Element {
  return frame(`${ending.label}: ${ending.heading}.`, endedBody(card, ending));
}

function frame(speak: string, body: readonly Element[]): Element {
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    speak,
    fallbackText: `${speak} This client is too old to show the card.`,
    body,
    msteams: { width: "Full" },
  };
}

function endingOf(card: Card, state: Exclude<Card["state"], "asking">): Ending {
  const verdict = verdictWord(card);
  switch (state) {
    case "applying":
      return {
        tone: "accent",
        label: "Decided, not yet done",
        heading: `${verdict} — Azure is working on it`,
        meaning: "This card changes when Azure shows the connection so.",
      };
    case "applied":
      return appliedEnding(verdict);
    case "refused":
      return {
        tone: "warning",
        label: "Not done",
        heading: "Azure refused the change",
        meaning: "Once its cause (a lock, a policy) is removed, the connection can be decided in the Azure portal.",
      };
    case "failed":
      return {
        tone: "warning",
        label: "Not done",
        heading: "The decision could not be carried out",
        meaning: "It was tried for a day. Look at the connection in the Azure portal.",
      };
    case "indeterminate":
      return {
        tone: "warning",
        label: "Not certain",
        heading: "Somebody else changed the connection meanwhile",
        meaning: "Whether our change came first can't be told. Look at the connection in the Azure portal.",
      };
    case "superseded":
      return {
        tone: "emphasis",
        label: "Over",
        heading: "This request no longer stands",
        meaning: "This service changed nothing in Azure.",
      };
    case "expired":
      return {
        tone: "emphasis",
        label: "Over",
        heading: "Nobody decided in time",
        meaning: "This service changed nothing in Azure. An owner can still decide in the Azure portal.",
      };
  }
}

function appliedEnding(verdict: ReturnType<typeof verdictWord>): Ending {
  const done = { label: "Done", heading: verdict };
  switch (verdict) {
    case "Approved":
      return { ...done, tone: "good", heading: "✓ Approved", meaning: undefined };
    case "Rejected":
      return { ...done, tone: "attention", heading: "✕ Rejected", meaning: "Only the requester can ask again." };
    case "Revoked":
      return { ...done, tone: "attention", heading: "✕ Revoked", meaning: "Only the requester can ask again." };
  }
}
