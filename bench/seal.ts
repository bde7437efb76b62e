import { canonicalJson } from "../src/domain/audit.ts";
import { CHECKPOINTS, NEWEST } from "../src/domain/log/checkpoint.ts";
import { proofOf } from "../src/domain/log/make-proof.ts";
import { checkProof } from "../src/domain/log/tlog-proof.ts";
import { verifyLog } from "../src/domain/log/verify-log.ts";
import type { Recorded } from "../src/domain/recorded.ts";
import { logCrypto } from "../src/log-crypto.ts";
import { seal } from "../src/orchestration/seal.ts";
import type { AuditInbox } from "../src/store.ts";
import { aLogKey } from "../test/support/a-log.ts";
import { anEntry } from "../test/support/builders.ts";
import { FakeLog } from "../test/support/fakes/fake-log.ts";
import { FakeLogFiles, FakeLogHead, FakeSigner } from "../test/support/fakes/fake-log-parts.ts";
import type { Measured } from "./main.ts";

const ENTRIES = 100_000;
const MOST_PROOF_BYTES = 1_500;
/** One proof is too short to be measured. */
const PROOFS = 1_000;

/** What it costs to seal a record, to prove an entry of it and to verify all of it, without storage and Key Vault. */
export async function sealCost(): Promise<Measured> {
  const log = await sealedLog();
  const proofs = await longestProofs(log);
  const all = await verified(log);
  const bytes = Math.max(...proofs.map(({ length }) => length));
  const isWithin = bytes <= MOST_PROOF_BYTES;
  const checkMs = proveAll(log, proofs) / proofs.length;
  return {
    title: `The sealed log of ${ENTRIES.toLocaleString("en")} entries of ${log.rows[0]?.bytes.length} bytes, in memory`,
    head: ["what", "measured", "aim"],
    rows: [
      ["entries sealed a second", Math.round(ENTRIES / (log.ms / 1_000)), "-"],
      ["checkpoints", log.checkpoints, "-"],
      ["longest proof with its checkpoint, bytes", bytes, MOST_PROOF_BYTES],
      ["proof verified, ms", checkMs.toFixed(2), 1],
      ["all verified with its rows, s", (all / 1_000).toFixed(1), 10],
    ],
    verdict:
      `The size of a proof is a limit${isWithin ? "" : ": EXCEEDED"}. Times are those of this machine at this moment: the aim stands beside them,\n` +
      "and none fails the bench.",
    isWithin,
  };
}

const STEP = ENTRIES / PROOFS;

async function sealedLog() {
  const key = aLogKey("youraudit.blob.core.windows.net/audit-log");
  const rows = Array.from({ length: ENTRIES }, (_, number) => recordedAs(number));
  const [files, head] = [new FakeLogFiles(), new FakeLogHead()];
  const parts = { files, head, signer: new FakeSigner(key), earlierKeys: [], crypto: logCrypto };
  const world = { ...parts, inbox: inboxOf(rows), log: new FakeLog() };
  const start = performance.now();
  let sealed = await seal(world);
  while (sealed.kind === "sealed" && sealed.entries > 0) sealed = await seal(world);
  if (sealed.kind !== "sealed") throw new Error(`It was not sealed: ${sealed.kind}`);
  const ms = performance.now() - start;
  const newest = String(await files.first(CHECKPOINTS));
  const read = async (path: string) => files.files.get(path === NEWEST ? newest : path);
  const paths = [...files.files.keys()];
  const checkpoints = paths.filter((path) => path.startsWith(CHECKPOINTS)).length;
  return { keys: [key.verifier], crypto: logCrypto, read, paths, rows, ms, checkpoints };
}

type Log = Awaited<ReturnType<typeof sealedLog>>;

function recordedAs(number: number): Recorded {
  const request = `r-${String(number).padStart(26, "a")}`;
  const at = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  const entry = anEntry({ id: `${request}/seen`, request, at });
  return { id: entry.id, at, bytes: canonicalJson(entry) };
}

function inboxOf(rows: readonly Recorded[]): AuditInbox {
  let filed = 0;
  return {
    waiting: async (most) => rows.slice(filed, filed + most),
    find: async (id) => rows.find((row) => row.id === id),
    indexOf: async () => undefined,
    copy: async () => {},
    file: async (entries) => {
      filed += entries.length;
    },
    rewrite: async () => {},
    enqueue: async () => "there",
  };
}

async function longestProofs(log: Log): Promise<readonly string[]> {
  const proofs: string[] = [];
  for (let index = 0; index < ENTRIES; index += STEP) {
    const made = await proofOf(log, index);
    if (made.kind !== "made") throw new Error(`Entry ${index} is not proved: ${made.kind}`);
    proofs.push(made.proof);
  }
  return proofs;
}

/** In milliseconds. */
function proveAll(log: Log, proofs: readonly string[]): number {
  const start = performance.now();
  for (const [at, proof] of proofs.entries()) mustProve(log, proof, at * STEP);
  return performance.now() - start;
}

function mustProve({ keys, rows }: Log, proof: string, index: number): void {
  const proved = checkProof(logCrypto, keys, proof, Buffer.from(rows[index]?.bytes ?? ""));
  if (proved.kind !== "proved") throw new Error(`The proof of entry ${index} is refused: ${proved.why}`);
}

/** In milliseconds. */
async function verified(log: Log): Promise<number> {
  const start = performance.now();
  const { findings, checkpoint } = await verifyLog({ ...log, sealedBefore: "2027", now: "2027" });
  if (findings.length > 0 || checkpoint?.size !== ENTRIES) throw new Error("The log is not as it was sealed");
  return performance.now() - start;
}
