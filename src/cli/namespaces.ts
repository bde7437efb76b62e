import type { NamespaceSummary, NamespacesAnswer } from "../domain/answers.ts";
import { asking, asksService, printJson, printLines } from "./command.ts";
import { type Row, tableOf } from "./table.ts";
import { EXIT } from "./terminal.ts";
import { age } from "./words.ts";

const HEAD = [
  ...["NAMESPACE", "GROUP", "USED", "PENDING", "APPROVED", "REJECTED", "DISCONNECTED", "OPEN", "OLDEST WAITS"],
  ...["RESOURCE GROUP", "SUBSCRIPTION"],
];

export const namespaces = asking({
  words: "namespaces",
  told: "The namespaces with their connections, and how many of the 64 places are used",
  options: (parser) => asksService(parser),
  async run({ json }, api, terminal) {
    const answer = await api.get<NamespacesAnswer>("api/namespaces", "namespaces");
    if (json) printJson(terminal, answer);
    else if (answer.namespaces.length === 0) terminal.complain("No namespace that you may see is watched.");
    else
      printLines(
        terminal,
        tableOf(
          HEAD,
          answer.namespaces.map((one) => row(one, terminal.now())),
          terminal.screen,
        ),
      );
    return EXIT.done;
  },
});

function row(one: NamespaceSummary, now: Date): Row {
  const { Pending, Approved, Rejected, Disconnected } = one.connections;
  return [
    one.name,
    one.group,
    usedCell(one),
    { text: Pending, colour: Pending > 0 ? "yellow" : undefined },
    Approved,
    Rejected,
    Disconnected,
    one.open,
    one.oldestPendingAt && age(one.oldestPendingAt, now),
    one.resourceGroup,
    one.subscription,
  ];
}

function usedCell({ used, most }: NamespaceSummary) {
  const colour = used >= most * 0.9 ? "red" : used >= most * 0.75 ? "yellow" : undefined;
  return { text: `${used} of ${most}`, colour } as const;
}
