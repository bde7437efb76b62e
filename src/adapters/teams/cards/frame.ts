import type { Element } from "./elements.ts";
import { fitted } from "./fitted.ts";

/** `speak` and what `more` brings are our own words and buttons. Schema 1.5 is the newest that Teams has in all clients. */
export function frame(speak: string, body: readonly Element[], more: Element = {}): Element {
  return fitted({
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    speak,
    fallbackText: `${speak} This client is too old to show the card.`,
    body,
    ...more,
    msteams: { width: "Full" },
  });
}
