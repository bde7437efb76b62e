import type { AuditEntry, ServiceEntry } from "./domain/audit.ts";
import type { NamespaceId } from "./domain/azure-id.ts";
import type { Hold } from "./domain/hold.ts";
import type { ChannelCards, Waiting } from "./domain/line.ts";
import type { Person, Pseudonym } from "./domain/person.ts";
import type { Channel } from "./domain/policy.ts";
import type { Progress } from "./domain/progress.ts";
import type { Recorded } from "./domain/recorded.ts";
import type { ConnectionRequest, Decision, IntentOrEnd, Outcome, Vote } from "./domain/request.ts";
import type { Round, RoundNotes } from "./domain/round.ts";
import type { AuditRange } from "./domain/search/plan.ts";

/** What we keep: ports like those in ports.ts, each over one table. What they throw stands there. */

/** Each `insert` leaves a row that is there as it is and gives it back. */
export interface Requests {
  /** Also lists the request as open. Repeating it completes an insert that was cut off in the middle. */
  insert(request: ConnectionRequest): Promise<ConnectionRequest>;
  find(requestId: string): Promise<ConnectionRequest | undefined>;
  /** Changes progress; throws `Changed` when somebody else changed the request since it was read. Answers the request as it now is. */
  update(request: ConnectionRequest, change: Partial<Progress>): Promise<ConnectionRequest>;
  /** The namespaces that ever had a request, also those that Azure does not list any more. */
  namespaces(): Promise<readonly NamespaceId[]>;
  /** Those not closed, read from the index of their namespace. */
  openIn(namespace: NamespaceId): Promise<readonly ConnectionRequest[]>;
  /** Those not closed, of all namespaces, read from one index. */
  allOpen(): Promise<readonly ConnectionRequest[]>;
  /** Takes a request that ends off the indexes; no fault when it is not there. */
  unlist(request: ConnectionRequest): Promise<void>;
}

export interface Rounds {
  in(namespace: NamespaceId): Promise<readonly Round[]>;
  find(namespace: NamespaceId, connection: string, privateEndpoint: string): Promise<Round | undefined>;
  /** Inserts, or replaces a row of an earlier round; leaves a row of the same or a later round. Answers the row that is there now. */
  begin(namespace: NamespaceId, round: Round): Promise<Round>;
  /**
   * Merges into the row if it still is of that round, and a change that is counted into one that counts as many as `round`.
   * `passed over`: it did not fit, and the row is as it was.
   */
  note(namespace: NamespaceId, round: Round, change: RoundNotes): Promise<"noted" | "passed over">;
}

/** Questions to the requester; `number` is from 1. `insert` leaves a row that is there as it is and gives it back. */
export interface Holds {
  insert(requestId: string, number: number, hold: Hold): Promise<Hold>;
  /** Oldest first. */
  of(requestId: string): Promise<readonly Hold[]>;
}

/** What each channel bears. */
export interface Channels {
  /** One that has no row yet is empty. */
  find(channel: Channel): Promise<ChannelCards>;
  /** Throws `Changed` when somebody else changed it since it was read. Answers it as it now is. */
  update(cards: ChannelCards, change: Partial<ChannelCards>): Promise<ChannelCards>;
  /** Those that ever had a row. */
  all(): Promise<readonly Channel[]>;
  /** Its line, in no order. */
  line(channel: string): Promise<readonly Waiting[]>;
  isInLine(channel: string, requestId: string): Promise<boolean>;
  /** Repeating it is no fault. */
  standInLine(channel: string, waiting: Waiting): Promise<void>;
  /** No fault when it is not there. */
  leaveLine(channel: string, requestId: string): Promise<void>;
}

export interface Votes {
  insert(requestId: string, vote: Vote): Promise<Vote>;
  of(requestId: string): Promise<readonly Vote[]>;
}

/** What may be there only once for a request. `insert` answers the row that counts, ours or an earlier one. */
export interface Once<Row> {
  insert(requestId: string, row: Row): Promise<Row>;
  find(requestId: string): Promise<Row | undefined>;
}

export interface People {
  /** The same person has the same pseudonym as long as the row is not erased. */
  pseudonymOf(person: Person): Promise<Pseudonym>;
  find(ref: string): Promise<Person | undefined>;
  /** The pseudonym of somebody who has one; none is made. */
  refOf(person: Person): Promise<string | undefined>;
  /** Pseudonyms of those of whose name a word begins so, in any case; at most fifty. */
  named(beginning: string): Promise<readonly string[]>;
}

