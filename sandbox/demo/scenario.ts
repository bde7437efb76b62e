import { approve } from "./scenarios/approve.ts";
import { crash } from "./scenarios/crash.ts";
import { duplicateEvents } from "./scenarios/duplicate-events.ts";
import { lostEvent } from "./scenarios/lost-event.ts";
import { reject } from "./scenarios/reject.ts";
import { throttled } from "./scenarios/throttled.ts";
import { twoOwners } from "./scenarios/two-owners.ts";
import type { Stage } from "./stage.ts";

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Throws when something was not observed. What it answers are figures for the output, if there are any. */
  run(stage: Stage): Promise<Readonly<Record<string, number>>>;
}

const noFigures = (run: (stage: Stage) => Promise<void>) => async (stage: Stage) => {
  await run(stage);
  return {};
};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "approve",
    about: "a connection from Pending to Approved, ten times",
    run: approve,
  },
  { name: "reject", about: "a hostile message, a non-owner, a missing comment, then Rejected", run: noFigures(reject) },
  { name: "crash", about: "kill -9 of the host while the approval waits and after the PUT", run: noFigures(crash) },
  { name: "lost-event", about: "no event is delivered; the sweep finds the connection", run: noFigures(lostEvent) },
  {
    name: "duplicate-events",
    about: "each event comes eight times: one request, one card",
    run: noFigures(duplicateEvents),
  },
  { name: "two-owners", about: "opposite clicks at the same time: one decision", run: noFigures(twoOwners) },
  { name: "throttled", about: "ARM answers 429 and 500 for a while", run: noFigures(throttled) },
];
