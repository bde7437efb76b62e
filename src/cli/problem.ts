import type { Problem } from "../domain/answers.ts";
import { harmless } from "./harmless.ts";
import { secondsToWait } from "./patience.ts";
import { Ended, EXIT, type ExitCode } from "./terminal.ts";

/** What an answer that is none means for whoever asked, in their words. */
export async function endedBy(response: Response, asked: string, now: Date): Promise<Ended> {
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
  return new Ended(exitFor(status), lines.map(harmless).join("\n"));
}

async function problemIn(response: Response): Promise<Partial<Problem> | undefined> {
  const isJson = /^application\/(problem\+)?json\b/i.test(response.headers.get("content-type") ?? "");
  try {
    const problem: unknown = isJson ? await response.json() : await response.body?.cancel();
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
};

function wordsFor(response: Response, now: Date): string {
  const { status } = response;
  const seconds = secondsToWait(response, now);
  if (seconds !== undefined && status !== 409) return `the service is busy (${status}). Try again in ${seconds} s.`;
  if (status >= 300 && status < 400)
    return `the service leads elsewhere (${status}), where the token does not follow. Is the address right?`;
  return WORDS[status] ?? `the service answers ${status}.`;
}

export function exitFor(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 409) return EXIT.found;
  return status === 429 || status >= 500 ? EXIT.noAnswer : EXIT.unusable;
}
