import type { TokenCredential } from "@azure/core-auth";
import { policyBlob } from "./adapters/policy/policy-blob.ts";
import { policyFile } from "./adapters/policy/policy-file.ts";
import { tableLastGood } from "./adapters/storage/last-good.ts";
import type { Tables } from "./adapters/storage/tables.ts";
import type { Config } from "./config.ts";
import { policyEntry } from "./domain/audit.ts";
import type { Hash } from "./domain/request-id.ts";
import type { Clock, Log, Policies } from "./ports.ts";
import type { AuditLog } from "./store.ts";

export interface PoliciesParts {
  readonly credential: TokenCredential;
  readonly tables: Tables;
  readonly audit: AuditLog;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly log: Log;
  readonly serviceVersion: string;
}

/** The packaged file or, where one is set, the blob; what becomes of a new version in the blob is on record. */
export function policiesOf({ policyFile: path, policyBlob: url }: Config, parts: PoliciesParts): Policies {
  const { credential, tables, hash, clock, log } = parts;
  const packaged = policyFile(path, { hash, clock });
  if (url === undefined) return packaged;
  const shared = { packaged, lastGood: tableLastGood(tables, clock), credential, hash, clock, log };
  return policyBlob(url, { ...shared, ...recordedIn(parts) });
}

function recordedIn({ audit, serviceVersion, clock }: PoliciesParts) {
  type Kind = Parameters<typeof policyEntry>[0]["kind"];
  const record = (kind: Kind, version: string, modifiedAt: string | undefined, comment: string) => {
    const at = modifiedAt ?? clock().toISOString();
    return audit.record(policyEntry({ kind, version, at, comment }, serviceVersion));
  };
  return {
    onRefused: ({ version, faults, modifiedAt }: RefusedText) =>
      record("policy.refused", version, modifiedAt, wordsOf(faults)),
    // Each process tells it, with the version that it had before, so that one is left out.
    onChanged: ({ to, modifiedAt }: { to: string; modifiedAt: string | undefined }) =>
      record("policy.changed", to, modifiedAt, "Another policy is in force."),
  };
}

interface RefusedText {
  readonly version: string;
  readonly faults: readonly { readonly line: number; readonly message: string }[];
  readonly modifiedAt: string | undefined;
}

const MOST_FAULTS = 10;

function wordsOf(faults: RefusedText["faults"]): string {
  const lines = faults.slice(0, MOST_FAULTS).map(({ line, message }) => `line ${line}: ${message}`);
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  return ["The last good policy stays in force.", ...lines, ...more].join(" ");
}
