import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { OrchestrationHandler } from "durable-functions";
import { AZURE_WAITS } from "../../src/domain/waits.ts";
import { type ApprovalInput, approval } from "../../src/orchestration/approval.ts";
import { orchestrator } from "../../src/orchestration/durable.ts";
import type { Steps } from "../../src/orchestration/steps.ts";
import type { Generation } from "../support/histories.ts";
import { ORCHESTRATIONS, PATHS } from "../support/record-histories.ts";
import { differences } from "./differences.ts";

const FOLDER = join(process.cwd(), "test/replay/histories");
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const handlers: Readonly<Record<string, OrchestrationHandler>> = ORCHESTRATIONS;

function historyIn(file: string): readonly Generation[] {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
}

async function differencesIn(file: string, handlerOf: (orchestration: string) => OrchestrationHandler | undefined) {
  const found: string[] = [];
  for (const generation of historyIn(file)) {
    const handler = handlerOf(generation.orchestration);
    if (!handler) throw new Error(`There is no orchestration ${generation.orchestration} any more`);
    found.push(...(await differences(handler, generation)));
  }
  return found;
}

/** `approval` as it would be if somebody changed it. */
function changed(change: (steps: Steps<ApprovalInput>) => Steps<ApprovalInput>): OrchestrationHandler {
  return orchestrator((steps: Steps<ApprovalInput>, input) => approval(change(steps), input, AZURE_WAITS));
}

describe("instances that are under way when a new version is deployed", () => {
  it("are recorded on every path of every orchestration", () => {
    expect(files.map((file) => file.replace(".json", "")).sort()).toEqual(
      expect.arrayContaining(Object.keys(PATHS).sort()),
    );
  });

  it.each(files)("find in %s what they did before", async (file) => {
    expect(await differencesIn(file, (orchestration) => handlers[orchestration])).toEqual([]);
  });

  it.each(files)("have at most 15 events a generation in %s", (file) => {
    expect(Math.max(...historyIn(file).map(({ history }) => history.length))).toBeLessThanOrEqual(15);
  });
});

describe("a change that breaks instances under way is found", () => {
  it("when an activity is renamed", async () => {
    const renamed = changed((steps) => ({
      ...steps,
      attempt: (_, input) => steps.attempt("goOn" as never, input as never),
    }));
    expect(await differencesIn("approval-is-woken.json", () => renamed)).toContain(
      "turn 1 schedules activity goOn; the history says activity advance",
    );
  });

  it("when a step comes before another", async () => {
    const reordered = changed((steps) => ({
      ...steps,
      *attempt(name, requestId) {
        yield* steps.sleep(steps.now());
        return yield* steps.attempt(name, requestId);
      },
    }));
    expect(await differencesIn("approval-is-woken.json", () => reordered)).toContain(
      "turn 1 schedules timer; the history says activity advance",
    );
  });

  it("when a step is left out", async () => {
    const shortened = changed((steps) => ({ ...steps, wakeOr: () => [].values() as never }));
    expect(await differencesIn("approval-rests-until-a-time.json", () => shortened)).not.toEqual([]);
  });
});
