import type { Api, Chunks } from "./api.ts";
import { type Filters, filters, parametersOf } from "./audit-filters.ts";
import { asking, asksService } from "./command.ts";
import { exportLog } from "./export-log.ts";
import { harmlessLines } from "./harmless.ts";
import { refuseUnfit } from "./output-file.ts";
import { saveTo, watched } from "./save.ts";
import { EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";

const FORMATS = ["ndjson", "csv", "ocsf", "log"] as const;

export const exportRecord = asking({
  words: "export [query..]",
  told: "The record, as a stream or in a file; or the sealed log, to be verified",
  options: (parser) =>
    filters(asksService(parser).hide("json"))
      .option("format", {
        choices: FORMATS,
        default: "ndjson" as const,
        requiresArg: true,
        describe: "ndjson: the stored bytes; csv; ocsf: events for a SIEM; log: the sealed log in a folder",
      })
      .option("output", {
        type: "string",
        requiresArg: true,
        describe: "File to write, for log a folder; without it the standard output",
      }),
  async run({ format, output, ...asked }, api, terminal) {
    if (format !== "log") return exportAs(format, output, asked, { api, terminal });
    const given = Object.values(parametersOf(asked)).filter((value) => value !== undefined);
    if (given.length > 0) throw new Unusable("--format log takes the whole log: leave the filters away.");
    if (output === undefined || output === "-") throw new Unusable("--format log: name the folder with --output.");
    await exportLog(api, output, terminal);
    return EXIT.done;
  },
});

interface With {
  readonly api: Api;
  readonly terminal: Terminal;
}

async function exportAs(
  format: string,
  output: string | undefined,
  asked: Filters,
  { api, terminal }: With,
): Promise<ExitCode> {
  const file = output === "-" ? undefined : output;
  await refuseUnfit({ output: file });
  const answer = await api.read("api/audit", { ...parametersOf(asked), format });
  if (file !== undefined) {
    await saveTo(file, watched(answer, file, terminal));
    return EXIT.done;
  }
  if (terminal.screen) await showOn(terminal, answer);
  else for await (const chunk of watched(answer, format, terminal)) await terminal.write(chunk);
  return EXIT.done;
}

/** On a screen the bytes are not the record any more: what could move the cursor is replaced. */
async function showOn(terminal: Terminal, answer: Chunks): Promise<void> {
  const decoder = new TextDecoder();
  const silent = { progress: () => {} };
  for await (const chunk of watched(answer, "", silent))
    await terminal.write(harmlessLines(decoder.decode(chunk, { stream: true })));
}
