import type { TokenCredential } from "@azure/core-auth";
import { blobLogFiles } from "./adapters/log-files/blob-log-files.ts";
import { keyVaultSigner } from "./adapters/signing/key-vault-signer.ts";
import { localSigner } from "./adapters/signing/local-signer.ts";
import { tableLogHead } from "./adapters/storage/log-head.ts";
import type { Tables } from "./adapters/storage/tables.ts";
import { utf8 } from "./domain/log/bytes.ts";
import { CHECKPOINTS, NEWEST } from "./domain/log/checkpoint.ts";
import { proofOf, sealedBundle } from "./domain/log/make-proof.ts";
import { keyText } from "./domain/log/note.ts";
import type { LogParts, Signer } from "./log.ts";
import { logCrypto } from "./log-crypto.ts";
import type { LogConfig } from "./log-settings.ts";
import type { Clock } from "./ports.ts";
import type { SealedLog } from "./store.ts";

export interface LogSources {
  readonly credential: TokenCredential;
  readonly auditTables: Tables;
  readonly clock: Clock;
}

/** Throws when the key is a file that cannot be read. */
export function logPartsOf(config: LogConfig, { credential, auditTables, clock }: LogSources): LogParts {
  return {
    head: tableLogHead(auditTables, clock),
    files: blobLogFiles(config.containerUrl, { credential, clock }),
    signer: signerOf(config, credential),
    earlierKeys: config.earlierKeys,
    crypto: logCrypto,
  };
}

function signerOf({ signingKey, name: logName }: LogConfig, credential: TokenCredential): Signer {
  return signingKey.kind === "file"
    ? localSigner(signingKey.path, logName)
    : keyVaultSigner(signingKey, { credential, logName });
}

/** The log for readers. `checkpoint` is the newest of those that are kept, and `key` names its keys, one a line. */
export function readableLog({ files, signer, earlierKeys, crypto }: LogParts): SealedLog {
  const keys = async () => [await signer.verifierKey(), ...earlierKeys];
  const read = async (path: string) => {
    if (path === "key") return utf8((await keys()).map((key) => `${keyText(key)}\n`).join(""));
    if (path !== NEWEST) return files.read(path);
    const newest = await files.first(CHECKPOINTS);
    return newest === undefined ? undefined : files.read(newest);
  };
  const log = async () => ({ crypto, keys: await keys(), read });
  return {
    read,
    bundle: async (number) => sealedBundle(await log(), number),
    prove: async (index) => proofOf(await log(), index),
  };
}
