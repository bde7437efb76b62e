import { type Batch, encoded, type SealedEntry } from "../domain/log/batches.ts";
import { isSame, textFrom, utf8 } from "../domain/log/bytes.ts";
import { CHECKPOINTS, checkpointPath, checkpointText, openCheckpoint, sizeInPath } from "../domain/log/checkpoint.ts";
import { type Edge, edgeFrom, edgePaths, edgeRoot, grown, type LogFile, NO_ENTRIES } from "../domain/log/edge.ts";
import { noteText, type VerifierKey } from "../domain/log/note.ts";
import type { TreeHead } from "../domain/log/proofs.ts";
import { entryIn } from "../domain/recorded.ts";
import type { LogFiles, ReadHead } from "../log.ts";
import { type SealWorld, Stop } from "./seal-world.ts";

/**
 * Writes what a batch makes: its files, its rows by time, and the checkpoint, which comes last and says that all of it is done.
 * Nothing is signed but what continues the newest checkpoint. Throws a `Stop` when the log is not as it must be.
 */
export async function completeBatch(world: SealWorld, { head }: ReadHead, batch?: Batch): Promise<void> {
  const keys = [await world.signer.verifierKey(), ...world.earlierKeys];
  const newest = await newestCheckpoint(world, keys);
  const end = head.size + head.batch.length;
  if (newest.size === end) return;
  if (newest.size !== head.size)
    throw new Stop(`The newest checkpoint is of size ${newest.size}, and the head of size ${head.size} to ${end}`);
  const edge = await edgeAt(world, newest);
  const entries = batch ?? (await entriesOf(world, head.batch));
  const next = grown(
    world.crypto.sha256,
    edge,
    entries.map((entry) => entry.encoded),
  );
  for (const file of next.files) await write(world, file);
  await world.inbox.file(entries.map(({ id, at, bytes }, place) => ({ id, at, bytes, index: head.size + place })));
  await publish(world, keys, { size: end, root: edgeRoot(world.crypto.sha256, next.edge) });
}

/** Of an empty log: size 0. */
async function newestCheckpoint({ files, crypto }: SealWorld, keys: readonly VerifierKey[]): Promise<TreeHead> {
  const path = await files.first(CHECKPOINTS);
  if (path === undefined) return { size: 0, root: edgeRoot(crypto.sha256, NO_ENTRIES) };
  const opened = openCheckpoint(crypto, keys, await noteAt(files, path));
  if (opened.kind === "refused") throw new Stop(`${path} does not count: ${opened.why}`);
  if (sizeInPath(path) !== opened.checkpoint.size) throw new Stop(`${path} is of size ${opened.checkpoint.size}`);
  return opened.checkpoint;
}

/** Empty, and so no note, when it is gone or no text. */
async function noteAt(files: LogFiles, path: string): Promise<string> {
  const bytes = await files.read(path);
  return (bytes && textFrom(bytes)) ?? "";
}

/** The edge of the tree that is signed, read from its files. */
async function edgeAt({ files, crypto }: SealWorld, { size, root }: TreeHead): Promise<Edge> {
  const kept = new Map<string, Uint8Array>();
  for (const path of edgePaths(size)) {
    const bytes = await files.read(path);
    if (bytes) kept.set(path, bytes);
  }
  const edge = edgeFrom(crypto.sha256, size, kept);
  if ("unreadable" in edge) throw new Stop(`${edge.unreadable} is missing or damaged`);
  if (!isSame(edgeRoot(crypto.sha256, edge), root))
    throw new Stop(`The tiles do not make the tree of ${size} entries that is signed`);
  return edge;
}

/** A batch that was cut off, from the record. */
async function entriesOf({ inbox }: SealWorld, ids: readonly string[]): Promise<readonly SealedEntry[]> {
  const entries: SealedEntry[] = [];
  for (const id of ids) {
    const entry = await inbox.find(id);
    if (!entry || !entryIn(entry)) throw new Stop(`Entry ${id} is about to be sealed, and not on record any more`);
    entries.push(encoded(entry));
  }
  return entries;
}

async function write({ files }: SealWorld, { path, bytes }: LogFile): Promise<void> {
  if ((await files.create(path, bytes)) === "created") return;
  if (!isSame(bytes, await files.read(path))) throw new Stop(`${path} is there already and says something else`);
}

async function publish(world: SealWorld, keys: readonly VerifierKey[], { size, root }: TreeHead): Promise<void> {
  const { signer, files, crypto } = world;
  const { name, id: keyId } = await signer.verifierKey();
  const text = checkpointText({ origin: name, size, root });
  const note = noteText({ text, signatures: [{ name, keyId, signature: await signer.sign(utf8(text)) }] });
  const opened = openCheckpoint(crypto, keys, note);
  if (opened.kind === "refused") throw new Error(`What the key signed does not count: ${opened.why}`);
  const path = checkpointPath(size);
  if ((await files.create(path, utf8(note))) === "created") return;
  const there = openCheckpoint(crypto, keys, await noteAt(files, path));
  const isOurs = there.kind === "opened" && there.checkpoint.size === size && isSame(there.checkpoint.root, root);
  if (!isOurs) throw new Stop(`${path} is there already and signs something else`);
}
