import { eventually } from "../../sandbox/demo/eventually.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";

/** An intake as Durable Functions' own HTTP API shows it. */
export interface Intake {
  readonly instanceId: string;
  readonly runtimeStatus: string;
  readonly createdTime: string;
  readonly input: { readonly namespace: string; readonly looks: number };
}

/** The intake of each namespace that an event has ever told of; nothing but an event starts one. */
export async function intakesOf({ host: { url, keys } }: Pick<Sandbox, "host">): Promise<readonly Intake[]> {
  const address = `${url}/runtime/webhooks/durabletask/instances?instanceIdPrefix=i-&code=${keys.durableTask}`;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The durable API answered ${answer.status} to a list of the intakes`);
  return (await answer.json()) as readonly Intake[];
}

/** From each look after an event to the next one, in the sandbox. */
const PAUSES_MS = [2_000, 4_000, 14_000] as const;

/** Moves the clock on from look to look until every intake has made its last one: 20 s in all, so that no sweep comes. */
export async function intakesEnd(sandbox: Sandbox): Promise<void> {
  let passed = -1;
  await eventually("every intake has ended", async () => {
    const live = (await intakesOf(sandbox)).filter(({ runtimeStatus }) => runtimeStatus !== "Completed");
    const [looks] = live.map(({ input }) => input.looks);
    if (looks === undefined) return true;
    if (looks !== passed) await sandbox.moveClock(PAUSES_MS[looks] ?? 0);
    passed = looks;
    return undefined;
  });
}
