import type { DecideAnswer } from "../domain/answers.ts";
import type { Card } from "../domain/card.ts";
import type { Verdict } from "../domain/request-kind.ts";
import type { Api } from "./api.ts";
import { asking, asksService, printJson } from "./command.ts";
import { harmless } from "./harmless.ts";
import { requestId } from "./request-argument.ts";
import { Ended, EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";
import { endpointName } from "./words.ts";

/** Says it to the service; `confirmedFor` is there once it was asked back and confirmed. */
export type Say = (confirmed: { readonly confirmedFor: string | undefined } | undefined) => Promise<DecideAnswer>;

interface How {
  /** What is asked for, as a verb. */
  readonly to: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** What Azure cannot undo is asked once more, and again when by then another endpoint stands there. */
export async function decide(say: Say, { to, yes, json }: How, terminal: Terminal): Promise<ExitCode> {
  let answer = await say(undefined);
  for (let asked = 0; answer.kind === "confirm"; asked += 1) {
    await confirm(answer.card, { to, yes: yes && asked === 0 }, terminal);
    answer = await say({ confirmedFor: answer.confirmedFor });
  }
  if (json) printJson(terminal, answer);
  else if (answer.kind === "refused") terminal.complain(harmless(`Refused: ${answer.reason}`));
  else terminal.print(harmless(answer.kind === "begun" ? answer.message : acceptedInWords(answer.card)));
  return answer.kind === "refused" ? EXIT.found : EXIT.done;
}

async function confirm(card: Card, { to, yes }: Pick<How, "to" | "yes">, terminal: Terminal): Promise<void> {
  if (yes) return;
  const { namespace, privateEndpoint, requesterSubscription = "not known" } = card;
  const what = harmless(
    `Azure cannot undo this: to ${to} ${endpointName(privateEndpoint)} at ${namespace}, of subscription ${requesterSubscription}. ` +
      "Only the requester can ask again.",
  );
  if (!terminal.isInteractive)
    throw new Ended(EXIT.found, `${what}\nNothing is done. To do it, say it again with --yes.`);
  terminal.complain(what);
  const said = await terminal.ask("Do it? [y/N] ");
  if (!/^y(?:es)?$/i.test(said.trim())) throw new Ended(EXIT.found, "Nothing is done.");
}

function acceptedInWords({ votes, votesNeeded, decision, requestId: request, state }: Card): string {
  if (decision) return `Decided: ${decision.verdict} ${request}. What becomes of it: relay-approvals show ${request}`;
  if (state === "held") return `Held: the requester is asked, and the deadline of ${request} stands still.`;
  return `Recorded for ${request}: ${votes.length} of ${votesNeeded} votes.`;
}

export const approve = voting("approve", "Votes to let an endpoint in");
export const reject = voting("reject", "Votes to turn an endpoint away, which Azure cannot undo");
export const keep = voting("keep", "Votes to leave a connection as it is that others want to revoke or remove");

function voting(verdict: Verdict, told: string) {
  return asking({
    words: `${verdict} <request>`,
    told,
    options: (parser) =>
      asksService(parser)
        .positional("request", { type: "string", demandOption: true, describe: "Id of a request" })
        .option("comment", { type: "string", requiresArg: true, describe: "Why; the requester reads it in Azure" })
        .option("yes", { type: "boolean", default: false, describe: "Do not ask once more" }),
    run: ({ request, comment, yes, json }, api, terminal) =>
      decide(vote(api, requestId(request), verdict, comment), { to: verdict, yes, json }, terminal),
  });
}

export function vote(api: Api, request: string, verdict: Verdict, comment: string | undefined): Say {
  return (confirmed) =>
    api.post<DecideAnswer>(`api/requests/${request}/votes`, "kind", {
      verdict,
      comment,
      ...(confirmed && { confirmed: true }),
    });
}

export const hold = asking({
  words: "hold <request>",
  told: "Asks the requester something; meanwhile the deadline stands still",
  options: (parser) =>
    asksService(parser)
      .positional("request", { type: "string", demandOption: true, describe: "Id of a request" })
      .option("comment", { type: "string", requiresArg: true, demandOption: true, describe: "The question" }),
  run({ request, comment, json }, api, terminal) {
    if (comment.trim() === "") throw new Unusable("--comment: give the question.");
    const path = `api/requests/${requestId(request)}/holds`;
    return decide(
      () => api.post<DecideAnswer>(path, "kind", { question: comment }),
      { to: "hold", yes: false, json },
      terminal,
    );
  },
});
