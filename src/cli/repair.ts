import type { RepairAnswer } from "../domain/answers.ts";
import { asking, asksService, printJson, printLines } from "./command.ts";
import { EXIT } from "./terminal.ts";
import { counted } from "./words.ts";

interface Repaired {
  readonly looked: number;
  readonly restored: number;
  readonly enqueued: number;
  readonly differing: readonly string[];
}

export const repair = asking({
  words: "repair",
  told: "Makes the rows by which entries are found anew, from the sealed log and the record; verify first",
  options: (parser) => asksService(parser),
  async run({ json }, api, terminal) {
    let all: Repaired = { looked: 0, restored: 0, enqueued: 0, differing: [] };
    let from: RepairAnswer["next"] = { bundle: 0 };
    while (from) {
      const batch: RepairAnswer = await api.post<RepairAnswer>("api/audit/repair", "looked", { from });
      all = sumOf(all, batch);
      terminal.progress(`${counted(all.looked, "entry", "entries")} looked at`);
      from = batch.next;
    }
    terminal.progress();
    if (json) printJson(terminal, all);
    else printLines(terminal, linesOf(all));
    return all.differing.length > 0 ? EXIT.found : EXIT.done;
  },
});

function sumOf(one: Repaired, { looked, restored, enqueued, differing }: RepairAnswer): Repaired {
  return {
    looked: one.looked + looked,
    restored: one.restored + restored,
    enqueued: one.enqueued + enqueued,
    differing: [...one.differing, ...differing],
  };
}

/** Entries are looked at twice: in the log, and on record. */
function linesOf({ looked, restored, enqueued, differing }: Repaired): readonly string[] {
  return [
    ...differing.map((id) => `${id}: the record says something else than the sealed log. Nothing was written.`),
    `Looked at ${counted(looked, "row")}, of the log and of the record.`,
    `Given back to the record: ${restored}. To be sealed: ${enqueued}. Not as sealed: ${differing.length}.`,
  ];
}
