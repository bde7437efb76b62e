import type { Policy } from "../../../src/domain/policy.ts";
import type { Policies } from "../../../src/ports.ts";
import { aPolicy } from "../builders.ts";
import { Failures } from "./failures.ts";

export class FakePolicies implements Policies {
  readonly failures = new Failures();
  policy: Policy;

  constructor(policy: Policy = aPolicy()) {
    this.policy = policy;
  }

  async current(): Promise<Policy> {
    return this.failures.around("current", () => this.policy);
  }
}
