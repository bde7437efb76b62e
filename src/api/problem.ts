import type { QueryFault } from "../domain/search/words.ts";

const TITLES = {
  400: "Something in the request is wrong",
  401: "Sign in first",
  403: "Not allowed",
  404: "Not found",
  409: "Not now",
  413: "Too large",
  429: "Too many requests",
  500: "Something went wrong",
  503: "Not available",
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** Ends a request with a problem that says what is wrong, and with what. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: ProblemStatus;
  readonly faults: readonly QueryFault[];
  readonly retryAfterSeconds: number | undefined;
  constructor(
    status: ProblemStatus,
    detail: string,
    { faults = [], retryAfterSeconds }: { faults?: readonly QueryFault[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
    this.status = status;
    this.faults = faults;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function titleOf(status: ProblemStatus): string {
  return TITLES[status];
}

/** The same whether there is none or it is somebody else's. */
export function notFound(): Refused {
  return new Refused(404, "There is nothing of that name that you may see.");
}

/** Says of each parameter what is wrong with it. */
export function faulty(faults: readonly QueryFault[]): Refused {
  const words = faults.map(({ parameter, message }) => `${parameter} ${message}`).join("; ");
  return new Refused(400, `${words}.`, { faults });
}
