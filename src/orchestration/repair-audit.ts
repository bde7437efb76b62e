import { type AnyEntry, entryIn, type Recorded } from "../domain/recorded.ts";
import { inParallel } from "../in-parallel.ts";
import type { SealedLog } from "../store.ts";
import type { World } from "./world.ts";

/** Where a repair goes on: first through the sealed log, bundle by bundle, then through the record. */
export type RepairFrom = { readonly bundle: number } | { readonly after: string };

export interface Repaired {
  /** Entries that were looked at. */
  readonly looked: number;
  /** Entries of which the record had lost its row; the log had them. */
  readonly restored: number;
  /** Entries on record that were neither sealed nor waiting: they wait now. */
  readonly enqueued: number;
  /** Ids of entries of which the record says something else than the log. Nothing is written for these: somebody must look. */
  readonly differing: readonly string[];
  /** `undefined`: all is done. */
  readonly next: RepairFrom | undefined;
}

const AT_ONCE = 16;

/** Makes the rows by which entries are found anew, a batch a call. Repeatable, beside the running service. */
export async function repairAudit(world: World, log: SealedLog, from: RepairFrom): Promise<Repaired> {
  return "bundle" in from ? repairBundle(world, log, from.bundle) : repairRecord(world, log, from.after);
}

async function repairBundle(world: World, log: SealedLog, bundle: number): Promise<Repaired> {
  const found = await log.bundle(bundle);
  if (!found) return { looked: 0, restored: 0, enqueued: 0, differing: [], next: { after: "" } };
  const { inbox } = world.store;
  const sealed = found.entries.map((bytes, place) => ({ bytes, index: found.from + place, entry: entryIn({ bytes }) }));
  const readable = sealed.filter((one): one is typeof one & { readonly entry: AnyEntry } => one.entry !== undefined);
  const checked = await inParallel(readable, AT_ONCE, async ({ bytes, index, entry: { id, at } }) => {
    const onRecord = await inbox.find(id);
    return { filed: { id, at, bytes, index }, isRestored: !onRecord, isSame: !onRecord || onRecord.bytes === bytes };
  });
  const same = checked.filter(({ isSame }) => isSame);
  await inbox.rewrite(same.map(({ filed }) => filed));
  const differing = checked.filter(({ isSame }) => !isSame).map(({ filed }) => filed.id);
  for (const entry of differing) world.log.error("The record says something else than the sealed log", { entry });
  return {
    looked: sealed.length,
    restored: same.filter(({ isRestored }) => isRestored).length,
    enqueued: 0,
    differing,
    next: { bundle: bundle + 1 },
  };
}

async function repairRecord({ store }: World, log: SealedLog, after: string): Promise<Repaired> {
  const page = await store.index.pageAfter(after);
  // One that can't be read may be sealed as it was once: it is never sealed as it is now.
  const isLost = async (entry: Recorded) =>
    entryIn(entry) && (await store.inbox.indexOf(entry)) === undefined ? [entry] : [];
  const unplaced = (await inParallel(page, AT_ONCE, isLost)).flat();
  const sealed = unplaced.length > 0 ? await idsIn(log) : new Set();
  const lost = unplaced.filter(({ id }) => !sealed.has(id));
  const enqueued = await inParallel(lost, AT_ONCE, (entry) => store.inbox.enqueue(entry));
  const last = page.at(-1);
  return {
    looked: page.length,
    restored: 0,
    enqueued: enqueued.filter((answer) => answer === "inserted").length,
    differing: [],
    next: last && { after: last.id },
  };
}

/**
 * Whatever the log has, under any time: the row by time of an entry is not found when the record's time was edited, and what is
 * sealed once must not be sealed again as somebody would have it.
 */
async function idsIn(log: SealedLog): Promise<ReadonlySet<unknown>> {
  const ids = new Set<unknown>();
  for (let first = 0; ; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, place) => first + place);
    const bundles = await Promise.all(numbers.map((number) => log.bundle(number)));
    const entries = bundles.flatMap((bundle) => bundle?.entries ?? []);
    for (const bytes of entries) ids.add(entryIn({ bytes })?.id);
    if (bundles.includes(undefined)) return ids;
  }
}
