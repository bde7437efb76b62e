import type { Finding } from "../domain/answers.ts";
import { type Findings, finding } from "../domain/examination.ts";
import { Fault } from "../ports.ts";
import type { World } from "./world.ts";

export type Told = (why: string) => Finding;

/** The findings of a look, or the one that says why it could not be taken. What is no fault of others is for the log alone. */
export async function orElse(
  { log }: Pick<World, "log">,
  told: Told,
  look: () => Promise<Findings>,
): Promise<Findings> {
  try {
    return await look();
  } catch (error) {
    const why = whyOf(error);
    if (error instanceof Fault && error.retryAt !== undefined) return [tooBusy(why)];
    if (!(error instanceof Fault)) log.error("Something could not be examined", { why });
    return [told(error instanceof Fault ? why : "the service's log says why")];
  }
}

/** Throttling says nothing about the deployment. */
function tooBusy(why: string): Finding {
  const what = `This could not be looked at just now: ${why}.`;
  return finding("info", "not-checked", { what, where: "Azure", cure: "Run doctor again in a minute" });
}

/** Ports throw nothing but errors. */
export const whyOf = (error: unknown) => (error as Error).message;
