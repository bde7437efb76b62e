import { randomBytes } from "node:crypto";
import { isGuid } from "../domain/azure-id.ts";
import { reachArm } from "./arm.ts";
import { command, printJson, printLines } from "./command.ts";
import { harmlessJson } from "./harmless.ts";
import { eventQueue, type SeenEvent } from "./live-events.ts";
import { build, eventually, type Lab, labAt, removals, takeDown } from "./live-lab.ts";
import { type Answers, askAll } from "./live-questions.ts";
import { oneChunk, saveTo } from "./save.ts";
import { tableOf } from "./table.ts";
import { EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";
import { counted } from "./words.ts";

export const liveCheck = command({
  words: "live-check",
  told: "Finds out in a real subscription what is known from nowhere else (not yet run against Azure)",
  options: (parser) =>
    parser
      .option("subscription", {
        type: "string",
        requiresArg: true,
        demandOption: true,
        describe: "Where it makes its own resource group, and removes it",
      })
      .option("yes", { type: "boolean", default: false, describe: "Do it: some cents, some fifteen minutes" })
      .option("location", { type: "string", default: "westeurope", requiresArg: true, describe: "Region" })
      .option("output", {
        type: "string",
        default: "live-check.json",
        requiresArg: true,
        describe: "File for the answers",
      })
      .option("json", { type: "boolean", default: false, describe: "The answers on the standard output too" }),
  async run({ subscription, yes, location, output, json }, terminal) {
    if (!isGuid(subscription)) throw new Unusable(`--subscription ${subscription}: give its id, a GUID.`);
    if (!yes) return explain(subscription, terminal);
    const name = `ra-live-${randomBytes(4).toString("hex")}`;
    const interrupted = terminal.interrupted();
    const lab = labAt({ arm: reachArm(terminal), name, subscription, location, terminal, interrupted });
    await save(output, cutOff(lab));
    const report = await check(lab);
    await save(output, report);
    if (json) printJson(terminal, report);
    else printLines(terminal, linesOf(report, output));
    return report.failed === undefined && report.left.length === 0 ? EXIT.done : EXIT.found;
  },
});

function explain(subscription: string, terminal: Terminal): ExitCode {
  printLines(terminal, [
    `This makes a resource group in ${subscription}, with a Relay namespace, a storage account, a network and private`,
    "endpoints, and an event subscription of the whole subscription; it asks Azure what it has to, and removes all of it.",
    "It takes some fifteen minutes and costs some cents. Nothing that is there is touched. Say --yes to do it.",
  ]);
  return EXIT.found;
}

interface LiveReport {
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  readonly begunAt: string;
  readonly endedAt: string;
  readonly answers: Answers;
  readonly events: readonly SeenEvent[];
  /** Why it ended before all was asked. */
  readonly failed?: string;
  /** Commands that remove what could not be removed. */
  readonly left: readonly string[];
}

const save = (file: string, report: LiveReport) => saveTo(file, oneChunk(`${harmlessJson(report)}\n`));

/** What stands in the file until the check has ended, so that whoever ends it by force finds there what to remove. */
function cutOff({ name, subscription, location, terminal }: Lab): LiveReport {
  const begunAt = terminal.now().toISOString();
  const place = { name, subscription, location, begunAt, endedAt: begunAt };
  const left = Object.values(removals({ name, subscription }));
  return { ...place, answers: {}, events: [], failed: "It was cut off.", left };
}

/** Whatever happens, what was made is taken away, and what was learnt is kept. */
async function check(lab: Lab): Promise<LiveReport> {
  const { name, subscription, location, terminal } = lab;
  const begunAt = terminal.now().toISOString();
  let answers: Answers = {};
  const events: SeenEvent[] = [];
  let failed: string | undefined;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failed ??= (error as Error).message;
    }
  };
  await attempt(async () => {
    await build(lab);
    const read = await eventQueue(lab);
    await attempt(() =>
      askAll(lab, (more) => {
        answers = { ...answers, ...more };
      }),
    );
    await gather(lab, read, events);
  });
  const left = await takeDown(lab);
  const endedAt = terminal.now().toISOString();
  const place = { name, subscription, location, begunAt, endedAt };
  return { ...place, answers, events, ...(failed !== undefined && { failed }), left };
}

/** Event Grid may be some minutes late; so many looks without anything new mean that all have come. */
const QUIET_LOOKS = 24;

async function gather(lab: Lab, read: () => Promise<readonly SeenEvent[]>, events: SeenEvent[]): Promise<void> {
  let quiet = 0;
  await eventually(lab, "no more events come", async () => {
    const news = await read();
    events.push(...news);
    quiet = news.length > 0 ? 0 : quiet + 1;
    return quiet >= QUIET_LOOKS ? true : undefined;
  });
}

function linesOf({ answers, events, failed, left }: LiveReport, output: string): readonly string[] {
  const rows = Object.entries(answers).map(([question, answer]) => [question, inWords(answer)]);
  const kinds = Map.groupBy(events, ({ eventType, operation }) => `${eventType}\t${operation}`);
  const heard = [...kinds].map(([kind, all]) => [...kind.split("\t"), all.length]);
  return [
    ...(rows.length > 0 ? [...tableOf(["QUESTION", "ANSWER"], rows), ""] : []),
    ...(heard.length > 0 ? [...tableOf(["EVENT", "OPERATION", "COUNT"], heard), ""] : ["No event came.", ""]),
    ...(failed === undefined ? [] : [`Not all was asked: ${failed}`]),
    ...(left.length === 0 ? ["Everything that was made is removed."] : ["Something is left. Remove it:", ...left]),
    `${counted(rows.length, "answer")} in ${output}.`,
  ];
}

function inWords(answer: Answers[keyof Answers]): string {
  if (typeof answer !== "object") return String(answer);
  return Object.entries(answer)
    .filter(([name]) => name !== "message")
    .map(([, value]) => value)
    .join(", ");
}
