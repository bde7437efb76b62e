import type { Finding } from "../domain/answers.ts";
import { type Cure, type Findings, finding, notChecked } from "../domain/examination.ts";
import type { Policy } from "../domain/policy.ts";
import { type Clock, Fault, type Standing } from "../ports.ts";
import type { World } from "./world.ts";

/** What Azure is asked with. */
export interface Asking {
  readonly world: World;
  readonly standing: Standing;
  readonly policy: Policy;
  readonly objectId: string;
}

/** `status`: what Azure Resource Manager answered, if it did. */
export type Telling = (why: string, status?: number) => Finding;

/** The findings of a look, or the one that says why it could not be taken. What is no fault of others is for the log alone. */
export async function orElse(
  { log, clock }: Pick<World, "log" | "clock">,
  told: Telling,
  look: () => Promise<Findings>,
): Promise<Findings> {
  try {
    return await onceMore(look, clock);
  } catch (error) {
    const why = whyOf(error);
    if (error instanceof Fault && error.retryAt !== undefined) return [tooBusy(why)];
    if (!(error instanceof Fault)) log.error("Something could not be examined", { why });
    return [error instanceof Fault ? told(why, error.status) : told("the service's log says why")];
  }
}

/** Whoever asks for an examination waits for a minute at most. */
const AT_ONCE_MS = 5_000;

/**
 * One connection that broke off says nothing yet. What took long is not asked again: it would take as long once more, and then nobody
 * heard what else was found.
 */
async function onceMore(look: () => Promise<Findings>, clock: Clock): Promise<Findings> {
  const begun = clock().getTime();
  try {
    return await look();
  } catch (error) {
    const isAnswer = !(error instanceof Fault) || error.status !== undefined || error.retryAt !== undefined;
    if (isAnswer || clock().getTime() - begun >= AT_ONCE_MS) throw error;
    return look();
  }
}

/** Throttling says nothing about the deployment. */
function tooBusy(why: string): Finding {
  const what = `This could not be looked at just now: ${why}.`;
  return notChecked({ what, where: "Azure", cure: "Run doctor again in a minute" });
}

/** Ports throw nothing but errors. */
export const whyOf = (error: unknown) => (error as Error).message;

export function unread(where: string, what: string): Telling {
  return (why) =>
    finding("error", `${where}-unknown`, {
      what: `It cannot be read ${what}: ${why}.`,
      where,
      cure: "Cure the storage first; if nothing is found of it, try again in a minute",
    });
}

/** What a role cures. Anything else that Azure answers, and no answer, says nothing of roles. */
const REFUSALS: readonly (number | undefined)[] = [401, 403, 404];

export function curedByRole(status: number | undefined, cure: Cure): Cure {
  if (REFUSALS.includes(status)) return cure;
  return {
    cure: "Azure gave no answer that can be used: try again in some minutes. If it stays so, look at Azure's status (https://azure.status.microsoft), at ARM_ENDPOINT and at the way out of the app's network",
  };
}
