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
