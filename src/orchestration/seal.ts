import { type Batch, batchesOf, type SealedEntry } from "../domain/log/batches.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { Head, ReadHead } from "../log.ts";
import { completeBatch } from "./complete-batch.ts";
import { type SealWorld, Stop } from "./seal-world.ts";

export type Sealed =
  | { readonly kind: "sealed"; readonly entries: number }
  /** Somebody else seals at the same time. */
  | { readonly kind: "overtaken" }
  /** The log is not as it must be: nothing is signed until somebody has looked. */
  | { readonly kind: "stopped"; readonly why: string };

/** Table storage answers no more rows at once. */
const MOST_A_RUN = 1_000;

/**
 * Seals what waits and files it in the indexes, or only copies it there while the log is stopped: completes the batch that stands in the head, then makes the next ones. Only
 * whoever swaps the head makes a batch, and whoever finds one completes it the same, so that it may end anywhere.
 */
export async function seal(world: SealWorld): Promise<Sealed> {
  const { inbox, head } = world;
  const start = await head.read();
  const completed = await unlessStopped(world, start, () => completeBatch(world, start));
  // After the head and its batch: what is in the log by then waits no more.
  const waiting = await inbox.waiting(MOST_A_RUN);
  const mayGoOn = completed === "completed" && start.head.stopped === undefined;
  const sealed = mayGoOn ? await sealWaiting(world, start, waiting) : undefined;
  if (sealed && sealed.kind !== "stopped") return sealed;
  // What is sealed is filed with all its rows; what can't be sealed now is found at least.
  if (waiting.length > 0) await inbox.copy(waiting);
  if (sealed) return sealed;
  return completed === "completed" ? goOn(world, start) : completed;
}

async function sealWaiting(world: SealWorld, start: ReadHead, waiting: readonly Recorded[]): Promise<Sealed> {
  const { batches, tooLong } = batchesOf(waiting);
  if (tooLong.length > 0) await world.inbox.copy(tooLong);
  for (const { id } of tooLong) world.log.error("An entry is too long to be sealed", { entry: id });
  let [read, entries] = [start, 0];
  for (const batch of batches) {
    const next = await advanced(world, read, batch);
    if (!next) return { kind: "overtaken" };
    const completed = await unlessStopped(world, next, () => completeBatch(world, next, batch));
    if (completed !== "completed") return completed;
    read = next;
    entries += batch.length;
  }
  return { kind: "sealed", entries };
}

/** The head with this batch, if nobody else moved it meanwhile. */
async function advanced(world: SealWorld, from: ReadHead, batch: Batch): Promise<ReadHead | undefined> {
  const size = from.head.size + from.head.batch.length;
  const to: Head = { size, batch: batch.map(({ id }: SealedEntry) => id), stopped: undefined };
  if ((await world.head.advance(from, to)) === "overtaken") return undefined;
  const read = await world.head.read();
  return isSameHead(read.head, to) ? read : undefined;
}

function isSameHead(one: Head, other: Head): boolean {
  return one.size === other.size && one.batch.join("\n") === other.batch.join("\n");
}

/** What was wrong is cured: the next run seals. */
async function goOn({ head, log }: SealWorld, start: ReadHead): Promise<Sealed> {
  log.warn("The sealed log goes on", { stopped: start.head.stopped });
  const answer = await head.advance(start, { ...start.head, stopped: undefined });
  return answer === "overtaken" ? { kind: "overtaken" } : { kind: "sealed", entries: 0 };
}

/** A look at something that another sealer has changed meanwhile is no reason to stop. */
async function unlessStopped(
  { head, log }: SealWorld,
  from: ReadHead,
  attempt: () => Promise<void>,
): Promise<Exclude<Sealed, { kind: "sealed" }> | "completed"> {
  try {
    await attempt();
    return "completed";
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const why = error.message;
    const now = await head.read();
    if (now.etag !== from.etag) return { kind: "overtaken" };
    // Every run says so while it lasts: what an alert looks for.
    log.error("The sealed log is stopped", { why });
    if (from.head.stopped !== why) await head.advance(now, { ...now.head, stopped: why });
    return { kind: "stopped", why };
  }
}