export interface AuditLog {
  /** Inserts an entry; one with the same content is our own earlier success, another content is a `Contradiction`. */
  record(entry: AuditEntry | ServiceEntry): Promise<void>;
  /** All entries of one request, as they were recorded; none when there is no such request. */
  of(requestId: string): Promise<readonly AuditEntry[]>;
}

/** What of the record waits to be copied to its indexes and sealed: entries of the last minute, if nothing is wrong. */
export interface AuditInbox {
  /** Oldest first, with the bytes that are on record. What is sealed already is taken out and not given. */
  waiting(most: number): Promise<readonly Recorded[]>;
  /** The entry on record; a point read. */
  find(id: string): Promise<Recorded | undefined>;
  /** Its place in the sealed log; `undefined` while it has none. */
  indexOf(entry: Pick<Recorded, "id" | "at">): Promise<number | undefined>;
  /** Writes the rows by which entries are found, but for time. Repeatable. */
  copy(entries: readonly Recorded[]): Promise<void>;
  /** Writes the rows by which entries are found, with their place in the log, and takes them out. Repeatable. */
  file(entries: readonly (Recorded & { readonly index: number })[]): Promise<void>;
  /** The same for entries that were sealed long ago, and their rows in the record where these are lost. */
  rewrite(entries: readonly (Recorded & { readonly index: number })[]): Promise<void>;
  /** Puts an entry on record that is not sealed in again. */
  enqueue(entry: Recorded): Promise<"inserted" | "there">;
}

/** A row of an index. `key` orders rows newest first, the same in every index. */
export interface Found extends Recorded {
  readonly key: string;
  /** Its place in the sealed log; `undefined` while it has none, and where it is not known. */
  readonly index?: number;
}

export interface KeyRangeRead {
  readonly partition: string;
  readonly from: string;
  readonly to: string;
}

/** Finds entries in bounded ranges of keys, also those that are not copied to the indexes yet. */
export interface AuditIndex {
  /** Newest first, a page a time of at most `page` rows; only what comes after the key `past`. */
  read(range: AuditRange, options: { readonly page: number; readonly past?: string }): AsyncIterable<readonly Found[]>;
  /** What of these ranges waits to be copied, each once: entries of the last minute, if nothing is wrong. */
  readInbox(ranges: readonly AuditRange[]): Promise<readonly Found[]>;
  /** The ranges of keys that `read` asks for. */
  explain(range: AuditRange): readonly KeyRangeRead[];
  /** Entries on record in the order of their ids, after one; none when there are no more. For repairs, not for queries. */
  pageAfter(id: string): Promise<readonly Recorded[]>;
}

/** When what runs by itself last ended. */
export interface Heartbeats {
  beat(name: "sweep", beat: Heartbeat): Promise<void>;
  last(name: "sweep"): Promise<Heartbeat | undefined>;
}

export interface Heartbeat {
  readonly at: string;
  /** Of what it looked at, that could not be looked at. */
  readonly failed: number;
}

export interface Store {
  readonly requests: Requests;
  readonly rounds: Rounds;
  readonly votes: Votes;
  readonly holds: Holds;
  readonly channels: Channels;
  readonly decisions: Once<Decision>;
  readonly intents: Once<IntentOrEnd>;
  readonly outcomes: Once<Outcome>;
  readonly people: People;
  readonly audit: AuditLog;
  readonly inbox: AuditInbox;
  readonly index: AuditIndex;
  readonly heartbeats: Heartbeats;
}

/** The files of the sealed log, as C2SP tlog-tiles names them. */
export interface SealedLog {
  read(path: string): Promise<Uint8Array | undefined>;
  /** The entries of a bundle, 256 but for the last one, and the place of its first; `undefined` beyond the newest checkpoint. */
  bundle(number: number): Promise<{ readonly from: number; readonly entries: readonly string[] } | undefined>;
  /** Of the entry at this place, with the newest checkpoint. */
  prove(index: number): Promise<Proving>;
}

export type Proving =
  | { readonly kind: "made"; readonly proof: string }
  /** The newest checkpoint does not go as far yet. */
  | { readonly kind: "not sealed" }
  | { readonly kind: "unreadable"; readonly why: string };
