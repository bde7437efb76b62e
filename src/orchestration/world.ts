import type { Hash } from "../domain/request-id.ts";
import type { Waits } from "../domain/waits.ts";
import type { Cards, Clock, Connections, Log, Policies, Store, Tenants } from "../ports.ts";

/** Everything that an activity may touch. */
export interface World {
  readonly connections: Connections;
  readonly tenants: Tenants;
  readonly store: Store;
  readonly cards: Cards;
  readonly policies: Policies;
  readonly clock: Clock;
  readonly hash: Hash;
  /** A fresh mark for a change, `RA-` and ten random characters. */
  readonly newMark: () => string;
  readonly log: Log;
  readonly waits: Waits;
  readonly ourTenant: string;
  readonly serviceVersion: string;
}
