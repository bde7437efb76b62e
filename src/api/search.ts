import type { AuditAnswer, ShownEntry } from "../domain/answers.ts";
import { type Plan, planOf } from "../domain/search/plan.ts";
import { type AuditQuery, parseQuery } from "../domain/search/query.ts";
import type { World } from "../orchestration/world.ts";
import type { Cursors } from "./cursor.ts";
import { facetsOf } from "./facets.ts";
import { type Looked, looked } from "./look.ts";
import { type Names, namesFrom } from "./names.ts";
import { NewestPage, OldestPage, type Page } from "./page.ts";
import { Refused } from "./problem.ts";
import type { Reader } from "./reader.ts";
import { resolved } from "./resolve.ts";

export interface SearchParts {
  readonly world: World;
  readonly reader: Reader;
  readonly cursors: Cursors;
}

export interface Asking {
  /** The parameters of the query itself. */
  readonly parameters: readonly (readonly [string, string])[];
  readonly top: number;
  readonly cursor: string | undefined;
  readonly facets: readonly string[];
  readonly explain: boolean;
}

/** Answers a query over the audit log; what it reads is bounded, and the answer says how far it looked. */
export async function search(parts: SearchParts, asking: Asking): Promise<AuditAnswer> {
  const { world, reader } = parts;
  const { query, plan } = await planFor(world, reader, asking.parameters);
  const asked = askedBy(reader, asking);
  const past = await pastOf(parts.cursors, asking.cursor, asked);
  const names = namesFrom(world.store.people);
  const page =
    query.order === "newest"
      ? await newest(parts, plan, names, { asking, past })
      : await oldest(parts, plan, names, { asking, past });
  const next = page.next === undefined ? undefined : await parts.cursors.cursorAt(page.next, asked);
  return {
    entries: await Promise.all(page.found.map((found) => shownOf(found, names))),
    ...(next !== undefined && { next }),
    looked: lookedOf(plan, page),
    ...(asking.facets.length > 0 && { facets: await facetsOf(page.facets, names) }),
    ...(asking.explain && { explain: explanationOf(world, plan) }),
  };
}

/** Throws `Refused` that names each parameter that is wrong. */
export async function planFor(
  world: World,
  reader: Reader,
  parameters: Asking["parameters"],
): Promise<{ readonly query: AuditQuery; readonly plan: Plan }> {
  const parsed = parseQuery(parameters, world.clock());
  if ("faults" in parsed)
    throw new Refused(400, parsed.faults.map(({ parameter, message }) => `${parameter} ${message}`).join("; "), parsed);
  const query = await resolved(world, reader, parsed.query);
  return { query, plan: planOf(query, reader.within, world.clock()) };
}

function askedBy({ caller }: Reader, { parameters }: Asking): string {
  const sorted = parameters.map(([name, value]) => `${name}=${value}`).toSorted();
  return [caller.person.objectId, ...sorted].join("\n");
}

async function pastOf(cursors: Cursors, cursor: string | undefined, asked: string): Promise<string> {
  if (cursor === undefined) return "";
  const key = await cursors.keyIn(cursor, asked);
  if (key !== undefined) return key;
  const faults = [{ parameter: "cursor", message: "is not of this query: ask without it" }];
  throw new Refused(400, "cursor is not of this query: ask without it", { faults });
}

interface Paging {
  readonly asking: Asking;
  readonly past: string;
}

async function newest({ world }: SearchParts, plan: Plan, names: Names, { asking, past }: Paging): Promise<Page> {
  const page = new NewestPage(asking);
  for await (const one of looked(world.store.index, plan, names, { page: rowsAtOnce(plan, asking), past }))
    if (!page.takes(one)) break;
  return page.taken();
}

/** One row more than is asked for tells whether there is a next page. */
function rowsAtOnce({ ranges, narrowing }: Plan, { top, facets }: Asking): number {
  if (facets.length > 0 || narrowing.length > 0) return 1_000;
  return Math.ceil((top + 1) / Math.max(1, Math.floor(ranges.length / 2)));
}

/** Reads the range from its end, keeping the last ones; a cursor cuts its end off. */
async function oldest({ world }: SearchParts, plan: Plan, names: Names, { asking, past }: Paging): Promise<Page> {
  const page = new OldestPage(asking);
  for await (const one of looked(world.store.index, plan, names, { page: 1_000, past: "" })) {
    if (past !== "" && one.row.key >= past) break;
    page.take(one);
  }
  return page.taken();
}

function lookedOf({ by, span }: Plan, { rows, until, next }: Page): AuditAnswer["looked"] {
  return { ...span, from: until ?? span.from, by, rows, complete: until === undefined && next === undefined };
}

export async function shownOf({ row, entry, name }: Looked, names: Names): Promise<ShownEntry> {
  // The seam: only rows that hold an entry are shown.
  const shown = entry as ShownEntry;
  const actorName = name ?? (await names(shown));
  return {
    ...shown,
    ...(actorName !== undefined && { actorName }),
    ...(row.index !== undefined && { index: row.index }),
  };
}

function explanationOf({ store }: World, { ranges, narrowing }: Plan): NonNullable<AuditAnswer["explain"]> {
  const narrowedBy = narrowing.map(({ key, anyOf, negated }) => `${negated ? "-" : ""}${key}:${anyOf.join(",")}`);
  return { ranges: ranges.flatMap((range) => store.index.explain(range)), narrowedBy };
}
