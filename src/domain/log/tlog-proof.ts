import { base64, fromBase64, HASH_BYTES, isSame } from "./bytes.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import type { LogCrypto, VerifierKey } from "./note.ts";
import { rootByInclusion } from "./proofs.ts";
import { leafHash } from "./tree.ts";

/** The proof of one entry, as c2sp.org/tlog-proof describes it: with the checkpoint, and checked without the log. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's neighbour up. */
  readonly path: readonly Uint8Array[];
  /** The signed note, as it is. */
  readonly checkpoint: string;
}

const FIRST_LINE = "c2sp.org/tlog-proof@v1";

export function proofText({ index, path, checkpoint }: TlogProof): string {
  return [FIRST_LINE, `index ${index}`, ...path.map(base64), "", checkpoint].join("\n");
}

/** `undefined` when it is no such proof. Extra lines, which nothing vouches for, are left out. */
export function proofFrom(text: string): TlogProof | undefined {
  const split = text.indexOf("\n\n");
  const [first, ...lines] = text.slice(0, Math.max(0, split)).split("\n");
  if (first !== FIRST_LINE) return undefined;
  const [place = "", ...hashes] = lines[0]?.startsWith("extra ") ? lines.slice(1) : lines;
  const path = hashes.map(fromBase64).filter((hash) => hash?.length === HASH_BYTES);
  const [, index] = /^index (0|[1-9]\d{0,14})$/.exec(place) ?? [];
  if (index === undefined || path.length !== hashes.length) return undefined;
  return { index: Number(index), path: path.filter((hash) => hash !== undefined), checkpoint: text.slice(split + 2) };
}

export type Proved =
  | { readonly kind: "proved"; readonly index: number; readonly checkpoint: Checkpoint }
  | { readonly kind: "refused"; readonly why: string };

/** Whether these very bytes stand in the log that the keys are of. */
export function checkProof(crypto: LogCrypto, keys: readonly VerifierKey[], text: string, entry: Uint8Array): Proved {
  const proof = proofFrom(text);
  if (!proof) return { kind: "refused", why: "this is no proof" };
  const opened = openCheckpoint(crypto, keys, proof.checkpoint);
  if (opened.kind === "refused") return { kind: "refused", why: `the checkpoint does not count: ${opened.why}` };
  const { checkpoint } = opened;
  const place = { index: proof.index, size: checkpoint.size, leaf: leafHash(crypto.sha256, entry) };
  const root = rootByInclusion(crypto.sha256, place, proof.path);
  if (!root || !isSame(root, checkpoint.root))
    return { kind: "refused", why: "the entry is not what stands at this place of the log" };
  return { kind: "proved", index: proof.index, checkpoint };
}
