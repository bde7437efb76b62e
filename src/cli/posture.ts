import { type Reached, reachApi } from "./api.ts";
import { reachArm } from "./arm.ts";
import { asksService, command, printJson, printLines, refuseNoId } from "./command.ts";
import { harmlessJson } from "./harmless.ts";
import { refuseUnfit } from "./output-file.ts";
import { decidedMeanwhile } from "./posture-again.ts";
import { htmlOf } from "./posture-html.ts";
import { readPosture } from "./posture-read.ts";
import { type Recorded, readRecord } from "./posture-record.ts";
import { assess, type Posture } from "./posture-report.ts";
import { RULES } from "./posture-rules.ts";
import { sarifOf } from "./posture-sarif.ts";
import { postureLines } from "./posture-text.ts";
import { oneChunk, saveTo } from "./save.ts";
import { Ended, EXIT, type Terminal, Unusable } from "./terminal.ts";
import { unreadExit } from "./unread-exit.ts";

export const posture = command({
  words: "posture",
  told: "How all Relay namespaces stand that you may read in Azure; changes nothing",
  options: (parser) =>
    asksService(parser)
      .option("subscription", { type: "string", requiresArg: true, describe: "Only this subscription" })
      .option("stale-days", {
        type: "number",
        default: 7,
        requiresArg: true,
        describe: "Days after which a request waits for too long",
      })
      .option("html", { type: "string", requiresArg: true, describe: "Into this file too, as a page" })
      .option("sarif", { type: "string", requiresArg: true, describe: "Into this file too, as SARIF 2.1.0" }),
  async run({ url, scope, json, subscription, staleDays, html, sarif }, terminal) {
    await refuseUnfit({ html, sarif });
    refuseWrong({ staleDays, subscription });
    const arm = reachArm(terminal);
    const seen = await readPosture(arm, subscription, terminal.progress);
    const record = await recordAt({ url, scope }, terminal);
    const decided = await decidedMeanwhile(arm, seen, { record, told: terminal.progress });
    const report = assess({ seen, record, decided, staleDays, now: terminal.now() });
    if (html !== undefined) await saveTo(html, oneChunk(htmlOf(report)));
    if (sarif !== undefined) await saveTo(sarif, oneChunk(harmlessJson(sarifOf(report))));
    if (json) printJson(terminal, report);
    else printLines(terminal, postureLines(report, terminal.screen));
    return report.isUnread ? unreadExit(seen.hidden.map((one) => one.exit)) : isWell(report) ? EXIT.done : EXIT.found;
  },
});

function refuseWrong({
  staleDays,
  subscription,
}: {
  readonly staleDays: number;
  readonly subscription: string | undefined;
}): void {
  if (!(staleDays >= 0)) throw new Unusable("--stale-days: give a number of days.");
  refuseNoId(subscription);
}

/** The report is of use without it. */
async function recordAt(reached: Reached, terminal: Terminal): Promise<Recorded | string> {
  const isServiceKnown = reached.url !== undefined || Boolean(terminal.env["RELAY_APPROVALS_URL"]);
  if (!isServiceKnown) return "give the service's address with --url.";
  try {
    return await readRecord(reachApi(reached, terminal), terminal.progress);
  } catch (error) {
    if (!(error instanceof Ended) || error.exit === EXIT.unusable) throw error;
    return error.message.replaceAll("\n", " ");
  }
}

function isWell({ findings }: Posture): boolean {
  return findings.every(({ rule }) => RULES[rule].level === "note");
}
