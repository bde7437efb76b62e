/** What a command may touch of the world. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): Date;
  print(line: string): void;
  complain(line: string): void;
  /** All of the standard input. */
  input(): Promise<string>;
}

/** `done`: as it should be; `found`: faults or failed cases; `unusable`: wrong arguments, or something that cannot be read. */
export const EXIT = { done: 0, found: 1, unusable: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command: what was asked cannot be done, and why. */
export class Unusable extends Error {
  override readonly name = "Unusable";
}
