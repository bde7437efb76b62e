import type { Stage } from "../run.ts";
import { allowedAtMost } from "./allowed.ts";
import { askedInTime } from "./asked.ts";
import { boundToEndpoint } from "./bound.ts";
import { clicksKept } from "./clicks.ts";
import { ended } from "./ended.ts";
import { externalOnce } from "./external.ts";
import { withinBounds } from "./limits.ts";
import { lineTold } from "./line.ts";
import { onlyOwnersCount } from "./owners.ts";
import { nothingPersonal } from "./personal.ts";
import { recordedIsApplied } from "./recorded.ts";
import { removedRightly } from "./removed.ts";
import { type RecordRows, recordIn } from "./rows.ts";

/** What a run has left behind, for the checks to look at. */
export interface Evidence extends Stage {
  readonly record: RecordRows;
}

type Check = (evidence: Evidence) => readonly string[];

/** By the numbers of the invariants in the design: each sentence that comes back is a violation. */
const CHECKS: readonly Check[] = [
  recordedIsApplied,
  askedInTime,
  lineTold,
  boundToEndpoint,
  onlyOwnersCount,
  allowedAtMost,
  removedRightly,
  externalOnce,
  ended,
  clicksKept,
  withinBounds,
  nothingPersonal,
];

export function violationsIn(stage: Stage): readonly string[] {
  const evidence = { ...stage, record: recordIn(stage.account, stage.auditAccount) };
  return CHECKS.flatMap((check) => check(evidence));
}
