import { afterEach, beforeEach } from "@jest/globals";
import type { Store } from "../../src/store.ts";
import { auditIndexContract } from "./audit-index-contract.ts";
import { auditLogContract } from "./audit-log-contract.ts";
import { channelsContract } from "./channels-contract.ts";
import { heartbeatsContract } from "./heartbeats-contract.ts";
import { holdsContract } from "./holds-contract.ts";
import { onceContract } from "./once-contract.ts";
import { peopleContract } from "./people-contract.ts";
import { requestsContract } from "./requests-contract.ts";
import { roundsContract } from "./rounds-contract.ts";

export interface OpenStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** What every `Store` promises; each test has a store of its own. */
export function storeContract(open: () => Promise<OpenStore>): void {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened.close();
  });
  const store = () => opened.store;

  requestsContract(store);
  roundsContract(store);
  holdsContract(store);
  heartbeatsContract(store);
  onceContract(store);
  channelsContract(store);
  peopleContract(store);
  auditLogContract(store);
  auditIndexContract(store);
}
