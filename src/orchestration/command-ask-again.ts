import type { Asker, ClickAnswer } from "../domain/click.ts";
import type { CommandAnswer } from "../domain/command.ts";
import type { Orchestrations } from "../ports.ts";
import { takeClick } from "./clicks.ts";
import { requestNamed, type Scope } from "./command-scope.ts";
import { isNone, notOne } from "./command-show.ts";
import { noteAttempt } from "./note-attempt.ts";
import type { World } from "./world.ts";

export interface AskedAgain {
  readonly scope: Scope;
  readonly asker: Asker;
  readonly request: string;
  readonly comment: string;
}

/** The same as the button on the card of a request that ended without a decision carried out. */
export async function askAgain(
  world: World,
  orchestrations: Orchestrations,
  { scope, asker, request: name, comment }: AskedAgain,
): Promise<CommandAnswer> {
  const { person } = asker;
  const wish = { verb: "ask-again", comment, person, confirmed: true } as const;
  const request = await requestNamed(world, scope, name);
  if (request === "none") await noteAttempt(world, { ...wish, requestId: name });
  if (isNone(request)) return notOne(request);
  return inAnswer(await takeClick(world, orchestrations, { ...wish, requestId: request.id }));
}

/** What a click is answered with, in answer to words. */
export function inAnswer(answer: ClickAnswer): CommandAnswer {
  switch (answer.kind) {
    case "begun":
      return { kind: "words", text: answer.message, begun: true };
    case "refused":
      return answer.card ? { ...answer, card: answer.card } : { kind: "words", text: answer.reason };
    case "accepted":
    case "confirm":
      return { kind: "card", card: answer.card };
  }
}
