import type { Figures, MetricsAnswer } from "../domain/answers.ts";
import { asking, asksService, printJson, printLines } from "./command.ts";
import { type Row, tableOf } from "./table.ts";
import { EXIT, type Screen } from "./terminal.ts";
import { duration, minuteOf, namespaceName } from "./words.ts";

const TIMES = ["HALF WITHIN", "95 % WITHIN"];
const HEAD = ["NAMESPACE", "DECIDED", ...TIMES, "APPROVED", "REJECTED", "BY RULE", "EXPIRED", "OPEN"];

export const metrics = asking({
  words: "metrics",
  told: "How long decisions took, and how requests ended",
  options: (parser) =>
    asksService(parser)
      .option("namespace", { type: "string", requiresArg: true, describe: "Name or id of a namespace" })
      .option("from", { type: "string", requiresArg: true, describe: "From this time on" })
      .option("to", { type: "string", requiresArg: true, describe: "Up to this time" })
      .option("days", { type: "boolean", default: false, describe: "Day by day too" }),
  async run({ namespace, from, to, days, json }, api, terminal) {
    const answer = await api.get<MetricsAnswer>("api/metrics", "all", { namespace, from, to });
    if (json) printJson(terminal, answer);
    else printLines(terminal, metricsLines(answer, days, terminal.screen));
    return EXIT.done;
  },
});

function metricsLines(answer: MetricsAnswer, withDays: boolean, screen: Screen | undefined): readonly string[] {
  const rows = [...answer.namespaces.map((one) => row(namespaceName(one.namespace), one)), row("all", answer.all)];
  const days = answer.days.map(({ day, decided, p50Seconds, p95Seconds, used }) => [
    day,
    decided,
    time(p50Seconds),
    time(p95Seconds),
    used,
  ]);
  return [
    `From ${minuteOf(answer.from)} to ${minuteOf(answer.to)} UTC`,
    "",
    ...tableOf(HEAD, rows, screen),
    ...(withDays ? ["", ...tableOf(["DAY", "DECIDED", ...TIMES, "ENDPOINTS USED"], days, screen)] : []),
  ];
}

function row(name: string, figures: Figures): Row {
  const { decided, p50Seconds, p95Seconds, approved, rejected, autoApproved, expired, open } = figures;
  return [name, decided, time(p50Seconds), time(p95Seconds), approved, rejected, autoApproved, expired, open];
}

function time(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : duration(seconds);
}
