import type { FacetValue } from "../domain/answers.ts";
import type { AnyEntry } from "../domain/recorded.ts";
import type { Looked } from "./look.ts";
import type { Names } from "./names.ts";

export const FACETS = ["kind", "actor", "verdict", "namespace", "subscription"] as const;

/** How often each value occurs among the entries that were looked at. */
export interface FacetCounts {
  readonly total: number;
  readonly values: ReadonlyMap<string, ReadonlyMap<string, Counted>>;
  add(looked: Looked): void;
}

interface Counted {
  readonly count: number;
  /** One of those that were counted. */
  readonly entry: AnyEntry;
}

const MOST_VALUES = 50;

export function noFacets(facets: readonly string[]): FacetCounts {
  const values = new Map<string, Map<string, Counted>>(facets.map((facet) => [facet, new Map()]));
  let total = 0;
  return {
    values,
    get total() {
      return total;
    },
    add({ entry }) {
      if (!entry) return;
      total += 1;
      for (const [facet, counts] of values) {
        const value = facetOf(entry, facet);
        if (value !== undefined) counts.set(value, { entry, count: (counts.get(value)?.count ?? 0) + 1 });
      }
    },
  };
}

function facetOf(entry: AnyEntry, facet: string): string | undefined {
  if (facet === "kind" || facet === "verdict" || facet === "namespace") return entry[facet];
  return facet === "actor" ? entry.actor.ref : entry.requester?.subscription;
}

/** Most frequent first. */
export async function facetsOf(
  { values }: FacetCounts,
  names: Names,
): Promise<Readonly<Record<string, readonly FacetValue[]>>> {
  const shown = async ([facet, counts]: readonly [string, ReadonlyMap<string, Counted>]) => {
    const sorted = [...counts].toSorted(([, one], [, other]) => other.count - one.count).slice(0, MOST_VALUES);
    const all = sorted.map(async ([value, { count, entry }]): Promise<FacetValue> => {
      const name = facet === "actor" ? await names(entry) : undefined;
      return { value, count, ...(name !== undefined && { name }) };
    });
    return [facet, await Promise.all(all)] as const;
  };
  return Object.fromEntries(await Promise.all([...values].map(shown)));
}
