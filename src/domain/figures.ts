import type { Figures, MetricsAnswer } from "./answers.ts";
import { foldedId, parseNamespaceId } from "./azure-id.ts";
import type { AnyEntry } from "./recorded.ts";

/** What is known apart from the record. */
export interface Present {
  /** Requests that are open now, by namespace, folded. */
  readonly open: ReadonlyMap<string, number>;
  /** Approved endpoints now, in all namespaces. */
  readonly used: number;
}

/** What the entries of a stretch of time say, in any order; from `from` to `to`, both ISO 8601. */
export function figuresOf(
  entries: readonly AnyEntry[],
  { open, used }: Present,
  { from, to }: { readonly from: string; readonly to: string },
): MetricsAnswer {
  const byNamespace = Map.groupBy(entries.filter(isOfNamespace), ({ namespace }) => foldedId(namespace));
  const names = [...new Set([...byNamespace.keys(), ...open.keys()])].toSorted();
  const openIn = (namespace: string) => open.get(namespace) ?? 0;
  return {
    ...{ from, to },
    all: figures(
      entries,
      [...open.values()].reduce((sum, count) => sum + count, 0),
    ),
    namespaces: names.map((namespace) => ({
      namespace,
      ...figures(byNamespace.get(namespace) ?? [], openIn(namespace)),
    })),
    days: daysOf(entries, used, { from, to }),
  };
}

function isOfNamespace(entry: AnyEntry): entry is AnyEntry & { readonly namespace: string } {
  return parseNamespaceId(entry.namespace ?? "") !== undefined;
}

function figures(entries: readonly AnyEntry[], open: number): Figures {
  const decisions = entries.filter(({ kind }) => kind === "decision.made");
  const seconds = secondsToDecide(entries, decisions);
  const countOf = (isMeant: (entry: AnyEntry) => boolean) => decisions.filter(isMeant).length;
  return {
    decided: decisions.length,
    ...percentiles(seconds),
    approved: countOf(({ verdict }) => verdict === "approve"),
    rejected: countOf(({ verdict }) => verdict === "reject"),
    autoApproved: countOf(({ verdict, actor }) => verdict === "approve" && actor.kind === "rule"),
    expired: entries.filter(({ kind }) => kind === "request.expired").length,
    open,
  };
}

/** Of what people decided: a rule takes no time. What was seen before the time that is looked at is left out. */
function secondsToDecide(entries: readonly AnyEntry[], decisions: readonly AnyEntry[]): readonly number[] {
  const begun = entries.filter(({ kind }) => kind === "request.seen" || kind === "request.asked");
  const seen = new Map(begun.map(({ request, at }) => [request, Date.parse(at)]));
  const byPeople = decisions.filter(({ actor }) => actor.kind === "person");
  return byPeople.flatMap(({ request, at }) => {
    const seenAt = seen.get(request);
    return seenAt === undefined ? [] : [Math.max(0, (Date.parse(at) - seenAt) / 1_000)];
  });
}

/** Nearest rank. */
function percentiles(seconds: readonly number[]): Pick<Figures, "p50Seconds" | "p95Seconds"> {
  const sorted = seconds.toSorted((one, other) => one - other);
  const [p50Seconds, p95Seconds] = [0.5, 0.95].map((share) => sorted[Math.ceil(share * sorted.length) - 1]);
  return { ...(p50Seconds !== undefined && { p50Seconds }), ...(p95Seconds !== undefined && { p95Seconds }) };
}

const DAY_MS = 86_400_000;

/** Days of UTC. How many endpoints were let in at the end of each is reckoned back from now by what changed since. */
function daysOf(
  entries: readonly AnyEntry[],
  usedNow: number,
  { from, to }: { readonly from: string; readonly to: string },
): MetricsAnswer["days"] {
  const byDay = Map.groupBy(entries, ({ at }) => at.slice(0, 10));
  const begun = entries.filter(({ kind }) => kind === "request.seen" || kind === "request.asked");
  const days: MetricsAnswer["days"][number][] = [];
  let used = usedNow;
  for (const day of daysBack(from, to)) {
    const ofDay = byDay.get(day) ?? [];
    const decisions = ofDay.filter(({ kind }) => kind === "decision.made");
    const times = percentiles(secondsToDecide(begun, decisions));
    days.push({ day, decided: decisions.length, ...times, used: Math.max(0, used) });
    used -= ofDay.reduce((sum, entry) => sum + letIn(entry), 0);
  }
  return days.toReversed();
}

/** Newest first. */
function daysBack(from: string, to: string): readonly string[] {
  const days: string[] = [];
  const first = Date.parse(from.slice(0, 10));
  for (let day = Date.parse(new Date(Date.parse(to) - 1).toISOString().slice(0, 10)); day >= first; day -= DAY_MS)
    days.push(new Date(day).toISOString().slice(0, 10));
  return days;
}

/** How many more endpoints a change let in: 1, 0 or -1. */
function letIn({ kind, before, after }: AnyEntry): number {
  if (kind !== "change.applied" && kind !== "external.change") return 0;
  return Number(after === "Approved") - Number(before === "Approved");
}
