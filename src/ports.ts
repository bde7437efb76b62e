import type { ConnectionId, NamespaceId } from "./domain/azure-id.ts";
import type { NetworkAccess } from "./domain/background.ts";
import type { Card } from "./domain/card.ts";
import type { Asker, Click, ClickAnswer, NextAnswer, NextClick } from "./domain/click.ts";
import type { Command, CommandAnswer } from "./domain/command.ts";
import type { Connection, NamespaceListing } from "./domain/connection.ts";
import type { CardSpot, NewerCard } from "./domain/copies.ts";
import type { Digest } from "./domain/digest.ts";
import type { Line } from "./domain/line.ts";
import type { Channel, Policy, PolicyPerson } from "./domain/policy.ts";
import type { PrivateEndpoint } from "./domain/private-endpoint.ts";
import type { CardAddress } from "./domain/progress.ts";

export interface FaultOptions {
  readonly cause?: unknown;
  readonly retryAt?: Date | undefined;
  readonly notDone?: boolean;
  readonly status?: number | undefined;
}

/**
 * Something that time may cure. `retryAt`: the service said when to come back. `notDone`: what was asked for surely had no
 * effect; without it nobody knows. `status`: what Azure Resource Manager answered.
 */
export class Fault extends Error {
  readonly retryAt: Date | undefined;
  readonly notDone: boolean;
  readonly status: number | undefined;
  constructor(message: string, { cause, retryAt, notDone = false, status }: FaultOptions = {}) {
    super(message, { cause });
    this.retryAt = retryAt;
    this.status = status;
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
  /** The version of a newer text that has faults, so that an older one stays in force. */
  refused?(): string | undefined;
}

/** What the service is in Azure: for whoever checks a deployment. */
export interface Standing {
  /** Object id of its identity, as Entra's token for ARM says; a fault when there is no token. */
  identity(): Promise<string>;
  permitted(namespace: NamespaceId, objectId: string): Promise<Permitted>;
  /** With the private endpoints of a requester's subscription; `hidden` where it may not read its roles, as with the role of the templates. */
  permittedAtEndpoints(subscription: string, objectId: string): Promise<Permitted | "hidden">;
}

export interface Permitted {
  /** Actions that are needed and not granted. */
  readonly missing: readonly string[];
  /** Those that are granted, and taken away by a deny assignment. */
  readonly denied: readonly string[];
  /** What of the granted actions changes what is not this service's to change. */
  readonly tooMuch: readonly string[];
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

export interface Clicks {
  cast(click: Click): Promise<ClickAnswer>;
  showNext(click: NextClick): Promise<NextAnswer>;
}

export interface Commands {
  take(command: Command, asker: Asker): Promise<CommandAnswer>;
}
