/** Safeguards outside `src` that a mutant takes away in the models; those inside it are edits of the source. */
export interface Removed {
  readonly insertIfAbsent: boolean;
  readonly sweep: boolean;
}

export const NOTHING_REMOVED: Removed = { insertIfAbsent: false, sweep: false };
