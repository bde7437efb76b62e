import type { Entity } from "./tables.ts";

export interface Filter {
  readonly partition: string | undefined;
  readonly fits: (entity: Entity) => boolean;
}

const CLAUSE = /^(\w+) (eq|ne|lt|le|gt|ge) '((?:[^']|'')*)'$/;

const COMPARE: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  eq: (one, other) => one === other,
  ne: (one, other) => one !== other,
  lt: (one, other) => one < other,
  le: (one, other) => one <= other,
  gt: (one, other) => one > other,
  ge: (one, other) => one >= other,
};

const filters = new Map<string, Filter>();

/** The part of OData that the service uses: comparisons of texts, joined by `and`. Anything else is a fault of the model, told loudly. */
export function filterOf(text: string): Filter {
  const filter = filters.get(text) ?? filterIn(text);
  if (filters.size > 1_000) filters.clear();
  filters.set(text, filter);
  return filter;
}

function filterIn(filter: string): Filter {
  const clauses = filter === "" ? [] : filter.split(" and ").map(clauseOf);
  const partition = clauses.find(({ property, operator }) => property === "partitionKey" && operator === "eq")?.value;
  return {
    partition,
    fits: (entity) =>
      clauses.every(({ property, operator, value }) => COMPARE[operator]?.(String(entity[property]), value)),
  };
}

function clauseOf(text: string) {
  const [, name = "", operator = "", value = ""] = CLAUSE.exec(text.trim().replace(/^\((.*)\)$/, "$1")) ?? [];
  if (name === "") throw new Error(`The model of tables does not know the filter ${text}`);
  const property = name.charAt(0).toLowerCase() + name.slice(1);
  return { property, operator, value: value.replaceAll("''", "'") };
}
