import type { LogCrypto, VerifierKey } from "./domain/log/note.ts";

/** What the sealed log is written with: ports like those in ports.ts. What they throw stands there. */

/**
 * How far the log goes. The entries of the batch stand in it from place `size` on, whatever of that is written yet: a batch that
 * was cut off is completed by the next run, the same.
 */
export interface Head {
  readonly size: number;
  /** Ids, in the order of their places. */
  readonly batch: readonly string[];
  /** Why nothing is sealed any more. */
  readonly stopped: string | undefined;
}

/** A head as it was read; `etag` is `undefined` while there is none yet. */
export interface ReadHead {
  readonly head: Head;
  readonly etag: string | undefined;
}

export interface LogHead {
  read(): Promise<ReadHead>;
  /** Compare and swap; `overtaken` when somebody else changed it since it was read. */
  advance(from: ReadHead, to: Head): Promise<"advanced" | "overtaken">;
}

/** Files that are written once and never changed. */
export interface LogFiles {
  read(path: string): Promise<Uint8Array | undefined>;
  /** Leaves a file that is there as it is. */
  create(path: string, bytes: Uint8Array): Promise<"created" | "there">;
  /** The path that comes first by name. */
  first(prefix: string): Promise<string | undefined>;
}

export interface Signer {
  verifierKey(): Promise<VerifierKey>;
  /** A signature of the key's type over these bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface LogParts {
  readonly head: LogHead;
  readonly files: LogFiles;
  readonly signer: Signer;
  /** Those that signed before: what they signed still counts. */
  readonly earlierKeys: readonly VerifierKey[];
  readonly crypto: LogCrypto;
}
