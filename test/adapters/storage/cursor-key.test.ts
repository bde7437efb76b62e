import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { tableCursorKey } from "../../../src/adapters/storage/cursor-key.ts";
import { keyRanges } from "../../../src/adapters/storage/key-ranges.ts";
import type { Tables } from "../../../src/adapters/storage/tables.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import { FakeClock } from "../../support/fakes/fake-clock.ts";
import { watchedTables } from "./watched-tables.ts";

let azurite: StartedAzurite;
beforeEach(async () => {
  azurite = await startAzurite();
});
afterEach(() => azurite.close());

const keyOn = (tables: Tables) => tableCursorKey(keyRanges(tables("AuditIndex"), new FakeClock().now), randomBytes);

describe("the key that cursors are signed with", () => {
  it("is random, and the same in every instance, also in those that begin at once", async () => {
    const keys = await Promise.all([keyOn(azurite.tables)(), keyOn(azurite.tables)(), keyOn(azurite.tables)()]);
    expect(keys[0]).toHaveLength(32);
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
    expect(await keyOn(azurite.tables)()).toEqual(keys[0]);
  });

  it("is made once, and tried again after a fault", async () => {
    const { tables, sent } = watchedTables(azurite.tables, (number) => (number === 1 ? "before" : undefined));
    const key = keyOn(tables);
    await expect(key()).rejects.toThrow("ECONNRESET");
    const made = await key();
    const writes = sent.length;
    expect(await key()).toBe(made);
    expect(sent).toHaveLength(writes);
  });
});
