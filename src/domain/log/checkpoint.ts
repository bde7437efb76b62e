import { base64, fromBase64, HASH_BYTES } from "./bytes.ts";
import { type LogCrypto, type Opened, openNote, type VerifierKey } from "./note.ts";
import type { TreeHead } from "./proofs.ts";

/** The head of the log at a size, as c2sp.org/tlog-checkpoint describes it. */
export interface Checkpoint extends TreeHead {
  /** The name of the log. */
  readonly origin: string;
}

/** What the newest checkpoint is asked for by, and kept under in an export: no file of the log itself. */
export const NEWEST = "checkpoint";
export const CHECKPOINTS = "checkpoints/";

/** The text that is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64(root)}\n`;
}

/** `undefined` when the text is no checkpoint's. Lines after the third are left unread. */
export function checkpointFrom(text: string): Checkpoint | undefined {
  const [origin, count = "", hash = "", ...more] = text.split("\n");
  const [root, size] = [fromBase64(hash), Number(count)];
  const isWhole = more.pop() === "" && more.every((line) => line !== "");
  if (!isWhole || !origin || !/^(0|[1-9]\d*)$/.test(count) || size > MOST_ENTRIES) return undefined;
  return root?.length === HASH_BYTES ? { origin, size, root } : undefined;
}

/** A checkpoint, when a known key of that very log has signed it. */
export function openCheckpoint(
  crypto: LogCrypto,
  keys: readonly VerifierKey[],
  note: string,
): Opened<{ readonly checkpoint: Checkpoint }> {
  const opened = openNote(crypto, keys, note);
  if (opened.kind === "refused") return opened;
  const checkpoint = checkpointFrom(opened.text);
  if (!checkpoint) return { kind: "refused", why: "what is signed is no checkpoint" };
  if (!opened.by.some(({ name }) => name === checkpoint.origin))
    return { kind: "refused", why: "it is signed for another log" };
  return { kind: "opened", checkpoint, by: opened.by };
}

const MOST_ENTRIES = 10 ** 12 - 1;
const DIGITS = 12;

/** Where the checkpoint of a size stands for ever. The greatest size comes first in a listing by name. */
export function checkpointPath(size: number): string {
  return `${CHECKPOINTS}${String(MOST_ENTRIES - size).padStart(DIGITS, "0")}-${size}`;
}

/** `undefined` for any path that `checkpointPath` does not make. */
export function sizeInPath(path: string): number | undefined {
  const size = Number(/-(\d{1,12})$/.exec(path)?.[1]);
  return checkpointPath(size) === path ? size : undefined;
}
