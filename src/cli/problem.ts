import type { Problem } from "../domain/answers.ts";
import { textOf } from "./answer-text.ts";
import { harmless } from "./harmless.ts";
import { secondsToWait } from "./patience.ts";
import { Ended, EXIT, type ExitCode } from "./terminal.ts";

interface Answered {
  readonly status: number;
  /** Whether the service said it, and not what stands in front of it, or in its place. */
  readonly isOurs: boolean;
}

/** There was an answer, and it is none to what was asked. */
export class EndedByAnswer extends Ended {
  override readonly name = "EndedByAnswer";
  readonly status: number;
  readonly isOurs: boolean;

  constructor(exit: ExitCode, message: string, { status, isOurs }: Answered) {
    super(exit, message);
    this.status = status;
    this.isOurs = isOurs;
  }
}

/** What an answer that is none means for whoever asked, in their words. */
export async function endedBy(response: Response, asked: string, now: Date): Promise<EndedByAnswer> {
  const { status } = response;
  const problem = await problemIn(response);
  const { faults = [], detail, title } = problem ?? {};
  const said = detail ?? title;
  const isSaidByFaults = faults.length > 0 && faults.every(({ message }) => said?.includes(message));
  const lines = [
    `${asked}: ${wordsFor(response, now)}${said && !isSaidByFaults ? ` ${said}` : ""}`,
    ...faults.map(({ parameter, message }) => `  ${parameter}: ${message}`),
    ...(problem?.correlation ? [`Correlation id: ${problem.correlation}`] : []),
  ];
  const isOurs = typeof problem?.correlation === "string";
  return new EndedByAnswer(exitFor(status), lines.map(harmless).join("\n"), { status, isOurs });
}

/** A problem has some hundred bytes; whatever stands in front of the service may say more, or never end. */
const LIMITS = { milliseconds: 10_000, bytes: 1_000_000 };

async function problemIn(response: Response): Promise<Partial<Problem> | undefined> {
  const isJson = /^application\/(problem\+)?json\b/i.test(response.headers.get("content-type") ?? "");
  try {
    const problem: unknown = isJson ? JSON.parse(await textOf(response, LIMITS)) : await response.body?.cancel();
    return typeof problem === "object" && problem !== null ? problem : undefined;
  } catch {
    return undefined;
  }
}

const WORDS: Readonly<Record<number, string>> = {
  400: "the service cannot make sense of it.",
  401: "the service does not take the token: it may be of another tenant or for another service, or too old. Sign in anew.",
  403: "you are signed in, but not allowed to do this.",
  404: "there is no such thing, or none that you may see.",
  409: "not now.",
  503: "the service cannot do this now (503).",
};

function wordsFor(response: Response, now: Date): string {
  const { status, headers } = response;
  const isBusy = status === 429 || (status === 503 && headers.has("retry-after"));
  const seconds = isBusy ? secondsToWait(response, now) : undefined;
  if (seconds !== undefined) return `the service is busy (${status}). Try again in ${seconds} s.`;
  if (status >= 300 && status < 400)
    return `the service leads elsewhere (${status}), where the token does not follow. Is the address right?`;
  return WORDS[status] ?? `the service answers ${status}.`;
}

export function exitFor(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 409) return EXIT.found;
  return status === 429 || status >= 500 ? EXIT.noAnswer : EXIT.unusable;
}
