import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type PolicyFault, parsePolicy } from "../adapters/policy/parse-policy.ts";
import type { Policy } from "../domain/policy.ts";
import type { PolicyCase } from "../domain/policy-case.ts";
import { Unusable } from "./terminal.ts";

export interface ReadPolicy {
  readonly policy: Policy;
  readonly cases: readonly PolicyCase[];
}

/** The policy in a file; `faults` as `FILE:LINE: message`. */
export async function readPolicy(file: string): Promise<ReadPolicy | { readonly faults: readonly string[] }> {
  const parsed = parsePolicy(await textIn(file), (text) => createHash("sha256").update(text).digest());
  return "faults" in parsed ? { faults: inFile(file, parsed.faults) } : parsed;
}

export function inFile(file: string, faults: readonly PolicyFault[]): readonly string[] {
  return faults.map(({ line, message }) => `${file}:${line}: ${message}`);
}

export async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new Unusable(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}
