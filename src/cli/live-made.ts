import { type Arm, ArmRefused } from "./arm.ts";
import { NotSignedIn } from "./terminal.ts";

/** What a PUT asked for, and what may therefore be there. */
export interface Made {
  readonly id: string;
  readonly apiVersion: string;
  /** A PUT got no answer: it may still come into being, even after it was deleted. */
  readonly mayComeLate: boolean;
}

/** The same Azure; what it is asked to make is noted before it is asked, and struck off when it says no. */
export function noting(arm: Arm, made: Map<string, Made>): Arm {
  return {
    ...arm,
    async put(id, apiVersion, body) {
      const before = made.get(id);
      made.set(id, { id, apiVersion, mayComeLate: true });
      try {
        const answer = await arm.put(id, apiVersion, body);
        made.set(id, { id, apiVersion, mayComeLate: before?.mayComeLate ?? false });
        return answer;
      } catch (error) {
        if (isRefusal(error)) restore(made, id, before);
        throw error;
      }
    },
  };
}

/** After a fault on Azure's side nobody knows whether it was made. */
function isRefusal(error: unknown): boolean {
  return error instanceof NotSignedIn || (error instanceof ArmRefused && !error.isFault);
}

function restore(made: Map<string, Made>, id: string, before: Made | undefined): void {
  if (before) made.set(id, before);
  else made.delete(id);
}
