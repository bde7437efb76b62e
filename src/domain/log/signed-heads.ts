import { textFrom, utf8 } from "./bytes.ts";
import { CHECKPOINTS, type Checkpoint, checkpointPath, NEWEST, openCheckpoint, sizeInPath } from "./checkpoint.ts";
import type { Report } from "./finding.ts";
import type { LogCrypto, VerifierKey } from "./note.ts";
import type { ReadFile } from "./tiles.ts";

/** A checkpoint that a known key signed, and where it stands. */
export interface SignedHead {
  readonly place: string;
  readonly checkpoint: Checkpoint;
}

export interface HeadsParts {
  readonly crypto: LogCrypto;
  readonly keys: readonly VerifierKey[];
  readonly read: ReadFile;
  /** Every path of the log, where that is known. */
  readonly paths: readonly string[] | undefined;
  /** A checkpoint that was put by earlier. */
  readonly saved: string | undefined;
  readonly report: Report;
}

export const SAVED = "the saved checkpoint";

/** All checkpoints that count, by size; what does not count is reported, and what should be there and is not. */
export async function signedHeads(parts: HeadsParts): Promise<readonly SignedHead[]> {
  const { read, paths, saved, report } = parts;
  const kept = (paths ?? []).filter((path) => path.startsWith(CHECKPOINTS));
  const heads: SignedHead[] = [];
  for (const path of [NEWEST, ...kept]) heads.push(...headIn(parts, path, await read(path)));
  if (paths) reportLag(heads, report);
  if (saved !== undefined) heads.push(...headIn(parts, SAVED, utf8(saved)));
  return heads.sort((one, other) => one.checkpoint.size - other.checkpoint.size);
}

/** One, or none that counts. */
function headIn(parts: HeadsParts, place: string, bytes: Uint8Array | undefined): readonly SignedHead[] {
  const refuse = (kind: "checkpoint-missing" | "checkpoint-refused", says: string) => {
    parts.report({ kind, place, says });
    return [];
  };
  if (!bytes) return refuse("checkpoint-missing", "there is no such checkpoint");
  const opened = openCheckpoint(parts.crypto, parts.keys, textFrom(bytes) ?? "");
  if (opened.kind === "refused") return refuse("checkpoint-refused", opened.why);
  const { checkpoint } = opened;
  const isElsewhere = place.startsWith(CHECKPOINTS) && sizeInPath(place) !== checkpoint.size;
  if (isElsewhere) return refuse("checkpoint-refused", `it is that of size ${checkpoint.size}`);
  return [{ place, checkpoint }];
}

/** The pointer must be the newest of those that are kept for ever. */
function reportLag(heads: readonly SignedHead[], report: Report): void {
  const pointer = heads.find(({ place }) => place === NEWEST)?.checkpoint.size;
  const newest = Math.max(0, ...heads.filter(({ place }) => place !== NEWEST).map(({ checkpoint }) => checkpoint.size));
  if (pointer === undefined || pointer === newest) return;
  if (pointer < newest) {
    const says = `it is of size ${pointer}, and there is one of size ${newest}`;
    report({ kind: "rollback", place: NEWEST, says });
  } else {
    const says = "the newest checkpoint is of this size, and it is not among those that are kept";
    report({ kind: "checkpoint-missing", place: checkpointPath(pointer), says });
  }
}
