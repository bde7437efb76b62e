import type { ConnectionId } from "./azure-id.ts";
import type { Card } from "./card.ts";

/** What somebody asks the bot in words. `from`: how many rows of the answer were shown already. */
export type Command =
  | { readonly kind: "pending"; readonly namespace: string | undefined; readonly from: number }
  | { readonly kind: "connections"; readonly namespace: string; readonly from: number }
  | { readonly kind: "audit"; readonly about: string; readonly sinceHours: number; readonly from: number }
  | { readonly kind: "show" | "why"; readonly request: string }
  | { readonly kind: "policy" }
  | { readonly kind: "ask-again"; readonly request: string; readonly comment: string }
  | ChangeCommand;

/** About any connection of a watched namespace. Azure lets nobody undo either, so it is done when it was said twice. */
export interface ChangeCommand {
  readonly kind: "revoke" | "remove";
  readonly connection: string;
  readonly comment: string;
  /** The id of the request whose card asked to confirm it: of this connection, this endpoint and this round, and of no other. */
  readonly confirmedFor: string | undefined;
}

/** The answer. What came from outside stands in cells and facts, to be shown as text only. */
export type CommandAnswer =
  /** `begun`: something was begun by it. */
  | { readonly kind: "words"; readonly text: string; readonly begun?: true }
  | { readonly kind: "card"; readonly card: Card }
  /** A card that nobody edits: it says of when it is, and offers nothing. */
  | { readonly kind: "copy"; readonly card: Card; readonly at: string }
  /** Why nothing is done, and what became of the request meanwhile. */
  | { readonly kind: "refused"; readonly reason: string; readonly card: Card }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "facts"; readonly title: string; readonly facts: readonly Fact[] }
  /** Nothing is done yet. */
  | {
      readonly kind: "confirm";
      readonly change: ChangeCommand;
      readonly connection: ConnectionId;
      readonly card: Card;
      /** Whether the card is of a request that there was. */
      readonly isOnRecord: boolean;
    };

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Ten rows at most, of `total`. */
export interface Table {
  /** Our own words. */
  readonly title: string;
  /** What it is about, from outside. */
  readonly about: string | undefined;
  /** What was asked, with the ids that were found: what further rows are asked with. */
  readonly asked: Extract<Command, { readonly from: number }> | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly from: number;
  readonly total: number;
  /** What the answer leaves out, or how far it looked. */
  readonly note: string | undefined;
}

const ROWS_A_CARD = 10;

/** Cuts the rows that are shown out of all that there are. */
export function tableOf(all: Omit<Table, "total">): Table {
  const from = all.from < all.rows.length ? all.from : 0;
  return { ...all, from, rows: all.rows.slice(from, from + ROWS_A_CARD), total: all.rows.length };
}

/** `2 d 3 h`, `5 min`: how long ago something was, or how long it takes yet. */
export function spanOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
