import type { AuditAnswer, ShownEntry } from "../domain/answers.ts";
import { MOST_RANGES, type Plan, planOf } from "../domain/search/plan.ts";
import { type AuditQuery, type Filter, parseQuery } from "../domain/search/query.ts";
import type { World } from "../orchestration/world.ts";
import type { Cursors, Position } from "./cursor.ts";
import { facetsOf } from "./facets.ts";
import { type Looked, looked } from "./look.ts";
import { type Names, namesFrom } from "./names.ts";
import { NewestPage, OldestPage, type Page } from "./page.ts";
import { faulty } from "./problem.ts";
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
  const asked = askedBy(reader, asking);
  const begun = await positionOf(parts.cursors, asking.cursor, asked);
  const askedAt = begun?.askedAt ?? thisMinute(world).toISOString();
  const past = begun?.key ?? "";
  const { query, plan } = await planFor(world, reader, asking.parameters, new Date(askedAt));
  const names = namesFrom(world.store.people);
  const page =
    query.order === "newest"
      ? await newest(parts, plan, names, { asking, past })
      : await oldest(parts, plan, names, { asking, past });
  const next = page.next === undefined ? undefined : await parts.cursors.cursorAt({ key: page.next, askedAt }, asked);
  return {
    entries: await Promise.all(page.found.map((found) => shownOf(found, names))),
    ...(next !== undefined && { next }),
    looked: lookedOf(plan, page),
    ...(asking.facets.length > 0 && { facets: await facetsOf(page.facets, names) }),
    ...(asking.explain && { explain: explanationOf(world, plan, reader) }),
  };
}

/** Throws `Refused` that names each parameter that is wrong. */
export async function planFor(
  world: World,
  reader: Reader,
  parameters: Asking["parameters"],
  now = thisMinute(world),
): Promise<{ readonly query: AuditQuery; readonly plan: Plan }> {
  const parsed = parseQuery(parameters, now);
  if ("faults" in parsed) throw faulty(parsed.faults);
  const query = await resolved(world, reader, parsed.query);
  const plan = planOf(query, reader.within, now);
  if (plan.ranges.length > MOST_RANGES)
    throw faulty([{ parameter: plan.by, message: `means more than ${MOST_RANGES} at once: name fewer` }]);
  return { query, plan };
}

/** Relative times are reckoned from its beginning, so that an answer that is asked for again is the same, and has the same ETag. */
export function thisMinute({ clock }: World): Date {
  return new Date(Math.floor(clock().getTime() / 60_000) * 60_000);
}

function askedBy({ caller }: Reader, { parameters }: Asking): string {
  const sorted = parameters.map((parameter) => JSON.stringify(parameter)).toSorted();
  return JSON.stringify([caller.person.objectId, ...sorted]);
}

/** `undefined` without a cursor. */
export async function positionOf(
  cursors: Cursors,
  cursor: string | undefined,
  asked: string,
): Promise<Position | undefined> {
  if (cursor === undefined) return undefined;
  const position = await cursors.positionIn(cursor, asked);
  if (position) return position;
  throw faulty([{ parameter: "cursor", message: "is not of this query: ask without it" }]);
}

interface Paging {
  readonly asking: Asking;
  readonly past: string;
}

async function newest(
  { world, reader }: SearchParts,
  plan: Plan,
  names: Names,
  { asking, past }: Paging,
): Promise<Page> {
  const page = new NewestPage(asking);
  for await (const one of looked(world.store.index, plan, names, { ...reader, page: rowsAtOnce(plan, asking), past }))
    if (!page.takes(one)) break;
  return page.taken();
}

/** One row more than is asked for tells whether there is a next page. */
function rowsAtOnce({ ranges, narrowing }: Plan, { top, facets }: Asking): number {
  if (facets.length > 0 || narrowing.length > 0) return 1_000;
  return Math.ceil((top + 1) / Math.max(1, Math.floor(ranges.length / 2)));
}

/** Reads the range from its end, keeping the last ones; a cursor cuts its end off. */
async function oldest(
  { world, reader }: SearchParts,
  plan: Plan,
  names: Names,
  { asking, past }: Paging,
): Promise<Page> {
  const page = new OldestPage(asking);
  for await (const one of looked(world.store.index, plan, names, { ...reader, page: 1_000, past: "" })) {
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

/** Whom a name means is told only to who may read about everybody. */
function explanationOf(
  { store }: World,
  { ranges, narrowing }: Plan,
  { within }: Reader,
): NonNullable<AuditAnswer["explain"]> {
  const valuesOf = ({ key, anyOf }: Filter) => (key === "actor" && within ? "…" : anyOf.join(","));
  const narrowedBy = narrowing.map((filter) => `${filter.negated ? "-" : ""}${filter.key}:${valuesOf(filter)}`);
  return { ranges: ranges.flatMap((range) => store.index.explain(range)), narrowedBy };
}
