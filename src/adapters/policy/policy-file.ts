import { resolve } from "node:path";
import type { Policy } from "../../domain/policy.ts";
import type { Hash } from "../../domain/request-id.ts";
import { later } from "../../domain/waits.ts";
import type { Clock, Policies } from "../../ports.ts";
import { type PolicyFault, parsePolicy } from "./parse-policy.ts";
import { PolicyRefused, policyText } from "./policy-text.ts";

/** How long a policy that was read serves. */
const KEPT_SECONDS = 5;

/** Reads the file when it is needed, and again when some time has passed, so that a removed owner soon is none. */
export function policyFile(path: string, { hash, clock }: { hash: Hash; clock: Clock }): Policies {
  let kept: { readonly policy: Policy; readonly until: Date } | undefined;
  return {
    async current() {
      if (kept && clock() < kept.until) return kept.policy;
      const policy = policyIn(path, await policyText(path), hash);
      kept = { policy, until: later(clock(), { seconds: KEPT_SECONDS }) };
      return policy;
    },
  };
}

/** Throws a `PolicyRefused` when the file's text is no policy. */
export function policyIn(path: string, text: string, hash: Hash): Policy {
  const parsed = parsePolicy(text, hash);
  if ("faults" in parsed) throw faulty(path, parsed.faults);
  return parsed.policy;
}

function faulty(path: string, faults: readonly PolicyFault[]): PolicyRefused {
  const lines = faults.map(({ line, message }) => `  line ${line}: ${message}`);
  return new PolicyRefused(`POLICY_FILE: ${resolve(path)} is no policy:\n${lines.join("\n")}\nSee docs/policy.md.`);
}
