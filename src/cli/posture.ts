import { reachApi } from "./api.ts";
import { reachArm } from "./arm.ts";
import { asksService, command, printJson, printLines } from "./command.ts";
import { harmlessJson } from "./harmless.ts";
import { refuseUnfit } from "./output-file.ts";
import { htmlOf } from "./posture-html.ts";
import { readPosture } from "./posture-read.ts";
import { readRecord } from "./posture-record.ts";
import { assess } from "./posture-report.ts";
import { RULES } from "./posture-rules.ts";
import { sarifOf } from "./posture-sarif.ts";
import { postureLines } from "./posture-text.ts";
import { oneChunk, saveTo } from "./save.ts";
import { EXIT, Unusable } from "./terminal.ts";

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
    if (!(staleDays >= 0)) throw new Unusable("--stale-days: give a number of days.");
    await refuseUnfit({ html, sarif });
    const isServiceKnown = url !== undefined || Boolean(terminal.env["RELAY_APPROVALS_URL"]);
    const seen = await readPosture(reachArm(terminal), subscription, terminal.progress);
    const record = isServiceKnown ? await readRecord(reachApi({ url, scope }, terminal), terminal.progress) : undefined;
    const report = assess({ seen, record, staleDays, now: terminal.now() });
    if (html !== undefined) await saveTo(html, oneChunk(htmlOf(report)));
    if (sarif !== undefined) await saveTo(sarif, oneChunk(harmlessJson(sarifOf(report))));
    if (json) printJson(terminal, report);
    else printLines(terminal, postureLines(report, terminal.screen));
    return report.findings.every(({ rule }) => RULES[rule].level === "note") ? EXIT.done : EXIT.found;
  },
});
