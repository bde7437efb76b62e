import type { AuditEntry, ServiceEntry } from "./domain/audit.ts";
import type { ConnectionId, NamespaceId } from "./domain/azure-id.ts";
import type { NetworkAccess } from "./domain/background.ts";
import type { Card, Verb } from "./domain/card.ts";
import type { Command, CommandAnswer } from "./domain/command.ts";
import type { Connection, NamespaceListing } from "./domain/connection.ts";
import type { CardSpot, NewerCard } from "./domain/copies.ts";
import type { Digest } from "./domain/digest.ts";
import type { Hold } from "./domain/hold.ts";
import type { ChannelCards, Line, Waiting } from "./domain/line.ts";
import type { Channel, Policy, PolicyPerson } from "./domain/policy.ts";
import type { PrivateEndpoint } from "./domain/private-endpoint.ts";
import type {
  CardAddress,
  ConnectionRequest,
  Decision,
  IntentOrEnd,
  Outcome,
  Progress,
  Vote,
} from "./domain/request.ts";
import type { Round, RoundNotes } from "./domain/round.ts";

export interface FaultOptions {
  readonly cause?: unknown;
  readonly retryAt?: Date | undefined;
  readonly notDone?: boolean;
}

/**
 * Something that time may cure. `retryAt`: the service said when to come back. `notDone`: what was asked for surely had no
 * effect; without it nobody knows.
 */
export class Fault extends Error {
  readonly retryAt: Date | undefined;
  readonly notDone: boolean;
  constructor(message: string, { cause, retryAt, notDone = false }: FaultOptions = {}) {
    super(message, { cause });
    this.retryAt = retryAt;
    this.notDone = notDone || retryAt !== undefined;
  }
}

/** Somebody else changed the row since it was read: read again and decide again. */
export class Changed extends Fault {}

/** A row is there already and says something else: never overwritten, somebody must look. */
export class Contradiction extends Error {
  override readonly name = "Contradiction";
}

/** Time is a port: nothing in `src` reads a clock by itself. */
export type Clock = () => Date;

export interface Connections {
  /** All private endpoint connections of a namespace; `gone` when the namespace does not exist. */
  list(namespace: NamespaceId): Promise<readonly Connection[] | "gone">;
  get(connection: ConnectionId): Promise<Connection | "gone">;
  /** Sends one PUT. `accepted` is not yet applied: only a later read tells. */
  put(connection: ConnectionId, change: ConnectionChange): Promise<ChangeAnswer>;
  /** Sends one DELETE. `accepted` also when there is nothing to remove; only a later read tells that it is gone. */
  remove(connection: ConnectionId): Promise<ChangeAnswer>;
  /** The namespaces of a subscription, page by page. */
  namespaces(subscription: string): AsyncIterable<NamespaceListing>;
}

export interface ConnectionChange {
  readonly privateEndpoint: string;
  readonly status: "Approved" | "Rejected";
  readonly description: string;
}

/** `refused`: Azure said no in a way that waiting does not cure; the reason is Azure's words. */
export type ChangeAnswer =
  | { readonly kind: "accepted"; readonly correlation: string | undefined }
  | { readonly kind: "refused"; readonly reason: string };

export interface Tenants {
  /** Whether a subscription belongs to our tenant; `unknown` when we may not read it. */
  tenantOf(subscription: string): Promise<"own" | "other" | "unknown">;
  /** What its owners call it, so text from outside; `undefined` when we may not read it. */
  nameOf(subscription: string): Promise<string | undefined>;
}

export interface Networks {
  /** What we may not read of it is `undefined`; up to a minute old. */
  accessTo(namespace: NamespaceId): Promise<NetworkAccess>;
}

export interface Rights {
  /**
   * Whether a person may approve the connections of a namespace by Azure's own roles; a fault when Azure does not tell.
   * A yes may be a minute old, unless `fresh` asks Azure now.
   */
  mayApprove(namespace: NamespaceId, objectId: string, how?: { readonly fresh: boolean }): Promise<boolean>;
}

/** The requesters' side. All of it throws on an id that is no private endpoint's: nothing is sent then. */
export interface Endpoints {
  get(privateEndpoint: string): Promise<PrivateEndpoint | "gone">;
  /** Those of a subscription, page by page. One that cannot be read whole is left out. */
  list(subscription: string): AsyncIterable<PrivateEndpoint>;
  /** Sends one DELETE. `accepted` also when there is nothing to remove; only a later read tells that it is gone. */
  remove(privateEndpoint: string): Promise<ChangeAnswer>;
}

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
  /** Takes a request that ends off the index; no fault when it is not there. */
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

