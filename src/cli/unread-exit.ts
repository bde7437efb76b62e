import { EXIT, type ExitCode } from "./terminal.ts";

/** How a command ends that could read nothing: as one question would have, were all answered like it. To somebody without a right Azure may say that a thing is not there. */
export function unreadExit(exits: readonly ExitCode[]): ExitCode {
  const [exit = EXIT.noAnswer, ...others] = new Set(
    exits.map((one) => (one === EXIT.unusable ? EXIT.notAllowed : one)),
  );
  return others.length > 0 ? EXIT.noAnswer : exit;
}
