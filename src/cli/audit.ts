import type { AuditAnswer, Explanation, FacetValue, Looked, ShownEntry } from "../domain/answers.ts";
import type { Api, Parameters } from "./api.ts";
import { type Filters, filters, parametersOf } from "./audit-filters.ts";
import { AUDIT_HEAD, entryRow } from "./audit-table.ts";
import { asking, asksService, atMost, MOST, printJson, printLines } from "./command.ts";
import { follow } from "./follow.ts";
import { Table, tableOf } from "./table.ts";
import { EXIT, type Terminal, Unusable } from "./terminal.ts";
import { counted, minuteOf } from "./words.ts";

export const audit = asking({
  words: "audit [query..]",
  told: "What is on record, newest first",
  options: (parser) =>
    filters(asksService(parser))
      .option("oldest", { type: "boolean", default: false, describe: "Oldest first" })
      .option("top", { type: "number", requiresArg: true, coerce: atMost, describe: "At most so many, 1 to 500 (50)" })
      .option("all", { type: "boolean", default: false, describe: "All of them, page by page" })
      .option("follow", { type: "boolean", default: false, describe: "Go on with new ones as they come, until Ctrl-C" })
      .option("interval", { type: "number", default: 5, requiresArg: true, describe: "Seconds between looks" })
      .option("facets", { type: "string", requiresArg: true, describe: "Count by these too: kind,actor" })
      .option("explain", { type: "boolean", default: false, describe: "Say which rows would be read, and read none" })
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
  readonly oldest: boolean;
  readonly top?: number | undefined;
  readonly all: boolean;
  readonly facets?: string | undefined;
  readonly explain: boolean;
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

async function* pagesOf(api: Api, asked: Asked): AsyncGenerator<AuditAnswer> {
  let page = await firstPage(api, asked);
  yield page;
  while (asked.all && page.next !== undefined) {
    page = await pageOf(api, asked, { cursor: page.next });
    yield page;
  }
}

async function allPages(api: Api, asked: Asked): Promise<AuditAnswer> {
  const entries: ShownEntry[] = [];
  let last: AuditAnswer | undefined;
  for await (const page of pagesOf(api, asked)) {
    entries.push(...page.entries);
    last = { ...last, ...page, entries };
  }
  if (!last) throw new Unusable("The service gives no page.");
  const { next: _, ...whole } = last;
  return whole;
}

async function printPages(api: Api, asked: Asked, terminal: Terminal): Promise<void> {
  const table = new Table(AUDIT_HEAD, terminal.screen, AUDIT_HEAD.indexOf("COMMENT"));
  let [count, facets, last]: [number, AuditAnswer["facets"], AuditAnswer | undefined] = [0, undefined, undefined];
  for await (const page of pagesOf(api, asked)) {
    if (page.entries.length > 0)
      printLines(terminal, table.lines(page.entries.map((one) => entryRow(one, AUDIT_HEAD))));
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
  const narrowing = narrowedBy.length > 0 ? `Narrowed by ${narrowedBy.join(", ")}.` : "Every row there is an answer.";
  return [
    `Looks by ${looked.by}, from ${minuteOf(looked.from)} to ${minuteOf(looked.to)} UTC. ${narrowing}`,
    "",
    ...tableOf(
      ["PARTITION", "FROM", "TO"],
      ranges.map(({ partition, from, to }) => [partition, from, to]),
    ),
  ];
}
