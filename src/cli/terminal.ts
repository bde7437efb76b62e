/** What a command may touch of the world. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody reads the output, and how wide it is: then lines are fitted to it. */
  readonly screen: Screen | undefined;
  /** Whether progress can be shown and a question asked. */
  readonly isInteractive: boolean;
  now(): Date;
  print(line: string): void;
  complain(line: string): void;
  /** Part of what is printed, as it is; done once there is room for more. */
  write(chunk: Uint8Array | string): Promise<void>;
  /** One line that takes the place of the last such line; without words the line is cleared. */
  progress(words?: string): void;
  ask(question: string): Promise<string>;
  /** All of the standard input. */
  input(): Promise<string>;
  /** Ends early when interrupted. */
  wait(milliseconds: number, interrupted?: AbortSignal): Promise<void>;
  /**
   * From the call on, an interrupt (Ctrl-C, SIGTERM, the end of the session) ends what listens to it, and not the process. A second one
   * ends the process, with its last words.
   */
  interrupted(lastWords?: () => readonly string[]): AbortSignal;
}

export interface Screen {
  readonly columns: number;
  readonly hasColours: boolean;
}

/**
 * `done`: as it should be; `found`: faults, failed cases, or a refusal; `unusable`: wrong arguments, or something that is not there or
 * cannot be read; `notAllowed`: not signed in, or without the right; `noAnswer`: the service does not answer.
 */
export const EXIT = { done: 0, found: 1, unusable: 2, notAllowed: 3, noAnswer: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command: what was asked cannot be done, and why, in words for a person. */
export class Ended extends Error {
  override readonly name: string = "Ended";
  readonly exit: ExitCode;

  constructor(exit: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exit = exit;
  }
}

export class Unusable extends Ended {
  override readonly name = "Unusable";

  constructor(message: string, options?: ErrorOptions) {
    super(EXIT.unusable, message, options);
  }
}

/** There is no token, or none that is taken: nothing more need be asked with it. */
export class NotSignedIn extends Ended {
  override readonly name = "NotSignedIn";

  constructor(message: string, options?: ErrorOptions) {
    super(EXIT.notAllowed, message, options);
  }
}
