import { type FacetCounts, noFacets } from "./facets.ts";
import type { Looked } from "./look.ts";
import { faulty, type Refused } from "./problem.ts";

/** Rows that one answer may read, where they are narrowed or counted; what comes after them is for the next page. */
const MOST_ROWS = 5_000;
/** From the end of a range to its beginning: keys run newest first only. */
const MOST_ROWS_OLDEST = 20_000;

export interface Page {
  readonly found: readonly Looked[];
  /** Without those that the reader may not see. */
  readonly rows: number;
  readonly facets: FacetCounts;
  /** Key after which the next page begins; `undefined`: there is nothing more. */
  readonly next: string | undefined;
  /** Time of the last row that was looked at; `undefined`: all of the range. */
  readonly until: string | undefined;
}

export interface PageSize {
  readonly top: number;
  readonly facets: readonly string[];
}

/** Rows as they come, newest first, until there are enough of them. */
export class NewestPage {
  private readonly size: PageSize;
  private readonly counts: FacetCounts;
  private readonly found: Looked[] = [];
  private rows = 0;
  private foreign = 0;
  private last: Looked | undefined;
  private isCut = false;
  private isMore = false;

  constructor(size: PageSize) {
    this.size = size;
    this.counts = noFacets(size.facets);
  }

  /** Whether another row is wanted. */
  takes(one: Looked): boolean {
    this.isCut = this.rows + this.foreign === MOST_ROWS;
    if (this.isCut) return false;
    if (one.isForeign) this.foreign += 1;
    else this.rows += 1;
    this.counts.add(one);
    if (!one.entry || this.found.length < this.size.top) {
      this.last = one;
      if (one.entry) this.found.push(one);
      return true;
    }
    this.isMore = true;
    return this.size.facets.length > 0;
  }

  taken(): Page {
    const { found, rows, counts: facets, isMore, isCut, last } = this;
    const end = isMore ? found.at(-1) : last;
    const isAll = !isMore && !isCut;
    return { found, rows, facets, next: isAll ? undefined : end?.row.key, until: isAll ? undefined : end?.row.at };
  }
}

/** Rows come newest first, and the last ones are kept. */
export class OldestPage {
  private readonly size: PageSize;
  private readonly counts: FacetCounts;
  private kept: Looked[] = [];
  private rows = 0;
  private foreign = 0;
  private isMore = false;

  constructor(size: PageSize) {
    this.size = size;
    this.counts = noFacets(size.facets);
  }

  take(one: Looked): void {
    if (one.isForeign) this.foreign += 1;
    else this.rows += 1;
    if (this.rows + this.foreign > MOST_ROWS_OLDEST) throw tooMany();
    this.counts.add(one);
    if (one.entry) this.keep(one);
  }

  private keep(one: Looked): void {
    const { top } = this.size;
    this.kept.push(one);
    this.isMore ||= this.kept.length > top;
    if (this.kept.length > top * 2) this.kept = this.kept.slice(-top);
  }

  taken(): Page {
    const { rows, counts: facets, isMore, size } = this;
    const found = this.kept.slice(-size.top).toReversed();
    const next = isMore ? found.at(-1)?.row.key : undefined;
    return { found, rows, facets, next, until: undefined };
  }
}

function tooMany(): Refused {
  const message = `with order=oldest covers more than ${MOST_ROWS_OLDEST} entries: choose a later one, or order=newest`;
  return faulty([{ parameter: "from", message }]);
}
