import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "../domain/log/check-rows.ts";
import { type Verified, verifyLog } from "../domain/log/verify-log.ts";
import { logCrypto } from "../log-crypto.ts";
import { linesIn } from "./lines.ts";
import { EXPORTED_AT, INDEX, KEY, keysIn, logPaths, ROWS, readIfThere, UNFINISHED } from "./log-folder.ts";
import { textIn } from "./policy-text.ts";
import { Unusable } from "./terminal.ts";

export interface ToVerify {
  readonly folder: string;
  /** File with the log's key, known from elsewhere; without it, that in the folder counts. */
  readonly key: string | undefined;
  /** File with a checkpoint that was put by. */
  readonly checkpoint: string | undefined;
  readonly now: Date;
}

/** An entry is sealed a minute after it is written; a busy service takes longer. */
const SEALED_WITHIN_MS = 300_000;
/** An entry may carry the time of a machine whose clock is ahead. */
const CLOCKS_APART_MS = 300_000;

/** Verifies a mirror of the sealed log, without the service. */
export async function verifyFolder({ folder, key, checkpoint, now }: ToVerify): Promise<Verified> {
  if (await readIfThere(join(folder, UNFINISHED)))
    throw new Unusable(`${folder}: its export was cut off. Export into it once more.`);
  const keyFile = key ?? join(folder, KEY);
  const exportedAt = await timeOfExport(folder, now);
  const [rows, index] = [join(folder, ROWS), join(folder, INDEX)];
  return verifyLog({
    crypto: logCrypto,
    keys: keysIn(await textIn(keyFile), keyFile),
    read: (path) => readIfThere(join(folder, path)),
    paths: await logPaths(folder),
    saved: checkpoint === undefined ? undefined : await textIn(checkpoint),
    rows: (await isThere(rows)) ? rowsIn(rows) : undefined,
    copies: (await isThere(index)) ? copiesIn(index) : undefined,
    sealedBefore: new Date(exportedAt.getTime() - SEALED_WITHIN_MS).toISOString(),
    now: new Date(exportedAt.getTime() + CLOCKS_APART_MS).toISOString(),
  });
}

async function timeOfExport(folder: string, now: Date): Promise<Date> {
  const bytes = await readIfThere(join(folder, EXPORTED_AT));
  const time = bytes && new Date(Buffer.from(bytes).toString().trim());
  return time && !Number.isNaN(time.getTime()) ? time : now;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function* rowsIn(file: string): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of linesIn(file)) {
    number += 1;
    yield rowIn(line.toString()) ?? { id: `line ${number}`, bytes: line.toString() };
  }
}

function rowIn(line: string): Row | undefined {
  const { id, bytes } = objectIn(line);
  return typeof id === "string" && typeof bytes === "string" ? { id, bytes } : undefined;
}

async function* copiesIn(file: string): AsyncGenerator<Row> {
  let number = 0;
  for await (const line of linesIn(file)) {
    number += 1;
    const { id } = objectIn(line.toString());
    yield { id: typeof id === "string" ? id : `line ${number}`, bytes: line.toString() };
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
