import type { ConnectionState } from "../arm/control.ts";
import type { Sandbox } from "../sandbox.ts";
import type { PostedCard } from "../teams/record.ts";
import { type Asking, askingIn } from "./asking.ts";
import { type Doing, doingIn } from "./doing.ts";
import { type Seeing, seeingIn } from "./seeing.ts";
import { type Rows, storedRows } from "./stored-rows.ts";

export type Carded = Pick<Asked, "card" | "requestId">;

/** One endpoint's way through the sandbox, seen in the parts that own it. */
export interface Asked {
  readonly endpoint: string;
  /** Just before the endpoint was created. */
  readonly joinedAt: string;
  readonly connection: ConnectionState;
  readonly requestId: string;
  readonly card: PostedCard;
}

/** What a scenario does and sees. What was done is seen in ARM, the Playground's connector and storage; only `Asking` asks the service. */
export interface Stage extends Doing, Seeing, Rows, Asking {
  readonly sandbox: Sandbox;
  /** Says what was observed; it becomes a line of the timeline. */
  step(what: string): void;
  /** Measured values for the output. */
  measured(figures: Readonly<Record<string, number>>): void;
}

export type Telling = Pick<Stage, "step"> & Partial<Pick<Stage, "measured">>;

export function stageOf(sandbox: Sandbox, { step, measured = () => {} }: Telling): Stage {
  const seeing = seeingIn(sandbox);
  return {
    sandbox,
    step,
    measured,
    ...seeing,
    ...doingIn(sandbox, seeing),
    ...storedRows(sandbox),
    ...askingIn(sandbox),
  };
}
