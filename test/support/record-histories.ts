import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { type ApprovalInput, approval } from "../../src/orchestration/approval.ts";
import { orchestrator } from "../../src/orchestration/durable.ts";
import { type IntakeInput, intake } from "../../src/orchestration/intake.ts";
import type { Rest, Steps } from "../../src/orchestration/steps.ts";
import { Engine, type EngineActivity } from "./engine.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import type { Generation } from "./histories.ts";

const requestId = "r-4nmf4vxl25iw5fcncpxcxezicz";
const namespace =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders";
const NOON = "2026-11-20T12:00:00.000Z";

export const ORCHESTRATIONS = {
  approval: orchestrator((steps: Steps<ApprovalInput>, input) => approval(steps, input, AZURE_WAITS)),
  intake: orchestrator((steps: Steps<IntakeInput>, input) => intake(steps, input, AZURE_WAITS)),
} as const;

/** An approval whose `advance` gives these answers in turn and is over then. */
async function anApproval(
  answers: readonly (Rest | "fault")[],
  play: (engine: Engine) => Promise<void>,
): Promise<Engine> {
  const left = [...answers];
  const advance: EngineActivity = () => {
    const answer = left.shift() ?? { kind: "over" };
    if (answer === "fault") throw new Error("ARM answered 503");
    return answer;
  };
  const engine = new Engine("approval", ORCHESTRATIONS.approval, { advance }, new FakeClock());
  await engine.start({ requestId, failures: 0 } satisfies ApprovalInput);
  await play(engine);
  return engine;
}

async function anIntake(reconcile: EngineActivity, play: (engine: Engine) => Promise<void>): Promise<Engine> {
  const engine = new Engine("intake", ORCHESTRATIONS.intake, { reconcile }, new FakeClock());
  await engine.start({ namespace, looks: 0, notBefore: undefined } satisfies IntakeInput);
  await play(engine);
  return engine;
}

const rest: Rest = { kind: "wait", until: "2026-11-20T10:00:00.000Z" };
const looked = () => ({ kind: "looked", begun: 1, open: 0 });
const untilNoon = (engine: Engine) => engine.runUntil(NOON);

/** Each way through each orchestration, by a name that says which. */
export const PATHS: Readonly<Record<string, () => Promise<Engine>>> = {
  "approval-is-over-at-once": () => anApproval([], untilNoon),
  "approval-rests-until-a-time": () => anApproval([rest], untilNoon),
  "approval-is-woken": () => anApproval([rest], (engine) => engine.wake()),
  "approval-backs-off-after-faults": () => anApproval(["fault", "fault", rest, "fault"], untilNoon),
  "approval-is-woken-in-a-back-off": () => anApproval(["fault"], (engine) => engine.wake()),
  "intake-makes-its-looks": () => anIntake(looked, untilNoon),
  "intake-is-woken-in-a-burst": () =>
    anIntake(looked, async (engine) => {
      await engine.wake();
      await engine.wake();
      await untilNoon(engine);
    }),
  "intake-goes-on-after-a-failed-look": () =>
    anIntake(() => {
      throw new Error("ARM answered 503");
    }, untilNoon),
};

async function recorded(path: string): Promise<readonly Generation[]> {
  const engine = await PATHS[path]?.();
  if (!engine?.isOver) throw new Error(`${path} does not come to an end`);
  return engine.generations;
}

/** Writes a file a path into a folder. What was recorded once stays: it is what instances under way have behind them. */
export async function recordAll(folder: string): Promise<void> {
  for (const path of Object.keys(PATHS)) {
    writeFileSync(join(folder, `${path}.json`), `${JSON.stringify(await recorded(path), undefined, 1)}\n`, {
      flag: "wx",
    });
  }
}

const [, script, folder] = process.argv;
if (script?.endsWith("record-histories.ts") && folder !== undefined) void recordAll(folder);
