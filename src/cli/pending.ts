import type { RequestSummary, RequestsAnswer } from "../domain/answers.ts";
import { asking, asksService, atMost, printJson, printLines } from "./command.ts";
import { type Row, tableOf } from "./table.ts";
import { EXIT } from "./terminal.ts";
import { age, counted, endpointName, namespaceName } from "./words.ts";

const HEAD = ["REQUEST", "ASKS TO", "NAMESPACE", "ENDPOINT", "TENANT", "WAITS", "DEADLINE IN", "VOTES", "MESSAGE"];
const MESSAGE = HEAD.indexOf("MESSAGE");

export const pending = asking({
  words: "pending [namespace]",
  told: "The open requests, those that have waited longest first",
  options: (parser) =>
    asksService(parser)
      .positional("namespace", { type: "string", describe: "Name or id of a namespace" })
      .option("top", { type: "number", requiresArg: true, coerce: atMost, describe: "At most so many, 1 to 500" }),
  async run({ namespace, top, json }, api, terminal) {
    const answer = await api.get<RequestsAnswer>("api/requests", "requests", { state: "open", namespace, top });
    if (json) printJson(terminal, answer);
    else {
      const oldestFirst = answer.requests.toSorted((one, other) => (one.seenAt < other.seenAt ? -1 : 1));
      const rows = oldestFirst.map((one) => row(one, terminal.now()));
      if (rows.length > 0) printLines(terminal, tableOf(HEAD, rows, terminal.screen, MESSAGE));
      terminal.complain(`${counted(rows.length, "open request")}.${answer.next ? " There are more: --top 500." : ""}`);
    }
    return EXIT.done;
  },
});

function row(one: RequestSummary, now: Date): Row {
  const { id, kind, namespace, privateEndpoint, requester, seenAt, deadlineAt, votes, votesNeeded, message } = one;
  return [
    id,
    kind === "approve-or-reject" ? "connect" : kind,
    namespaceName(namespace),
    endpointName(privateEndpoint),
    requester.tenant,
    age(seenAt, now),
    deadlineCell(deadlineAt, now),
    `${votes} of ${votesNeeded}`,
    message || undefined,
  ];
}

const SOON_MS = 24 * 3_600_000;

function deadlineCell(deadlineAt: string | undefined, now: Date) {
  if (deadlineAt === undefined) return undefined;
  const left = Date.parse(deadlineAt) - now.getTime();
  if (left <= 0) return { text: "over", colour: "red" } as const;
  return { text: age(deadlineAt, now), colour: left < SOON_MS ? "yellow" : undefined } as const;
}
