import { shellWord } from "../domain/shell-word.ts";
import { ArmRefused } from "./arm.ts";
import { textIn } from "./json-in.ts";
import { type Lab, LOOK_EVERY_MS } from "./live-lab.ts";
import type { Made } from "./live-made.ts";
import { Ended, EXIT } from "./terminal.ts";

/** A quarter of an hour: the slowest is the deletion of a group with an endpoint in it. */
const MOST_LOOKS = 180;
/** Five minutes: for so long what got no answer has to stay away. */
const LATE_LOOKS = 60;

/** The commands that take away what a check makes. */
export function removals({ subscription, name }: Pick<Lab, "subscription" | "name">) {
  const [word, source] = [shellWord(name), shellWord(`/subscriptions/${subscription}`)];
  return {
    eventSubscription: `az eventgrid event-subscription delete --name ${word} --source-resource-id ${source}`,
    group: `az group delete --subscription ${shellWord(subscription)} --name ${word} --yes`,
  };
}

/** The commands for what is, or may be, there now. */
export function leftOf(lab: Lab): readonly string[] {
  const { eventSubscription, group } = removals(lab);
  const ids = [...lab.made.keys()];
  return [
    ...(ids.includes(lab.eventSubscription) ? [eventSubscription] : []),
    ...(ids.some((id) => id !== lab.eventSubscription) ? [group] : []),
  ];
}

/** Takes everything away, whatever happened before; what could not be taken away stays noted as made. */
export async function takeDown(lab: Lab): Promise<void> {
  lab.terminal.progress("Cleaning up");
  await clear(lab, lab.eventSubscription);
  if (await clear(lab, lab.group))
    for (const id of [...lab.made.keys()]) if (id !== lab.eventSubscription) await clearInGroup(lab, id);
  lab.terminal.progress();
}

/** It went with the group, unless it comes only now. */
async function clearInGroup(lab: Lab, id: string): Promise<void> {
  if (lab.made.get(id)?.mayComeLate) await clear(lab, id);
  else lab.made.delete(id);
}

async function clear(lab: Lab, id: string): Promise<boolean> {
  const one = lab.made.get(id);
  if (!one) return true;
  const isGone = await staysGone(lab, one);
  if (isGone) lab.made.delete(id);
  return isGone;
}

/** Goes on after an interrupt too. */
async function staysGone(lab: Lab, one: Made): Promise<boolean> {
  const wanted = one.mayComeLate ? LATE_LOOKS : 1;
  let gone = 0;
  for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
    const seen = await removed(lab, one, looks === 1);
    if (seen === "kept") return false;
    gone = seen === "gone" ? gone + 1 : 0;
    if (gone === wanted) return true;
    await waitBetween(lab, looks, gone);
  }
  return false;
}

async function waitBetween({ terminal }: Lab, looks: number, gone: number): Promise<void> {
  const what = gone > 0 ? "what got no answer stays away" : "everything is deleted";
  terminal.progress(`Waiting until ${what}: ${looks} of at most ${MOST_LOOKS} looks`);
  await terminal.wait(LOOK_EVERY_MS);
}

/** `kept`: only a person can remove it. */
type Seen = "gone" | "there" | "kept";

/** Deletes what is there, unless Azure is at it. The first time it does not look before: what was made just now may not be shown yet. */
async function removed({ arm }: Lab, { id, apiVersion }: Made, isFirst: boolean): Promise<Seen> {
  try {
    if (isFirst) await arm.remove(id, apiVersion);
    const state = textIn(await arm.get(id, apiVersion), "properties", "provisioningState");
    if (!isFirst && !/^deleting$/i.test(state)) await arm.remove(id, apiVersion);
    return "there";
  } catch (error) {
    return seenBy(error);
  }
}

function seenBy(error: unknown): Seen {
  if (!(error instanceof ArmRefused)) return error instanceof Ended && error.exit === EXIT.noAnswer ? "there" : "kept";
  return error.isGone ? "gone" : error.mayPass ? "there" : "kept";
}
