import type { AuditAnswer, FacetValue, Problem, ShownEntry } from "../../../src/domain/answers.ts";
import { hoursAgo, NOW } from "./asked.ts";
import type { World } from "./world.ts";

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const KEYS = ["request", "connection", "namespace", "subscription", "actor", "kind", "verdict", "rule", "created"];

/** `page`: how many entries an answer has. Answers as the API's contract says, from what the world knows; of the query language as much as the page's tests ask. */
export function apiReply(world: World, url: URL, page: number): Reply {
  const [, , what, id] = url.pathname.split("/");
  switch (what) {
    case "me":
      return json(world.me);
    case "namespaces":
      return json({ namespaces: world.namespaces });
    case "metrics":
      return json(world.metrics);
    case "requests":
      return id === undefined ? json({ requests: requestsOf(world, url.searchParams) }) : storyReply(world, id);
    case "audit":
      return auditReply(world, url.searchParams, page);
    default:
      return problem(404, "Not found");
  }
}

function json(body: unknown, status = 200): Reply {
  return { status, type: "application/json", body: JSON.stringify(body) };
}

export function problem(status: number, title: string, more: Partial<Problem> = {}): Reply {
  const told: Problem = { type: "about:blank", title, status, detail: title, correlation: "c-4f0a7d", ...more };
  return { ...json(told, status), type: "application/problem+json" };
}

function storyReply({ stories }: World, id: string): Reply {
  const story = stories.get(id);
  return story ? json(story) : problem(404, "Not found");
}

function requestsOf({ requests }: World, asked: URLSearchParams) {
  const [state, namespace] = [asked.get("state"), asked.get("namespace")];
  return requests
    .filter(({ outcome }) => state === "all" || (state === "ended") === (outcome !== undefined))
    .filter((request) => !namespace || request.namespace.endsWith(`/${namespace}`));
}

function auditReply({ entries }: World, asked: URLSearchParams, page: number): Reply {
  const terms = (asked.get("q") ?? "").match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const unknown = terms.flatMap((term) => /^-?([a-z]+):/.exec(term)?.[1] ?? []).filter((key) => !KEYS.includes(key));
  const faults = unknown.map((key) => ({ parameter: "q", message: `"${key}" is no key: ${KEYS.join(", ")}` }));
  if (faults.length > 0) return problem(400, "The query has faults", { faults });
  const found = entries.filter((entry) => terms.every((term) => matches(entry, term)));
  const ordered = asked.get("order") === "oldest" ? found.toReversed() : found;
  if (asked.get("format")) return { status: 200, type: "application/x-ndjson", body: "{}\n" };
  return json(pageOf(ordered, Number(asked.get("cursor") ?? 0), page));
}

function pageOf(found: readonly ShownEntry[], from: number, page: number): AuditAnswer {
  const isLast = from + page >= found.length;
  return {
    entries: found.slice(from, from + page),
    ...(isLast ? {} : { next: String(from + page) }),
    looked: { from: hoursAgo(720), to: NOW.toISOString(), by: "time", rows: found.length, complete: isLast },
    ...(from === 0
      ? { facets: { kind: facet(found, ({ kind }) => [kind, undefined]), actor: facet(found, actorOf) } }
      : {}),
  };
}

type Faceted = readonly [value: string, name: string | undefined];

function actorOf({ actor, actorName }: ShownEntry): Faceted {
  return [actor.ref, actorName];
}

function facet(entries: readonly ShownEntry[], of: (entry: ShownEntry) => Faceted): readonly FacetValue[] {
  const names = new Map(entries.map(of));
  return [...names].map(([value, name]) => {
    const count = entries.filter((entry) => of(entry)[0] === value).length;
    return name === undefined ? { value, count } : { value, name, count };
  });
}

function matches(entry: ShownEntry, term: string): boolean {
  const isNegated = term.startsWith("-");
  const [, key = "", value = ""] = /^(?:([a-z]+):)?(.*)$/s.exec(isNegated ? term.slice(1) : term) ?? [];
  return isNegated !== says(entry, key, value.replaceAll('"', "").toLowerCase());
}

function says(entry: ShownEntry, key: string, value: string): boolean {
  const { kind, verdict, actor, actorName = "", comment = "", request, namespace = "" } = entry;
  const fields: Readonly<Record<string, string>> = {
    ...{ kind, verdict: verdict ?? "", actor: `${actor.ref} ${actorName}`, request, namespace },
    "": `${comment} ${actorName}`,
  };
  return (fields[key] ?? value).toLowerCase().includes(value);
}
