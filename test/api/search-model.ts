import type { ServiceEntry } from "../../src/domain/audit.ts";
import type { AnyEntry } from "../../src/domain/recorded.ts";

/** What is asked for, before it is put into words of a query. `anyOf` of text: each of them is looked for. */
export interface Wanted {
  readonly key:
    | "request"
    | "connection"
    | "namespace"
    | "subscription"
    | "actor"
    | "kind"
    | "verdict"
    | "rule"
    | "text";
  readonly anyOf: readonly string[];
  readonly negated: boolean;
}

export interface Question {
  readonly wanted: readonly Wanted[];
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Whoever asks: names of the namespaces that are theirs, or everything. */
export interface Asker {
  readonly ref: string;
  readonly namespaces: readonly string[] | "all";
}

export interface Known {
  readonly now: string;
  /** By pseudonym. */
  readonly names: ReadonlyMap<string, string>;
}

const DAY_MS = 86_400_000;

/** How a search must go, said in another way than the service does it: all entries, one after the other. */
export class SearchModel {
  private readonly question: Question;
  private readonly asker: Asker;
  private readonly known: Known;

  constructor(question: Question, asker: Asker, known: Known) {
    this.question = question;
    this.asker = asker;
    this.known = known;
  }

  /** Newest first. */
  matching(entries: readonly ServiceEntry[]): readonly string[] {
    return newestFirst(this.lookedAt(entries).filter((entry) => this.fits(entry))).map(({ id }) => id);
  }

  /** Whether each that is looked at fits, newest first. */
  rows(entries: readonly ServiceEntry[]): readonly { readonly id: string; readonly fits: boolean }[] {
    return newestFirst(this.lookedAt(entries)).map((entry) => ({ id: entry.id, fits: this.fits(entry) }));
  }

  get by(): string {
    const chosen = this.chosen();
    if (chosen) return chosen.key;
    return this.asker.namespaces === "all" ? "time" : "namespace";
  }

  /** Nothing is on record before 2025. */
  get from(): string {
    const { from } = this.question;
    if (from !== undefined) return from;
    const chosen = this.chosen()?.key;
    if (chosen === "request" || chosen === "connection") return "2025-01-01T00:00:00.000Z";
    const end = Math.min(Date.parse(this.known.now), Date.parse(this.to));
    return new Date(end - (chosen === undefined ? 30 : 400) * DAY_MS).toISOString();
  }

  get to(): string {
    return this.question.to ?? new Date(Date.parse(this.known.now) + 300_000).toISOString();
  }

  private lookedAt(entries: readonly AnyEntry[]): readonly AnyEntry[] {
    const chosen = this.chosen();
    return entries.filter(
      (entry) =>
        entry.at >= this.from && entry.at < this.to && this.isTheirs(entry) && (!chosen || this.isOne(entry, chosen)),
    );
  }

  private chosen(): Wanted | undefined {
    const own = (key: Wanted["key"]) => this.question.wanted.find((one) => one.key === key && !one.negated);
    const better = own("subscription") ?? own("namespace");
    const actor = own("actor");
    const isEverywhere = actor?.anyOf.some((value) => ["service", "azure"].includes(value.toLowerCase()));
    return (
      own("request") ??
      own("connection") ??
      (isEverywhere && (better || this.asker.namespaces !== "all") ? better : actor) ??
      better
    );
  }

  private isTheirs({ namespace = "" }: AnyEntry): boolean {
    const { namespaces } = this.asker;
    return namespaces === "all" || namespaces.includes(namespace.split("/").at(-1) ?? "");
  }

  private fits(entry: AnyEntry): boolean {
    return this.question.wanted.every((wanted) => this.isOne(entry, wanted) !== wanted.negated);
  }

  private isOne(entry: AnyEntry, { key, anyOf }: Wanted): boolean {
    if (key === "text") return anyOf.every((text) => this.said(entry).includes(text.toLowerCase()));
    return anyOf.some((value) => this.isValue(entry, key, value));
  }

  private isValue(entry: AnyEntry, key: Exclude<Wanted["key"], "text">, value: string): boolean {
    switch (key) {
      case "request":
        return entry.request === value;
      case "connection":
        return `/${entry.connection ?? ""}`.endsWith(
          `/namespaces/${value.replace("/", "/privateEndpointConnections/")}`,
        );
      case "namespace":
        return (entry.namespace ?? "").endsWith(`/namespaces/${value}`);
      case "subscription":
        return entry.requester?.subscription === value;
      case "actor":
        return this.isActor(entry.actor.ref, value.toLowerCase());
      case "kind":
        return value.endsWith(".*") ? entry.kind.split(".")[0] === value.split(".")[0] : entry.kind === value;
      case "verdict":
        return entry.verdict === value;
      case "rule":
        return entry.actor.kind === "rule" && entry.actor.ref.toLowerCase() === value.toLowerCase();
    }
  }

  private isActor(ref: string, value: string): boolean {
    if (value === "service") return ref === "relay-approvals";
    if (value === "azure") return ref === "Microsoft.Relay";
    if (value === "me") return ref === this.asker.ref;
    const words = (this.known.names.get(ref) ?? "").toLowerCase().split(" ");
    return ref.toLowerCase() === value || words.some((_, at) => words.slice(at).join(" ").startsWith(value));
  }

  private said({ comment = "", connection, namespace = "", privateEndpoint = "", actor }: AnyEntry): string {
    const last = (id: string) => id.split("/").at(-1) ?? "";
    const name = actor.kind === "person" ? this.known.names.get(actor.ref) : actor.kind === "rule" ? actor.ref : "";
    return [comment, last(namespace), last(connection ?? ""), last(privateEndpoint), name].join("\n").toLowerCase();
  }
}

export function newestFirst<Entry extends ServiceEntry>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((one, other) => {
    if (one.at !== other.at) return one.at > other.at ? -1 : 1;
    return one.id < other.id ? -1 : 1;
  });
}
