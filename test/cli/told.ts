import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { LOGISTICS, OWNER_SUBSCRIPTION, olga, omar } from "../support/builders.ts";
import { TOKEN } from "./fake-api.ts";

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

/** Of a command that asks the stand-in of the service. */
export const reaching = ({ url }: { readonly url: string }) => ({
  RELAY_APPROVALS_URL: url,
  RELAY_APPROVALS_TOKEN: TOKEN,
});

interface World {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly screen?: Terminal["screen"];
  /** What is answered to each question; without it nobody can be asked. */
  readonly answers?: readonly string[];
  /** Where it is counted down how often is waited before an interrupt comes. */
  readonly waits?: number;
  readonly onWait?: (count: number, milliseconds: number) => unknown;
}

/** Runs a command line on 20 November 2026; what it printed and complained of, line by line, and its exit code. */
export async function told(words: readonly string[], world: World = {}) {
  const { code, out, err } = await allTold(words, world);
  return { code, out, err };
}

/** The same, with the questions that were asked, the progress that was shown and the milliseconds that were waited. */
export async function allTold(words: readonly string[], world: World = {}) {
  const { input = "", env = {}, screen, answers, waits = Number.POSITIVE_INFINITY, onWait } = world;
  const [out, err, waited, progress]: [string[], string[], number[], string[]] = [[], [], [], []];
  const [asked, left, interrupt] = [[] as string[], [...(answers ?? [])], new AbortController()];
  const terminal: Terminal = {
    env,
    screen,
    isInteractive: answers !== undefined,
    now: () => new Date("2026-11-20T09:00:00.000Z"),
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
    write: async (chunk) => {
      out.push(typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk));
    },
    progress: (line) => line !== undefined && progress.push(line),
    ask: async (question) => {
      asked.push(question);
      return left.shift() ?? "";
    },
    input: async () => input,
    wait: async (milliseconds) => {
      waited.push(milliseconds);
      await onWait?.(waited.length, milliseconds);
      if (waited.length >= waits) interrupt.abort();
    },
    interrupted: () => interrupt.signal,
  };
  const code = await run(words, terminal, "1.2.3");
  return { code, out, err, waited, progress, asked };
}
