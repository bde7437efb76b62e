import { later, type Waits } from "../domain/waits.ts";
import type { Step, Steps } from "./steps.ts";

export interface IntakeInput {
  readonly namespace: string;
  /** How many looks were made since the last event. */
  readonly looks: number;
  /** Set when an event came right after a look: the next one waits until then. */
  readonly notBefore: string | undefined;
}

/** Looks at a namespace now and a few times more; an event that comes meanwhile begins the looks again. */
export function* intake(steps: Steps<IntakeInput>, input: IntakeInput, waits: Waits): Step<void> {
  const { namespace, looks, notBefore } = input;
  const began = steps.now();
  if (notBefore !== undefined && began < new Date(notBefore)) {
    yield* steps.sleep(new Date(notBefore));
    steps.again({ namespace, looks, notBefore: undefined });
    return;
  }
  const looked = yield* steps.attempt("reconcile", namespace);
  if (looked.kind === "not watched") return;
  const pause = pauseAfter(looks, waits);
  if (pause === undefined) return;
  const how = yield* steps.wakeOr(later(began, { seconds: pause }));
  const spaced = later(began, { seconds: waits.lookSpacingSeconds }).toISOString();
  steps.again({
    namespace,
    looks: how === "woken" ? 0 : looks + 1,
    notBefore: how === "woken" ? spaced : undefined,
  });
}

/** Seconds from one look to the next; `undefined` after the last. */
function pauseAfter(looks: number, { looksSeconds }: Waits): number | undefined {
  const [current, next] = [looksSeconds[looks], looksSeconds[looks + 1]];
  return current === undefined || next === undefined ? undefined : next - current;
}
