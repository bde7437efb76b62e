import { randomBytes } from "node:crypto";
import { SUBSCRIPTIONS_API } from "./api-versions.ts";
import { type Arm, ArmRefused, reachArm } from "./arm.ts";
import { command, printJson, printLines, refuseNoId } from "./command.ts";
import { harmlessJson } from "./harmless.ts";
import { eventQueue, type SeenEvent } from "./live-events.ts";
import { build, eventually, type Lab, labAt } from "./live-lab.ts";
import { askAll } from "./live-questions.ts";
import { leftOf, takeDown } from "./live-removal.ts";
import { type Learnt, type LiveReport, linesOf, reportBefore, reportOf, savedLine } from "./live-report.ts";
import { outputFile, refuseUnfit } from "./output-file.ts";
import { oneChunk, saveTo } from "./save.ts";
import { Ended, EXIT, type ExitCode, type Terminal } from "./terminal.ts";

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
    refuseNoId(subscription);
    if (!yes) return explain(subscription, terminal);
    await refuseUnfit({ output });
    const arm = reachArm(terminal);
    await mustBeReadable(arm, subscription);
    const name = `ra-live-${randomBytes(4).toString("hex")}`;
    const interrupted = terminal.interrupted(() => lastWords(lab));
    const lab: Lab = labAt({ arm, name, subscription, location, terminal, interrupted });
    interrupted.addEventListener("abort", () => firstWords(terminal));
    const { report, wasMade, exit } = await check(lab, await keeperOf(output));
    const unsaved = await save(output, report).catch((error: Error) => error);
    if (json) printJson(terminal, report);
    else printLines(terminal, linesOf(report, wasMade));
    if (unsaved) throw unsaved;
    if (!json) terminal.print(savedLine(report, output));
    return exit;
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

/** Before anything is made: whoever is not signed in, or has no way to Azure, has nothing to remove. */
async function mustBeReadable(arm: Arm, subscription: string): Promise<void> {
  await arm.get(`/subscriptions/${subscription}`, SUBSCRIPTIONS_API);
}

function firstWords(terminal: Terminal): void {
  terminal.progress();
  terminal.complain("Interrupted: what was made is taken away, which may take minutes. Once more ends that too.");
}

/** Of whoever is told to end at once. */
function lastWords(lab: Lab): readonly string[] {
  const left = leftOf(lab);
  return left.length > 0 ? ["Ended at once, and something is left. Remove it:", ...left] : [];
}

const save = (file: string, report: LiveReport) => saveTo(file, oneChunk(`${harmlessJson(report)}\n`));

type Keep = (report: LiveReport) => Promise<void>;

/** A pipe or a device gets the last report only: there the one before stays. */
async function keeperOf(file: string): Promise<Keep> {
  return (await outputFile(file)).isReplaced ? (report) => save(file, report) : async () => {};
}

/** Whatever happens, what was made is taken away, and what was learnt is kept at once. */
async function check(lab: Lab, keep: Keep) {
  const begunAt = lab.terminal.now().toISOString();
  let learnt: Learnt = { answers: {} };
  const learn = (more: Partial<Learnt>) => {
    learnt = { ...learnt, ...more };
    return keep(reportBefore(lab, begunAt, learnt));
  };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      learnt = { failure: error as Error, ...learnt };
    }
  };
  await learn({});
  await attempt(async () => {
    await build(lab);
    const read = await eventQueue(lab);
    await attempt(() => askAll(lab, (more) => learn({ answers: { ...learnt.answers, ...more } })));
    await gather(lab, read, (events) => learn({ events }));
  });
  const wasMade = lab.made.size > 0;
  await takeDown(lab);
  const report = reportOf(lab, begunAt, learnt);
  return { report, wasMade, exit: report.left.length > 0 ? EXIT.found : exitOf(learnt) };
}

/** What Azure refuses on the way is something that was found out. */
function exitOf({ failure }: Learnt): ExitCode {
  if (failure === undefined) return EXIT.done;
  return failure instanceof Ended && !(failure instanceof ArmRefused) ? failure.exit : EXIT.found;
}

/** Event Grid may be some minutes late; so many looks without anything new mean that all have come. */
const QUIET_LOOKS = 24;

type Read = () => Promise<readonly SeenEvent[]>;

async function gather(lab: Lab, read: Read, hear: (all: readonly SeenEvent[]) => Promise<void>): Promise<void> {
  const events: SeenEvent[] = [];
  let quiet = 0;
  await eventually(lab, "no more events come", async () => {
    const news = await read();
    const isFirst = quiet === 0 && events.length === 0;
    quiet = news.length > 0 ? 0 : quiet + 1;
    events.push(...news);
    if (isFirst || news.length > 0) await hear([...events]);
    return quiet >= QUIET_LOOKS ? true : undefined;
  });
}
