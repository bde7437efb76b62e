import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { eventually } from "../../sandbox/demo/eventually.ts";
import { type Stage, stageOf } from "../../sandbox/demo/stage.ts";
import { type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { FREE_PORTS } from "../../sandbox/settings.ts";

export interface RunningSandbox {
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** What the host and the functions have logged. */
  readonly hostLog: readonly string[];
  stop(): Promise<void>;
}

/** Sweeps are due at each multiple of it. */
const SWEEP_MS = 5 * 60_000;

/** A group to put before those of the policy: in contoso-billing owners have an hour. */
export const A_DEADLINE_IN_BILLING = `
  - name: Billing
    namespaces:
      - { subscription: 11111111-1111-4111-8111-111111111111, name: contoso-billing }
    owners: [e0000000-0000-4000-8000-000000000001]
    channel: { id: "19:relay-approvals@thread.tacv2", name: Relay approvals }
    comment: on-reject
    expiry: { afterHours: 1, action: leave }
`;

/** The whole sandbox with the built functions, on free ports and in a folder of its own. `firstGroup` comes before the policy's others. */
export async function runSandbox(firstGroup = ""): Promise<RunningSandbox> {
  const trusted = getCACertificates("default");
  const place = await mkdtemp(join(tmpdir(), "relay-approvals-e2e-"));
  const folder = join(place, "state");
  const hostLog: string[] = [];
  const cleanUp = async () => {
    // Other test files of this process get back what they trust.
    setDefaultCACertificates(trusted);
    await rm(place, { recursive: true, force: true });
  };
  try {
    const hear = (line: string) => void hostLog.push(line);
    const policyFile = join(place, "policy.yaml");
    const usual = await readFile(join(process.cwd(), "sandbox/policy.yaml"), "utf8");
    await writeFile(policyFile, usual.replace("groups:", `groups:${firstGroup}`));
    const places = { root: process.cwd(), folder, fresh: true, ports: FREE_PORTS, policyFile };
    const sandbox = await startSandbox({ ...places, progress: () => {}, hear });
    const stop = () => sandbox.stop().finally(cleanUp);
    return { sandbox, stage: stageOf(sandbox, { step: () => {} }), hostLog, stop };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** Moves the clock on until the next sweep is due, and waits for its end. */
export async function nextSweep({ sandbox, hostLog }: RunningSandbox): Promise<void> {
  const sweeps = () => hostLog.filter((line) => line.includes('"message":"Swept"')).length;
  const before = sweeps();
  await sandbox.moveClock(SWEEP_MS - (Date.now() % SWEEP_MS));
  await eventually("a sweep", () => sweeps() > before || undefined);
}
