import { run } from "../../src/cli/run.ts";
import { LOGISTICS, OWNER_SUBSCRIPTION, olga, omar } from "../support/builders.ts";

/** The group's part of a policy's file. */
export const GROUP = `groups:
  - name: Relay team
    namespaces: [{ subscription: ${OWNER_SUBSCRIPTION}, name: contoso-* }]
    owners: [${olga.objectId}, ${omar.objectId}]
    channel: { id: "19:relayapprovals@thread.tacv2", name: Relay approvals }
`;

export const RULES = `allow:
  - name: Logistics
    subscription: ${LOGISTICS}
    endpoint: pe-*
    atMost: 3
    until: 2027-01-01
    reason: Contract
    addedBy: Olga
deny:
  - { name: Banned, endpoint: pe-banned-*, reason: Old, addedBy: Omar }
  - { name: Odd, endpoint: pe-odd-*, hold: true, until: 2026-11-20T09:00:00Z, reason: Odd, addedBy: Omar }
`;

interface World {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command line on 20 November 2026; what it printed and complained of, line by line, and its exit code. */
export async function told(words: readonly string[], { input = "", env = {} }: World = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(words, {
    env,
    now: () => new Date("2026-11-20T09:00:00.000Z"),
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    input: async () => input,
  });
  return { code, out, err };
}
