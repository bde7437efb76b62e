import { canonicalJson } from "../../src/domain/audit.ts";
import { newestFirstKey } from "../../src/domain/search/row-key.ts";
import type { AuditIndex, Found } from "../../src/store.ts";
import { anEntry } from "../support/builders.ts";

const START = Date.parse("2026-11-20T08:59:59.000Z");

/** So many entries in every range that is asked for, made as they are read; counts what was given and not asked for again. */
export class GeneratedIndex implements AuditIndex {
  readonly count: number;
  /** Rows given so far, of all ranges. */
  given = 0;
  /** When set, the page that begins at this row fails. */
  failAt = Number.POSITIVE_INFINITY;
  error = new Error("not set");

  constructor(count: number) {
    this.count = count;
  }

  async *read({ value }: { readonly value: string }, { page }: { readonly page: number }) {
    for (let from = 0; from < this.count; from += page) {
      if (from >= this.failAt) throw this.error;
      const rows = Array.from({ length: Math.min(page, this.count - from) }, (_, at) => rowAt(from + at, value));
      this.given += rows.length;
      yield rows;
    }
  }

  async readInbox(): Promise<readonly Found[]> {
    return [];
  }

  explain() {
    return [];
  }

  async pageAfter() {
    return [];
  }
}

function rowAt(number: number, namespace: string): Found {
  const at = new Date(START - number).toISOString();
  const name = namespace.split("/").at(-1) || "all";
  const request = `r-${name}`;
  const entry = anEntry({ id: `${request}/step-${number}`, request, at, ...(namespace !== "" && { namespace }) });
  return { id: entry.id, at, bytes: canonicalJson(entry), key: newestFirstKey(entry) };
}
