import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { checkpointPath, checkpointText, NEWEST } from "../../src/domain/log/checkpoint.ts";
import { type Edge, edgeRoot, grown, NO_ENTRIES } from "../../src/domain/log/edge.ts";
import { ECDSA, keyOf, noteText, type VerifierKey } from "../../src/domain/log/note.ts";
import { logCrypto } from "../../src/log-crypto.ts";

export const sha256Of = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

export interface LogKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly verifier: VerifierKey;
  /** The signed note of a text. */
  signed(text: string): string;
}

export const ORIGIN = "contoso.example/relay-approvals";

export function aLogKey(name = ORIGIN): LogKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const der = publicKey.export({ type: "spki", format: "der" });
  const verifier = keyOf(sha256Of, name, ECDSA, Uint8Array.from(der));
  const signed = (text: string) => {
    const signature = Uint8Array.from(sign("sha256", Buffer.from(text), privateKey));
    return noteText({ text, signatures: [{ name, keyId: verifier.id, signature }] });
  };
  return { privateKey, publicKey, verifier, signed };
}

/** Hashes and checks the same bytes once only: a test that changes a log a thousand times does it again and again. */
export const quickCrypto: typeof logCrypto = {
  sha256: once(logCrypto.sha256, latin1),
  verifies: once(
    (key, bytes, signature) => logCrypto.verifies(key, bytes, signature),
    (key, bytes, signature) => `${key.id} ${latin1(signature)} ${latin1(bytes)}`,
  ),
};

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function once<Parts extends readonly unknown[], Answer>(
  answerTo: (...parts: Parts) => Answer,
  keyOf: (...parts: Parts) => string,
): (...parts: Parts) => Answer {
  const known = new Map<string, Answer>();
  return (...parts) => {
    const key = keyOf(...parts);
    const answer = known.get(key) ?? answerTo(...parts);
    if (known.size > 200_000) known.clear();
    known.set(key, answer);
    return answer;
  };
}

export type Files = Map<string, Uint8Array>;

/** A small entry, as it is on record. */
export const entryAt = (index: number) =>
  `{"at":"2026-11-20T09:00:00.000Z","id":"r-${index}/seen","request":"r-${index}","v":1}`;

/** The files of a log of small entries with a checkpoint at each of these sizes, the last of which is its own. */
export function logFiles(key: LogKey, sizes: readonly number[], textAt: (index: number) => string = entryAt): Files {
  const files: Files = new Map();
  let edge: Edge = NO_ENTRIES;
  for (const size of sizes) {
    const entries = Array.from({ length: size - edge.size }, (_, at) => Buffer.from(textAt(edge.size + at)));
    const next = grown(
      sha256Of,
      edge,
      entries.map((entry) => Uint8Array.from(entry)),
    );
    for (const { path, bytes } of next.files) files.set(path, bytes);
    edge = next.edge;
    const root = edgeRoot(sha256Of, edge);
    const note = Uint8Array.from(Buffer.from(key.signed(checkpointText({ origin: key.verifier.name, size, root }))));
    files.set(checkpointPath(size), note);
    files.set(NEWEST, note);
  }
  return files;
}

export const readerOf = (files: ReadonlyMap<string, Uint8Array>) => async (path: string) => files.get(path);
