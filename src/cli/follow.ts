import type { AuditAnswer, ShownEntry } from "../domain/answers.ts";
import type { Api, Parameters } from "./api.ts";
import { entryLines } from "./audit-table.ts";
import { printLines } from "./command.ts";
import { harmlessJsonLine } from "./harmless.ts";
import { pagesOf } from "./pages.ts";
import { Ended, EXIT, type ExitCode, type Terminal, Unusable } from "./terminal.ts";

interface Followed {
  readonly parameters: Parameters;
  readonly top?: number | undefined;
  readonly json: boolean;
  readonly wide?: boolean | undefined;
  /** Seconds. */
  readonly interval: number;
}

/** The last entries, or those from `from` on, and then new ones as they come. */
export async function follow(api: Api, terminal: Terminal, followed: Followed): Promise<ExitCode> {
  const { interval, parameters, top = 10 } = followed;
  if (!(interval >= 1)) throw new Unusable("--interval: give at least 1 second.");
  if (parameters["to"] !== undefined) throw new Unusable("--follow looks for what comes: leave --to away.");
  const interrupted = terminal.interrupted();
  const told = new Told();
  const show = printer(terminal, followed);
  if (parameters["from"] === undefined) show(told.news((await latest(api, parameters, top)).toReversed()));
  const begun = String(parameters["from"] ?? terminal.now().toISOString());
  while (!interrupted.aborted) {
    await patientLook(terminal, async () => {
      const from = told.lookFrom() ?? begun;
      for await (const entries of since(api, parameters, from)) show(told.news(entries));
    });
    await terminal.wait(interval * 1_000, interrupted);
  }
  return EXIT.done;
}

/** Whoever follows for hours is told of an outage, and goes on when it is over. */
async function patientLook(terminal: Terminal, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof Ended) || error.exit !== EXIT.noAnswer) throw error;
    terminal.complain(error.message);
  }
}

async function latest(api: Api, parameters: Parameters, top: number): Promise<readonly ShownEntry[]> {
  return (await api.get<AuditAnswer>("api/audit", "entries", { ...parameters, top })).entries;
}

async function* since(api: Api, parameters: Parameters, from: string): AsyncGenerator<readonly ShownEntry[]> {
  const asked = { ...parameters, from, order: "oldest", top: 500 };
  const read = (cursor?: string) => api.get<AuditAnswer>("api/audit", "entries", { ...asked, cursor });
  for await (const { entries } of pagesOf(read)) yield entries;
}

/** An entry may be written a little after the moment that it tells of: so much is looked at again. */
const OVERLAP_MS = 120_000;

class Told {
  /** Moments by entry, of what may come again. */
  private readonly recent = new Map<string, number>();
  private newest: number | undefined;

  news(entries: readonly ShownEntry[]): readonly ShownEntry[] {
    const fresh = entries.filter(({ id }) => !this.recent.has(id));
    for (const { id, at } of fresh) {
      this.recent.set(id, Date.parse(at));
      this.newest = Math.max(this.newest ?? 0, Date.parse(at));
    }
    this.forgetOld();
    return fresh;
  }

  lookFrom(): string | undefined {
    return this.newest === undefined ? undefined : new Date(this.newest - OVERLAP_MS).toISOString();
  }

  private forgetOld(): void {
    for (const [id, at] of this.recent) if (at < (this.newest ?? 0) - OVERLAP_MS) this.recent.delete(id);
  }
}

function printer(terminal: Terminal, { json, wide }: Followed): (entries: readonly ShownEntry[]) => void {
  const lines = entryLines(terminal.screen, wide);
  return (entries) => printLines(terminal, json ? entries.map(harmlessJsonLine) : lines(entries));
}
