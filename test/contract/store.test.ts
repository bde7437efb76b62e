import { randomBytes } from "node:crypto";
import { describe } from "@jest/globals";
import { tableStore } from "../../src/adapters/storage/table-store.ts";
import { startAzurite } from "../support/azurite.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { FakeLog } from "../support/fakes/fake-log.ts";
import { FakeStore } from "../support/fakes/fake-store.ts";
import { sha256 } from "../support/sha256.ts";
import { storeContract } from "./store-contract.ts";

describe("the fake store", () => {
  storeContract(async () => ({ store: new FakeStore(), close: async () => undefined }));
});

describe("the table store on Azurite", () => {
  storeContract(async () => {
    const azurite = await startAzurite();
    const { tables } = azurite;
    const clock = new FakeClock().now;
    const parts = { tables, auditTables: tables, hash: sha256, random: randomBytes, clock, log: new FakeLog() };
    return { store: tableStore(parts), close: () => azurite.close() };
  });
});
