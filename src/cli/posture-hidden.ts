import { ArmRefused } from "./arm.ts";
import { Ended, type ExitCode, NotSignedIn } from "./terminal.ts";

/** Something that could not be read. */
export interface Hidden {
  /** What, and why. */
  readonly what: string;
  /** What the command would end with, were this all that there is to read. */
  readonly exit: ExitCode;
}

/** What cannot be read is noted, and takes nothing else with it. Only a token that Azure does not take ends everything. */
export async function unlessHidden<Value>(
  hidden: Hidden[],
  where: string,
  read: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isOfOne(error)) throw error;
    const what = error instanceof ArmRefused ? error.message : `${where}: ${error.message}`;
    hidden.push({ what, exit: error.exit });
    return undefined;
  }
}

/** Whether the next question may well be answered. */
export function isOfOne(error: unknown): error is Ended {
  return error instanceof Ended && !(error instanceof NotSignedIn);
}
