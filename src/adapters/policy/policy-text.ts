import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

/** The policy cannot be read, so nobody may decide: `message` names the setting, the file and every fault with its line. */
export class PolicyRefused extends Error {
  override readonly name = "PolicyRefused";
}

/** At once: nothing starts without a policy. */
export function policyTextNow(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export async function policyText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): PolicyRefused {
  const { code } = cause as NodeJS.ErrnoException;
  const remedy = "Deploy the policy there, or set POLICY_FILE to where it is. See docs/policy.md.";
  return new PolicyRefused(`POLICY_FILE: ${resolve(path)} cannot be read (${code}).\n${remedy}`, { cause });
}
