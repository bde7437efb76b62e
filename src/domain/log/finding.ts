/** Something that is not as it must be, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** A file of the log, or a row by its id. */
  readonly place: string;
  /** Of the entry, from 0, where one is meant. */
  readonly index?: number;
  readonly says: string;
}

export type FindingKind =
  /** Not signed by a known key of this log, or no checkpoint at all. */
  | "checkpoint-refused"
  | "checkpoint-missing"
  /** The log is shorter than it once was. */
  | "rollback"
  /** Two different trees are signed, or the tree is not the signed one. */
  | "fork"
  | "file-missing"
  | "file-edited"
  /** No checkpoint vouches for it. */
  | "file-unsigned"
  | "file-unknown"
  /** The log holds the same entry at two places, or something that is no entry. */
  | "entry-wrong"
  | "row-missing"
  | "row-edited"
  | "row-twice"
  | "row-not-sealed";

export type Report = (finding: Finding) => void;
