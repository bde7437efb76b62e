import type { ControlledSandbox } from "./controlled-sandbox.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { Refusal } from "./refusal.ts";

/** Each answers what to tell the person. */
export interface HostControl {
  isStarting(): boolean;
  kill(): Promise<string>;
  start(): Promise<string>;
  /** Runs the timer function at once, as an operator of Azure would. */
  sweep(): Promise<string>;
}

const SWEEP_WITHIN_MS = 10_000;

export function hostControl({ host }: Pick<ControlledSandbox, "host">): HostControl {
  let isStarting = false;
  const inTurn = oneAtATime();
  const start = async () => {
    if (host.state() === "running") return "The Functions host runs already.";
    isStarting = true;
    try {
      await host.start();
    } finally {
      isStarting = false;
    }
    return "The Functions host runs again, on the state that it left.";
  };
  const kill = async () => {
    if (host.state() === "stopped") return "The Functions host is stopped already.";
    await host.kill();
    return "The Functions host was killed in the middle of whatever it did.";
  };
  return {
    isStarting: () => isStarting,
    kill: () => inTurn.run(kill),
    start: () => inTurn.run(start),
    async sweep() {
      if (host.state() === "stopped") throw new Refusal(409, "The Functions host is stopped. Start it first.");
      const status = await runSweep(host);
      if (status !== 202) throw new Refusal(502, `The Functions host answered ${status}.`);
      return "The sweep runs.";
    },
  };
}

async function runSweep({ url, keys }: ControlledSandbox["host"]): Promise<number | "nothing"> {
  const asked = fetch(`${url}/admin/functions/sweep`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-functions-key": keys.master },
    body: "{}",
    signal: AbortSignal.timeout(SWEEP_WITHIN_MS),
  });
  return asked.then(
    ({ status }) => status,
    () => "nothing",
  );
}
