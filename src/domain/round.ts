import type { ConnectionStatus } from "./connection.ts";
import type { OutcomeKind, Wish } from "./request.ts";
import type { RequestKind } from "./request-kind.ts";

/** The last request for a connection and endpoint, and what happened since: decides whether there may be another. */
export interface Round {
  readonly connection: string;
  readonly privateEndpoint: string;
  /** `none`: no request yet; the row holds what was seen. */
  readonly kind: RequestKind | "none";
  /** From 1; 0 while there was no request. */
  readonly round: number;
  readonly requestId: string;
  readonly outcome: OutcomeKind | "none" | undefined;
  readonly seenNotPending: boolean;
  /** Of the intent of that round: finds our change on another endpoint. */
  readonly mark: string | undefined;
  /** The state of the connection that is on record: another one is somebody else's change. */
  readonly onRecord: ConnectionStatus | "gone" | undefined;
  /** How many changes of others were counted since. */
  readonly changes: number;
  /** The last of them, until it is on record. */
  readonly telling: Sighting | undefined;
  /** Whether an uncertain outcome was settled since. */
  readonly settled: boolean;
  readonly disconnectedSince: string | undefined;
  /** The rule of our own that began it, and the mark of ours that it is about. */
  readonly rule: ServiceRule | undefined;
  readonly fromMark: string | undefined;
  /** Of the owner who wants it: kept here, so that a request that is cut off before it is written is written as it was meant. */
  readonly wish: Wish | undefined;
  /** Whether a dry run said that it would clean this up. */
  readonly cleanUpPlanned: boolean;
}

/** A change of somebody else's, the `number`th of a round. */
export interface Sighting {
  readonly number: number;
  readonly before: Round["onRecord"];
  readonly after: ConnectionStatus | "gone";
  readonly comment: string;
  readonly at: string;
}

/** What the service decides by itself, whatever the policy says. */
export type ServiceRule = "approval-of-another-endpoint" | "clean-up";

export type RoundNotes = Partial<
  Pick<
    Round,
    | "outcome"
    | "seenNotPending"
    | "mark"
    | "onRecord"
    | "changes"
    | "telling"
    | "settled"
    | "disconnectedSince"
    | "cleanUpPlanned"
  >
>;

export function newRound(
  begun: Pick<Round, "connection" | "privateEndpoint" | "kind" | "round" | "requestId" | "rule" | "fromMark" | "wish">,
): Round {
  return {
    ...begun,
    outcome: begun.kind === "none" ? "none" : undefined,
    seenNotPending: begun.kind !== "approve-or-reject",
    mark: undefined,
    onRecord: undefined,
    changes: 0,
    telling: undefined,
    settled: false,
    disconnectedSince: undefined,
    cleanUpPlanned: false,
  };
}

/**
 * Whether a Pending connection begins a new round. After expired, refused or failed none begins by itself, since a lock or a
 * policy would make rounds without end; unless Azure showed the connection in another state meanwhile.
 */
export function mayBeginRound(last: Round | undefined): boolean {
  if (!last) return true;
  switch (last.outcome) {
    case undefined:
      return false;
    case "refused":
    case "failed":
    case "expired":
      return last.seenNotPending;
    default:
      return true;
  }
}

/**
 * Whether a note still fits the row. A look counts a change on top of the count that it read before it read Azure: of two looks at
 * once, of which one sees what the other does not, one counts.
 */
export function mayNote(row: Round, seen: Round, { changes }: RoundNotes): boolean {
  return row.round === seen.round && (changes === undefined || row.changes === seen.changes);
}
