import { foldedId } from "../azure-id.ts";
import type { AnyEntry } from "../recorded.ts";
import { foldedActor } from "./match.ts";
import type { AuditQuery, Filter } from "./query.ts";
import type { Span } from "./span.ts";

/** By what entries are found in a bounded range; in the order in which a query takes them. */
const INDEXES = ["request", "connection", "actor", "subscription", "namespace", "time"] as const;

export type IndexName = (typeof INDEXES)[number];

/** Rows of one index and value, in a stretch of time. */
export interface AuditRange {
  readonly by: IndexName;
  /** Folded; empty for time. */
  readonly value: string;
  readonly span: Required<Span>;
}

export interface Plan {
  readonly by: IndexName;
  readonly ranges: readonly AuditRange[];
  /** What the ranges do not settle; each row is held against it. */
  readonly narrowing: readonly Filter[];
  readonly span: Required<Span>;
}

/** What a time that is not given is: for what only narrows, and for what an index finds. */
const DEFAULT_DAYS = 30;
const DEFAULT_DAYS_INDEXED = 400;

/** An entry may carry the time of a machine whose clock is ahead. */
const CLOCKS_APART_MS = 5 * 60_000;

/** Nothing on record is older: a query that goes back to the year 1 asks for no more ranges than one that goes back to here. */
const RECORD_BEGINS = "2025-01-01T00:00:00.000Z";

/** The service does nearly everything, so that what it did is found by a better index where there is one. */
const EVERYWHERE = ["relay-approvals", "microsoft.relay"];

/** Each is read by itself, in its months: a beginning of a name may mean many people. Who owns more namespaces reads by time. */
export const MOST_RANGES = 200;

/** `values` of the filters are resolved. `within`: the namespaces that the reader may see, folded; `undefined`: all. */
export function planOf({ filters, span }: AuditQuery, within: readonly string[] | undefined, now: Date): Plan {
  const scope: readonly Filter[] = within ? [{ key: "namespace", anyOf: within, negated: false }] : [];
  const { by, filter: chosen } = chosenOf(filters, scope);
  const full = fullSpan(span, by, now);
  if (!chosen && within && within.length <= MOST_RANGES) {
    return { by: "namespace", ranges: rangesOf("namespace", within, full), narrowing: filters, span: full };
  }
  const narrowing = [...filters.filter((filter) => filter !== chosen), ...scope];
  return { by, ranges: rangesOf(by, chosen?.anyOf ?? [""], full), narrowing, span: full };
}

interface Chosen {
  readonly by: IndexName;
  /** `undefined`: by time alone. */
  readonly filter: Filter | undefined;
}

function chosenOf(filters: readonly Filter[], scope: readonly Filter[]): Chosen {
  for (const by of INDEXES) {
    const filter = filters.find((one) => one.key === by && isUseful(one, [...filters, ...scope]));
    if (filter) return { by, filter };
  }
  return { by: "time", filter: undefined };
}

function isUseful({ key, anyOf, negated }: Filter, filters: readonly Filter[]): boolean {
  if (negated) return false;
  const isEverywhere = key === "actor" && anyOf.some((value) => EVERYWHERE.includes(value));
  return !isEverywhere || !filters.some((other) => !other.negated && ["subscription", "namespace"].includes(other.key));
}

function rangesOf(by: IndexName, values: readonly string[], span: Required<Span>): readonly AuditRange[] {
  return values.map((value) => ({ by, value, span }));
}

/** Never beyond what can be on record. */
function fullSpan({ from, to }: Span, by: IndexName, now: Date): Required<Span> {
  const latest = new Date(now.getTime() + CLOCKS_APART_MS).toISOString();
  const end = to === undefined || to > latest ? latest : to;
  const begin = from ?? defaultFrom(by, Math.min(now.getTime(), Date.parse(end)));
  return { from: begin < RECORD_BEGINS ? RECORD_BEGINS : begin, to: end };
}

/** A request and a connection have few entries: for them the whole time is looked at. */
function defaultFrom(by: IndexName, end: number): string {
  if (by === "request" || by === "connection") return RECORD_BEGINS;
  const days = by === "time" ? DEFAULT_DAYS : DEFAULT_DAYS_INDEXED;
  return new Date(end - days * 86_400_000).toISOString();
}

/** Under which values an entry is found; that of time is empty. A request's entries are the record itself. */
export function valuesOf(
  entry: AnyEntry | undefined,
): readonly { readonly by: Exclude<IndexName, "request">; readonly value: string }[] {
  if (!entry) return [{ by: "time", value: "" }];
  const { connection, namespace, requester, actor } = entry;
  return [
    ...(connection === undefined ? [] : [{ by: "connection", value: foldedId(connection) } as const]),
    ...(namespace === undefined ? [] : [{ by: "namespace", value: foldedId(namespace) } as const]),
    ...(requester?.subscription === undefined
      ? []
      : [{ by: "subscription", value: requester.subscription.toLowerCase() } as const]),
    { by: "actor", value: foldedActor(actor.ref) },
    { by: "time", value: "" },
  ];
}
