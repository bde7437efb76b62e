import { fewLines } from "../../few-lines.ts";
import type { Clock, Log } from "../../ports.ts";
import type { Admission } from "./guard.ts";

const WORDS = { one: "A call to the bot was refused", more: "More calls to the bot were refused" };

/** Tells the log of refused calls, in few lines; called for those that are let in too. */
export function refusalsTold(log: Pick<Log, "warn">, clock: Clock): (admission: Admission) => void {
  const note = fewLines(WORDS, clock);
  return (admission) => note((message, details) => log.warn(message, details), refusedDetails(admission));
}

function refusedDetails(admission: Admission) {
  return admission.kind === "refused" ? { status: admission.status, why: admission.why } : undefined;
}
