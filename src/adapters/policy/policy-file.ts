import { readFile } from "node:fs/promises";
import type { Policy } from "../../domain/policy.ts";
import type { Hash } from "../../domain/request-id.ts";
import { later } from "../../domain/waits.ts";
import type { Clock, Policies } from "../../ports.ts";
import { type PolicyFault, parsePolicy } from "./parse-policy.ts";

/** The policy cannot be read, so nobody may decide: `message` names every fault with its line. */
export class PolicyRefused extends Error {
  readonly faults: readonly PolicyFault[];
  constructor(path: string, faults: readonly PolicyFault[]) {
    super(`${path} is no policy:\n${faults.map(({ line, message }) => `  line ${line}: ${message}`).join("\n")}`);
    this.faults = faults;
  }
}

/** How long a policy that was read serves. */
const KEPT_SECONDS = 5;

/** Reads the file again when some time has passed, so that a removed owner soon is none. */
export function policyFile(path: string, { hash, clock }: { hash: Hash; clock: Clock }): Policies {
  let kept: { readonly policy: Policy; readonly until: Date } | undefined;
  return {
    async current() {
      if (kept && clock() < kept.until) return kept.policy;
      const parsed = parsePolicy(await readFile(path, "utf8"), hash);
      if ("faults" in parsed) throw new PolicyRefused(path, parsed.faults);
      kept = { policy: parsed.policy, until: later(clock(), { seconds: KEPT_SECONDS }) };
      return parsed.policy;
    },
  };
}
