import type { OutcomeKind, RequestKind } from "./request.ts";

/** The last request for a connection and endpoint, and what happened since: decides whether there may be another. */
export interface Round {
  readonly connection: string;
  readonly privateEndpoint: string;
  readonly kind: RequestKind;
  readonly round: number;
  readonly requestId: string;
  readonly outcome: OutcomeKind | undefined;
  readonly seenNotPending: boolean;
  /** Of the intent of that round: finds our change on another endpoint. */
  readonly mark: string | undefined;
}

/**
 * Whether a Pending connection begins a new round. After expired, refused or failed none begins by itself, since a lock or a
 * policy would make rounds without end; unless Azure showed the connection in another state meanwhile.
 */
export function mayBeginRound(last: Round | undefined): boolean {
  if (!last) return true;
  if (last.outcome === undefined) return false;
  return (
    last.seenNotPending ||
    last.outcome === "applied" ||
    last.outcome === "indeterminate" ||
    last.outcome === "superseded"
  );
}
