import { wordsOn } from "../teams/record.ts";
import type { ControlledSandbox } from "./controlled-sandbox.ts";

export interface OpenCard {
  readonly requestId: string;
  readonly postedAt: string;
  /** The lines that somebody reads on it; the private endpoint's whole id is on several, one after the other. */
  readonly lines: readonly string[];
}

export interface OpenCards {
  /** The newest card with buttons that shows this namespace and this private endpoint. */
  find(connection: { readonly namespace: string; readonly privateEndpoint: string }): OpenCard | undefined;
}

/** The relay's record holds cards, each with its request's id. They are read again only when there is more in the record. */
export function openCardsIn(relay: ControlledSandbox["relay"]): OpenCards {
  let newest: unknown = {};
  let cards: readonly OpenCard[] = [];
  const read = () => {
    if (newest === relay.record.at(-1)) return cards;
    newest = relay.record.at(-1);
    cards = relay.openRequests().flatMap((requestId) => {
      const card = relay.cardsFor(requestId).at(-1);
      return card ? [{ requestId, postedAt: card.at, lines: wordsOn(card.card).split("\n") }] : [];
    });
    return cards;
  };
  return {
    find: ({ namespace, privateEndpoint }) =>
      read().findLast(({ lines }) => lines.includes(namespace) && hasOnLines(lines, privateEndpoint)),
  };
}

function hasOnLines(lines: readonly string[], whole: string): boolean {
  return lines.some((_, index) => {
    let rest = whole;
    for (const line of lines.slice(index)) {
      if (!rest.startsWith(line)) return false;
      rest = rest.slice(line.length);
      if (rest === "") return true;
    }
    return false;
  });
}