export interface Person {
  readonly objectId: string;
  readonly tenant: string;
  readonly name: string;
}

export interface Pseudonym {
  readonly ref: string;
  /** SHA-256 over salt and object id; the salt lives in People. */
  readonly commitment: string;
}

export interface People {
  /** The same person has the same pseudonym as long as the row is not erased. */
  pseudonymOf(person: Person): Promise<Pseudonym>;
  find(ref: string): Promise<Person | undefined>;
}

export interface AuditLog {
  /** Inserts an entry; one with the same content is our own earlier success, another content is a `Contradiction`. */
  record(entry: AuditEntry | ServiceEntry): Promise<void>;
  /** All entries of one request, as they were recorded; none when there is no such request. */
  of(requestId: string): Promise<readonly AuditEntry[]>;
}

/** `gone`: somebody deleted the card, its thread or its channel, and waiting brings nothing back. */
export type CardPresence = "there" | "gone";

export interface Cards {
  post(channel: Channel, card: Card): Promise<CardSpot>;
  edit(spot: CardSpot, card: Card): Promise<CardPresence>;
  /** A reply in the card's thread; `mentions` are named so that Teams calls them. */
  reply(address: CardAddress, text: string, mentions?: readonly PolicyPerson[]): Promise<CardPresence>;
  /** A copy of a card says from now on that there is a newer one, and asks nothing. */
  retire(copy: CardSpot, card: Card, newer: NewerCard): Promise<CardPresence>;
  /** The one card of those who wait for room in a channel. */
  postLine(channel: Channel, line: Line): Promise<CardSpot>;
  editLine(spot: CardSpot, line: Line): Promise<CardPresence>;
  /** Another card of the line stands further down. */
  retireLine(copy: CardSpot): Promise<CardPresence>;
  /** A message of its own in a channel. */
  digest(channel: Channel, digest: Digest): Promise<void>;
}

export interface Policies {
  current(): Promise<Policy>;
}

/** The durable instances of requests and namespaces. */
export interface Orchestrations {
  /** Starts the approval of a request, or does nothing if it lives. */
  startApproval(requestId: string): Promise<void>;
  /** Wakes it; `gone` when no live instance heard it. */
  wakeApproval(requestId: string): Promise<"woken" | "gone">;
  approvalGeneration(requestId: string): Promise<string | undefined>;
  terminateApproval(requestId: string, reason: string): Promise<void>;
  /** Takes what ended and was begun before a time from the task hub; the record stays. Answers how many. */
  purgeEnded(before: Date): Promise<number>;
  /** Starts or wakes the intake of a namespace. */
  lookAt(namespace: NamespaceId): Promise<void>;
}

export interface Log {
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}

/** Never a token, a body or a person's data. */
export type LogDetails = Readonly<Record<string, string | number | boolean | undefined>>;

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
}

/** An owner's click on a card, after the activity's token was verified: who it was is believed, what it says is not. */
export interface Click {
  readonly requestId: string;
  readonly verb: Verb;
  /** What Azure lets nobody undo is done only when it was said twice. */
  readonly confirmed: boolean;
  readonly comment: string;
  readonly person: Person;
  /** Where the card stands that was clicked on; `undefined` when that was not told. */
  readonly spot?: CardSpot | undefined;
}

/** Somebody wants to see the next request of a channel's line. */
export type NextClick = Pick<Click, "person"> & { readonly spot: CardSpot };

/** Answered at once. `reason` is for the person who clicked; with a `card`, what became of the request stands below it. */
export type ClickAnswer =
  | { readonly kind: "accepted"; readonly card: Card }
  /** Nothing is done yet: whoever clicked is shown what it means, and asked once more. */
  | { readonly kind: "confirm"; readonly verb: Verb; readonly comment: string; readonly card: Card }
  /** Something was begun that has a card of its own. */
  | { readonly kind: "begun"; readonly message: string }
  | { readonly kind: "refused"; readonly reason: string; readonly card: Card | undefined };

export type NextAnswer = Extract<ClickAnswer, { kind: "begun" | "refused" }>;

export interface Clicks {
  cast(click: Click): Promise<ClickAnswer>;
  showNext(click: NextClick): Promise<NextAnswer>;
}

/** Somebody who asks in words, after the activity's token was verified. */
export interface Asker {
  readonly person: Person;
  /** The channel in which everybody reads the answer; `undefined` where only the person does. */
  readonly channel: string | undefined;
}

export interface Commands {
  take(command: Command, asker: Asker): Promise<CommandAnswer>;
}
