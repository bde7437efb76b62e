import type { z } from "zod";
import { EndedByAnswer } from "./problem.ts";
import { EXIT } from "./terminal.ts";

/** The answer, which has what is read of it; another one ends what was asked for, and nothing else. */
export function shaped<Answer>(shape: z.ZodType, answer: Answer, path: string): Answer {
  if (shape.safeParse(answer).success) return answer;
  const words = `${path} is answered in a form that this command line does not know. Is it of the service's version?`;
  throw new EndedByAnswer(EXIT.noAnswer, words, { status: 200, isOurs: true });
}
