import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { base64 } from "../domain/log/bytes.ts";
import type { Verified } from "../domain/log/verify-log.ts";
import { reachApi } from "./api.ts";
import { painted } from "./colour.ts";
import { asksService, command, printJson, printLines } from "./command.ts";
import { exportLog } from "./export-log.ts";
import { tableOf } from "./table.ts";
import { EXIT, type Screen } from "./terminal.ts";
import { verifyFolder } from "./verify-folder.ts";
import { counted, minuteOf } from "./words.ts";

export const verify = command({
  words: "verify [folder]",
  told: "Whether the record is as it was sealed: of a folder from export --format log, or of the service now",
  options: (parser) =>
    asksService(parser)
      .positional("folder", { type: "string", describe: "Folder with the log; needs no service" })
      .option("key", { type: "string", requiresArg: true, describe: "File with the log's key, known from elsewhere" })
      .option("checkpoint", { type: "string", requiresArg: true, describe: "File with a checkpoint that was put by" }),
  async run({ folder, key, checkpoint, json, url, scope }, terminal) {
    const verifyIn = (where: string) => verifyFolder({ folder: where, key, checkpoint, now: terminal.now() });
    const verified =
      folder === undefined
        ? await inTemporaryFolder(async (where) => {
            await exportLog(reachApi({ url, scope }, terminal), where, terminal);
            return verifyIn(where);
          })
        : await verifyIn(folder);
    if (json) printJson(terminal, jsonOf(verified));
    else printLines(terminal, verifiedLines(verified, terminal.screen));
    return verified.findings.length > 0 ? EXIT.found : EXIT.done;
  },
});

async function inTemporaryFolder<Result>(run: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "relay-approvals-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function jsonOf({ checkpoint, ...verified }: Verified): object {
  return { ...verified, checkpoint: checkpoint && { ...checkpoint, root: base64(checkpoint.root) } };
}

function verifiedLines(verified: Verified, screen: Screen | undefined): readonly string[] {
  const { findings } = verified;
  const rows = findings.map(({ kind, place, index, says }) => [
    { text: kind, colour: "red" } as const,
    place,
    index,
    says,
  ]);
  return [
    ...(rows.length > 0 ? [...tableOf(["FOUND", "WHERE", "ENTRY", "WHAT"], rows, screen), ""] : []),
    ...summaryOf(verified),
    findings.length > 0
      ? painted(`${counted(findings.length, "finding")}: the record is not as it was sealed.`, "red", screen)
      : painted("All of it is as it was sealed.", "green", screen),
  ];
}

function summaryOf({ checkpoint, lastAt, checkpoints, rows }: Verified): readonly string[] {
  if (!checkpoint) return ["There is no checkpoint that counts."];
  const { origin, size, root } = checkpoint;
  const until = lastAt === undefined ? "" : `, the last one of ${minuteOf(lastAt)} UTC`;
  return [
    `Log         ${origin}`,
    `Sealed      ${counted(size, "entry", "entries")}${until}`,
    `Root        ${base64(root)}`,
    `Checked     ${counted(checkpoints, "checkpoint")}, ${rows ? rowsInWords(rows) : "no rows"}`,
  ];
}

function rowsInWords({ rows, waiting }: NonNullable<Verified["rows"]>): string {
  return `${counted(rows, "row")}${waiting > 0 ? `, ${waiting} of them not sealed yet` : ""}`;
}
