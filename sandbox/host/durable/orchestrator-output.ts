import { z } from "zod";
import type { TypedData } from "../core.ts";
import { messageOf } from "../log.ts";
import { type Action, parseAction } from "./actions.ts";

/** What an orchestrator function gave back: all its actions so far, and whether it has ended. */
export interface OrchestratorOutput {
  readonly actions: readonly Action[];
  readonly isDone: boolean;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly error: string | undefined;
}

const state = z.looseObject({
  isDone: z.boolean(),
  actions: z.array(z.array(z.unknown())),
  output: z.unknown().optional(),
  customStatus: z.unknown().optional(),
  error: z.string().optional(),
});

/** durable-functions puts the state of a failed orchestrator behind this mark into the error's message. */
const failureMark = "$OutOfProcData$:";

export function outputOf(returned: TypedData | undefined): OrchestratorOutput {
  if (returned?.json === undefined) throw new Error("The orchestrator gave back no state");
  return parsed(returned.json);
}

export function outputOfFault(fault: unknown): OrchestratorOutput {
  const message = messageOf(fault);
  const at = message.indexOf(failureMark);
  if (at < 0) throw fault;
  const output = parsed(message.slice(at + failureMark.length));
  return { ...output, isDone: true, error: output.error ?? message.slice(0, at).trim() };
}

function parsed(json: string): OrchestratorOutput {
  const { actions, isDone, output, customStatus, error } = state.parse(JSON.parse(json));
  return { actions: actions.flat().map(parseAction), isDone, output, customStatus, error };
}
