import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { type Stage, stageOf } from "../../sandbox/demo/stage.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/sandbox.ts";
import { FREE_PORTS } from "../../sandbox/settings.ts";

export interface RunningSandbox {
  readonly sandbox: Sandbox;
  readonly stage: Stage;
  /** What the host and the functions have logged. */
  readonly hostLog: readonly string[];
  stop(): Promise<void>;
}

/** Between two sweeps. */
export const SWEEP_MS = 5 * 60_000;

/** The whole sandbox with the built functions, on free ports and in a folder of its own. */
export async function runSandbox(change: Pick<SandboxOptions, "policyFile"> = {}): Promise<RunningSandbox> {
  const trusted = getCACertificates("default");
  const folder = await mkdtemp(join(tmpdir(), "relay-approvals-e2e-"));
  const hostLog: string[] = [];
  const cleanUp = async () => {
    // Other test files of this process get back what they trust.
    setDefaultCACertificates(trusted);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const hear = (line: string) => void hostLog.push(line);
    const places = { root: process.cwd(), folder, fresh: true, ports: FREE_PORTS };
    const sandbox = await startSandbox({ ...places, ...change, progress: () => {}, hear });
    const stop = () => sandbox.stop().finally(cleanUp);
    return { sandbox, stage: stageOf(sandbox, () => {}), hostLog, stop };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}
