import type { Hash } from "../domain/request-id.ts";
import type { Waits } from "../domain/waits.ts";
import type { Cards, Clock, Connections, Endpoints, Log, Networks, Policies, Rights, Tenants } from "../ports.ts";
import type { Store } from "../store.ts";

/** Everything that an activity may touch. */
export interface World {
  readonly connections: Connections;
  readonly endpoints: Endpoints;
  readonly tenants: Tenants;
  readonly networks: Networks;
  readonly rights: Rights;
  readonly store: Store;
  readonly cards: Cards;
  readonly policies: Policies;
  readonly clock: Clock;
  /** Waits, in the process, until a time that is near. */
  readonly pause: (until: Date) => Promise<void>;
  readonly hash: Hash;
  /** A fresh mark for a change, `RA-` and ten random characters. */
  readonly newMark: () => string;
  readonly log: Log;
  readonly waits: Waits;
  /** Whether what is Disconnected is deleted, or only said to be. */
  readonly cleanUp: "delete" | "dry-run";
  /** How many open requests have a card in a channel at the same time; the others stand in its line. */
  readonly mostCards: number;
  readonly ourTenant: string;
  readonly serviceVersion: string;
}
