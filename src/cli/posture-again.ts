import { readConnection } from "../adapters/arm/wire.ts";
import { connectionIdOf, foldedId } from "../domain/azure-id.ts";
import type { Connection } from "../domain/connection.ts";
import { inParallel } from "../in-parallel.ts";
import { RELAY_API } from "./api-versions.ts";
import { type Arm, ArmRefused } from "./arm.ts";
import type { Seen } from "./posture-read.ts";
import type { Recorded } from "./posture-record.ts";
import { SIDE_BY_SIDE } from "./posture-tenants.ts";
import { Ended } from "./terminal.ts";
import { counted } from "./words.ts";

interface Telling {
  readonly record: Recorded | string;
  readonly told: (words?: string) => void;
}

/**
 * Connections of Azure's first answer that are Pending no more: the record is read after Azure, so that what was decided in between
 * would seem to wait while nobody is asked. Ids as `foldedId` makes them.
 */
export async function decidedMeanwhile(arm: Arm, seen: Seen, { record, told }: Telling): Promise<ReadonlySet<string>> {
  if (typeof record === "string") return new Set();
  const compared = seen.namespaces.filter(({ id }) => record.covers(id));
  const pending = compared.flatMap(({ connections = [] }) => connections.filter(({ status }) => status === "Pending"));
  const unasked = pending.filter((one) => !record.waiting(one).isAsked);
  if (unasked.length > 0) told(`Looking once more at ${counted(unasked.length, "connection")}`);
  const decided = await inParallel(unasked, SIDE_BY_SIDE, async (one) =>
    (await isStillPending(arm, one)) ? [] : [foldedId(connectionIdOf(one.id))],
  );
  told();
  return new Set(decided.flat());
}

/** What cannot be read again is as it was. */
async function isStillPending(arm: Arm, { id }: Connection): Promise<boolean> {
  try {
    const now = readConnection(await arm.get(connectionIdOf(id), RELAY_API), id);
    return now === undefined || now.status === "Pending";
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return !(error instanceof ArmRefused && error.isGone);
  }
}
