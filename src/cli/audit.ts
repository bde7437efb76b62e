import type { AuditAnswer, Explanation, FacetValue, Looked, ShownEntry } from "../domain/answers.ts";
import type { Api, Parameters } from "./api.ts";
import { type Filters, filters, parametersOf } from "./audit-filters.ts";
import { entryLines } from "./audit-table.ts";
import { asking, asksService, atMost, MOST, printJson, printLines } from "./command.ts";
import { follow } from "./follow.ts";
import { pagesOf } from "./pages.ts";
import { tableOf } from "./table.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { counted, minuteOf } from "./words.ts";

export const audit = asking({
  words: "audit [query..]",
  told: "What is on record, newest first",
  options: (parser) =>
    filters(asksService(parser))
      .option("oldest", { type: "boolean", describe: "Oldest first" })
      .option("top", { type: "number", requiresArg: true, coerce: atMost, describe: "At most so many, 1 to 500 (50)" })
      .option("all", { type: "boolean", describe: "All of them, page by page" })
      .option("follow", { type: "boolean", describe: "Go on with new ones as they come, until Ctrl-C" })
      .option("interval", { type: "number", default: 5, requiresArg: true, describe: "Seconds between looks" })
      .option("facets", { type: "string", requiresArg: true, describe: "Count by these too, like kind,actor" })
      .option("explain", { type: "boolean", describe: "Which ranges of rows are read, instead of what is in them" })
      .option("wide", { type: "boolean", describe: "With the whole id of each entry, as prove takes it" })
      .conflicts({ follow: ["all", "oldest", "facets", "explain"], all: ["top", "explain"] }),
  async run(asked, api, terminal) {
    if (asked.follow) return follow(api, terminal, { ...asked, parameters: parametersOf(asked) });
    if (asked.json && !asked.all) printJson(terminal, await firstPage(api, asked));
    else if (asked.json) printJson(terminal, await allPages(api, asked));
    else if (asked.explain) printLines(terminal, explained(await firstPage(api, asked)));
    else await printPages(api, asked, terminal);
    return EXIT.done;
  },
});

interface Asked extends Filters {
  readonly oldest?: boolean | undefined;
  readonly top?: number | undefined;
  readonly all?: boolean | undefined;
  readonly facets?: string | undefined;
  readonly wide?: boolean | undefined;
  readonly explain?: boolean | undefined;
}

function firstPage(api: Api, asked: Asked): Promise<AuditAnswer> {
  return pageOf(api, asked, {});
}

function pageOf(api: Api, asked: Asked, more: Parameters): Promise<AuditAnswer> {
  return api.get<AuditAnswer>("api/audit", "entries", {
    ...parametersOf(asked),
    order: asked.oldest ? "oldest" : undefined,
    top: asked.all ? MOST : asked.top,
    facets: asked.facets,
    explain: asked.explain || undefined,
    ...more,
  });
}

async function* pagesAsked(api: Api, asked: Asked): AsyncGenerator<AuditAnswer> {
  if (asked.all) yield* pagesOf((cursor) => pageOf(api, asked, { cursor }));
  else yield await firstPage(api, asked);
}

async function allPages(api: Api, asked: Asked): Promise<Partial<AuditAnswer>> {
  const entries: ShownEntry[] = [];
  let all: Partial<AuditAnswer> = {};
  for await (const page of pagesAsked(api, asked)) {
    entries.push(...page.entries);
    all = { ...all, ...page };
  }
  const { next: _, ...whole } = { ...all, entries };
  return whole;
}

async function printPages(api: Api, asked: Asked, terminal: Terminal): Promise<void> {
  const lines = entryLines(terminal.screen, asked.wide);
  let [count, facets, last]: [number, AuditAnswer["facets"], AuditAnswer | undefined] = [0, undefined, undefined];
  for await (const page of pagesAsked(api, asked)) {
    printLines(terminal, lines(page.entries));
    count += page.entries.length;
    facets ??= page.facets;
    last = page;
  }
  for (const [name, values] of Object.entries(facets ?? {})) printLines(terminal, ["", ...facetLines(name, values)]);
  if (last) terminal.complain(footer(count, last));
}

function facetLines(name: string, values: readonly FacetValue[]): readonly string[] {
  return tableOf(
    [name.toUpperCase(), "COUNT"],
    values.map(({ value, name: person, count }) => [person ?? value, count]),
  );
}

function footer(count: number, { looked, next }: AuditAnswer): string {
  const found = `${counted(count, "entry", "entries")}, ${lookedInWords(looked)}.`;
  if (next !== undefined) return `${found} There are more: --all, or --top ${MOST}.`;
  return looked.complete ? found : `${found} It looked no further: narrow it with --from and --to.`;
}

function lookedInWords({ from, to, by, rows }: Looked): string {
  return `from ${minuteOf(from)} to ${minuteOf(to)} UTC, by ${by}, ${counted(rows, "row")} read`;
}

function explained({ looked, explain }: AuditAnswer): readonly string[] {
  const { ranges = [], narrowedBy = [] }: Partial<Explanation> = explain ?? {};
  const narrowing =
    narrowedBy.length > 0 ? `What is there is narrowed by ${narrowedBy.join(", ")}.` : "Every row there is an answer.";
  return [
    `Looks by ${looked.by} in these ranges of rows. ${narrowing}`,
    "",
    ...tableOf(
      ["PARTITION", "FROM", "TO"],
      ranges.map(({ partition, from, to }) => [partition, from, to]),
    ),
  ];
}
