import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Policy } from "../../domain/policy.ts";
import type { Hash } from "../../domain/request-id.ts";
import { later } from "../../domain/waits.ts";
import type { Clock, Policies } from "../../ports.ts";
import { type PolicyFault, parsePolicy } from "./parse-policy.ts";

/** The policy cannot be read, so nobody may decide: `message` names the setting, the file and every fault with its line. */
export class PolicyRefused extends Error {
  override readonly name = "PolicyRefused";
}

/** How long a policy that was read serves. */
const KEPT_SECONDS = 5;

/**
 * Reads the file at once, so that nothing starts without a policy, and again when some time has passed, so that a removed
 * owner soon is none.
 */
export function policyFile(path: string, { hash, clock }: { hash: Hash; clock: Clock }): Policies {
  const keep = (policy: Policy) => ({ policy, until: later(clock(), { seconds: KEPT_SECONDS }) });
  let kept = keep(policyIn(path, textNow(path), hash));
  return {
    async current() {
      if (clock() < kept.until) return kept.policy;
      kept = keep(policyIn(path, await textOf(path), hash));
      return kept.policy;
    },
  };
}

function policyIn(path: string, text: string, hash: Hash): Policy {
  const parsed = parsePolicy(text, hash);
  if ("faults" in parsed) throw faulty(path, parsed.faults);
  return parsed.policy;
}

function textNow(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function faulty(path: string, faults: readonly PolicyFault[]): PolicyRefused {
  const lines = faults.map(({ line, message }) => `  line ${line}: ${message}`);
  return new PolicyRefused(`POLICY_FILE: ${resolve(path)} is no policy:\n${lines.join("\n")}\nSee docs/policy.md.`);
}

function unreadable(path: string, cause: unknown): PolicyRefused {
  const { code } = cause as NodeJS.ErrnoException;
  const remedy = "Deploy the policy there, or set POLICY_FILE to where it is. See docs/policy.md.";
  return new PolicyRefused(`POLICY_FILE: ${resolve(path)} cannot be read (${code}).\n${remedy}`, { cause });
}
