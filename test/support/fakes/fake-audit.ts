import { type AuditEntry, canonicalJson, type ServiceEntry, saysTheSame } from "../../../src/domain/audit.ts";
import type { Recorded } from "../../../src/domain/recorded.ts";
import { type AuditRange, valuesOf } from "../../../src/domain/search/plan.ts";
import { newestFirstKey } from "../../../src/domain/search/row-key.ts";
import { Contradiction } from "../../../src/ports.ts";
import type { AuditInbox, AuditIndex, AuditLog, Found } from "../../../src/store.ts";
import type { Failures } from "./failures.ts";

export class FakeAuditLog implements AuditLog {
  readonly entries: (AuditEntry | ServiceEntry)[] = [];
  /** Throws at what is no entry. */
  check: (bytes: string) => void = () => {};
  private readonly failures: Failures;

  constructor(failures: Failures) {
    this.failures = failures;
  }

  async record(entry: AuditEntry | ServiceEntry): Promise<void> {
    this.check(canonicalJson(entry));
    await this.failures.around("audit.record", () => {
      const earlier = this.entries.find(({ id }) => id === entry.id);
      if (!earlier) this.entries.push(entry);
      else if (!saysTheSame(earlier, entry)) throw new Contradiction(`Entry ${entry.id} says something else`);
    });
  }

  async of(requestId: string): Promise<readonly AuditEntry[]> {
    return this.failures.around("audit.of", () =>
      this.entries.filter((entry): entry is AuditEntry => entry.request === requestId && "connection" in entry),
    );
  }

  kindsOf(requestId: string): readonly AuditEntry["kind"][] {
    return this.entries.filter(({ request }) => request === requestId).map(({ kind }) => kind);
  }

  recorded(isMeant: (entry: ServiceEntry) => boolean = () => true): readonly Recorded[] {
    return this.entries.filter(isMeant).map((entry) => ({ id: entry.id, at: entry.at, bytes: canonicalJson(entry) }));
  }
}

/** Over the entries of a fake log: each waits until it is filed. */
export class FakeAuditInbox implements AuditInbox {
  /** Places in the sealed log, by the entries' ids. */
  readonly places = new Map<string, number>();
  readonly copied = new Set<string>();
  /** Ids of entries whose rows in the inbox are lost. */
  readonly lost = new Set<string>();
  private readonly log: FakeAuditLog;
  private readonly failures: Failures;

  constructor(log: FakeAuditLog, failures: Failures) {
    this.log = log;
    this.failures = failures;
  }

  async waiting(most: number): Promise<readonly Recorded[]> {
    return this.failures.around("inbox.waiting", () =>
      this.unsealed()
        .toSorted((one, other) => one.at.localeCompare(other.at))
        .slice(0, most),
    );
  }

  unsealed(): readonly Recorded[] {
    return this.log.recorded(({ id }) => !this.places.has(id) && !this.lost.has(id));
  }

  async find(id: string): Promise<Recorded | undefined> {
    return this.failures.around("inbox.find", () => this.log.recorded((entry) => entry.id === id)[0]);
  }

  async indexOf({ id }: Pick<Recorded, "id">): Promise<number | undefined> {
    return this.failures.around("inbox.indexOf", () => this.places.get(id));
  }

  async copy(entries: readonly Recorded[]): Promise<void> {
    await this.failures.around("inbox.copy", () => {
      for (const { id } of entries) this.copied.add(id);
    });
  }

  async rewrite(entries: readonly (Recorded & { readonly index: number })[]): Promise<void> {
    await this.failures.around("inbox.rewrite", () => {
      for (const { id, bytes } of entries)
        if (!this.log.entries.some((entry) => entry.id === id)) this.log.entries.push(JSON.parse(bytes));
    });
    await this.file(entries);
  }

  async enqueue({ id }: Recorded): Promise<"inserted" | "there"> {
    return this.failures.around("inbox.enqueue", () => (this.lost.delete(id) ? "inserted" : "there"));
  }

  async file(entries: readonly (Recorded & { readonly index: number })[]): Promise<void> {
    await this.failures.around("inbox.file", () => {
      for (const { id, index } of entries) {
        this.copied.add(id);
        this.places.set(id, index);
      }
    });
  }
}

/** What is filed or copied is found in the index, the rest in the inbox. */
export class FakeAuditIndex implements AuditIndex {
  /** Rows that were read. */
  rowsRead = 0;
  private readonly log: FakeAuditLog;
  private readonly inbox: FakeAuditInbox;

  constructor(log: FakeAuditLog, inbox: FakeAuditInbox) {
    this.log = log;
    this.inbox = inbox;
  }

  async *read(range: AuditRange, { page, past = "" }: { readonly page: number; readonly past?: string }) {
    const found = this.rowsOf(range).filter(({ id, key }) => key > past && this.isIndexed(range, id));
    for (let from = 0; from < found.length; from += page) {
      const rows = found.slice(from, from + page);
      this.rowsRead += rows.length;
      yield rows;
    }
  }

  async readInbox(ranges: readonly AuditRange[]): Promise<readonly Found[]> {
    const found = ranges.filter(({ by }) => by !== "request").flatMap((range) => this.rowsOf(range));
    const waiting = found.filter(({ id }) => !this.inbox.places.has(id));
    const distinct = [...new Map(waiting.map((row) => [row.key, row])).values()];
    return distinct.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  }

  explain({ by, value, span }: AuditRange) {
    return [{ partition: `${by} ${value}`.trim(), from: span.from, to: span.to }];
  }

  async pageAfter(id: string): Promise<readonly Recorded[]> {
    const sorted = this.log.recorded().toSorted((one, other) => (one.id < other.id ? -1 : 1));
    return sorted.filter((entry) => entry.id > id).slice(0, 1_000);
  }

  private isIndexed({ by }: AuditRange, id: string): boolean {
    if (by === "request") return true;
    return this.inbox.places.has(id) || (by !== "time" && this.inbox.copied.has(id));
  }

  private rowsOf({ by, value, span }: AuditRange): readonly Found[] {
    const entries = this.log.entries.filter((entry) => {
      const isMeant =
        by === "request"
          ? entry.request === value
          : valuesOf(entry).some((one) => one.by === by && one.value === value);
      return isMeant && entry.at >= span.from && entry.at < span.to;
    });
    const rows = entries.map((entry): Found => {
      const index = by === "request" ? undefined : this.inbox.places.get(entry.id);
      const row = { id: entry.id, at: entry.at, bytes: canonicalJson(entry), key: newestFirstKey(entry) };
      return index === undefined ? row : { ...row, index };
    });
    return rows.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  }
}
