import { styleText } from "node:util";
import type { Sandbox } from "../sandbox.ts";
import type { Scenario } from "./scenario.ts";
import { stageOf, type Telling } from "./stage.ts";

export interface TimelineEntry {
  /** Milliseconds since the scenario began. */
  readonly at: number;
  readonly step: string;
}

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  readonly ms: number;
  readonly timeline: readonly TimelineEntry[];
  readonly figures?: Readonly<Record<string, number>>;
  readonly error?: string;
}

/** Runs one scenario; whatever was not observed is its error. */
export async function runScenario(
  { name, run }: Scenario,
  sandbox: Sandbox,
  hear: (entry: TimelineEntry) => void,
): Promise<ScenarioResult> {
  const began = performance.now();
  const timeline: TimelineEntry[] = [];
  const elapsed = () => Math.round(performance.now() - began);
  const step = (what: string) => {
    const entry = { at: elapsed(), step: what };
    timeline.push(entry);
    hear(entry);
  };
  try {
    let figures: ScenarioResult["figures"];
    const measured: Telling["measured"] = (values) => {
      figures = values;
    };
    await run(stageOf(sandbox, { step, measured }));
    return { name, passed: true, ms: elapsed(), timeline, ...(figures ? { figures } : {}) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    hear({ at: elapsed(), step: `FAILED: ${message}` });
    return { name, passed: false, ms: elapsed(), timeline, error: message };
  }
}

export function linesOf({ at, step }: TimelineEntry): string {
  const time = `+${(at / 1_000).toFixed(3)} s`.padStart(12);
  return `${styleText("dim", time)}  ${step}`;
}

export function summaryOf(results: readonly ScenarioResult[]): string {
  const rows = results.map(({ name, passed, ms }) => {
    const verdict = passed ? styleText("green", "passed") : styleText("red", "FAILED");
    return `  ${name.padEnd(28)}${verdict}${`${(ms / 1_000).toFixed(1)} s`.padStart(9)}`;
  });
  const passed = results.filter((result) => result.passed).length;
  return ["", ...rows, "", `${passed} passed, ${results.length - passed} failed`].join("\n");
}
