import { checkRows, type Row, type RowsChecked } from "./check-rows.ts";
import { checkAllKept, checkHeads, checkTree } from "./check-tree.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Finding, Report } from "./finding.ts";
import type { LogCrypto, VerifierKey } from "./note.ts";
import { type SealedTree, sealedTree } from "./sealed-tree.ts";
import { SAVED, type SignedHead, signedHeads } from "./signed-heads.ts";
import type { ReadFile } from "./tiles.ts";

export interface LogToVerify {
  readonly crypto: LogCrypto;
  /** Of the log, those of today and those of before. */
  readonly keys: readonly VerifierKey[];
  readonly read: ReadFile;
  /** Every path under `tile/` and `checkpoints/`; left out where that is not known, and less can be found then. */
  readonly paths?: readonly string[];
  /** A checkpoint that was put by earlier, elsewhere. */
  readonly saved?: string | undefined;
  /** Those on record. Left out, only the log itself is looked at. */
  readonly rows?: AsyncIterable<Row> | Iterable<Row> | undefined;
  /** The rows by which entries are found by time; each must say what its entry does. */
  readonly copies?: AsyncIterable<Row> | Iterable<Row> | undefined;
  /** Rows that are younger may still wait to be sealed; ISO. */
  readonly sealedBefore: string;
  readonly now: string;
}

export interface Verified {
  /** None: all of it is as it was sealed. */
  readonly findings: readonly Finding[];
  /** The newest that counts. */
  readonly checkpoint: Checkpoint | undefined;
  /** When the last sealed entry was recorded. */
  readonly lastAt: string | undefined;
  readonly checkpoints: number;
  readonly rows: RowsChecked | undefined;
}

/** Walks the whole log: bundles, tiles, root, signatures, every checkpoint, and the rows on record. */
export async function verifyLog(log: LogToVerify): Promise<Verified> {
  const findings: Finding[] = [];
  const report: Report = (finding) => void findings.push(finding);
  const { paths = [] } = log;
  const heads = await signedHeads({ ...log, paths: log.paths, saved: log.saved, report });
  const newest = heads.findLast(({ place }) => place !== SAVED);
  if (!newest) return { findings, checkpoint: undefined, lastAt: undefined, checkpoints: 0, rows: undefined };
  const parts = { sha256: log.crypto.sha256, read: log.read, report };
  const tree = await sealedTree(parts, newest.checkpoint);
  reportRollback(heads, newest.checkpoint, report);
  checkAllKept(paths, heads, report);
  checkHeads(parts, tree, heads);
  await checkTree(parts, tree, paths);
  reportWrongEntries(tree, report);
  const rows = log.rows && (await checkRows({ ...log, sha256: log.crypto.sha256, report }, tree, log.rows));
  if (log.copies) await checkRows({ ...log, sha256: log.crypto.sha256, report: ofCopies(report) }, tree, log.copies);
  return { findings, checkpoint: newest.checkpoint, lastAt: tree.lastAt, checkpoints: heads.length, rows };
}

function ofCopies(report: Report): Report {
  return ({ place, says, ...finding }) =>
    report({ ...finding, place: `${place} in the index`, says: `${says}; a repair makes it anew` });
}

function reportRollback(heads: readonly SignedHead[], { size }: Checkpoint, report: Report): void {
  for (const { place, checkpoint } of heads) {
    if (checkpoint.size <= size) continue;
    const says = `the log ended at ${checkpoint.size} entries then, and now at ${size}`;
    report({ kind: "rollback", place, index: size, says });
  }
}

function reportWrongEntries({ ids, fromBundles }: SealedTree, report: Report): void {
  const first = new Map<string, number>();
  ids.forEach((id, index) => {
    const earlier = id === undefined ? undefined : first.get(id);
    if (earlier !== undefined)
      report({ kind: "entry-wrong", place: String(id), index, says: `it is sealed already, as entry ${earlier}` });
    else if (id !== undefined) first.set(id, index);
    else if (fromBundles[index])
      report({ kind: "entry-wrong", place: `entry ${index}`, index, says: "what is sealed is no entry" });
  });
}
