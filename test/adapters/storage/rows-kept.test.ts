import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { TableName } from "../../../src/adapters/storage/tables.ts";
import { requestIdOf } from "../../../src/domain/request-id.ts";
import { Contradiction } from "../../../src/ports.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import {
  aConnectionId,
  aDecision,
  aNamespace,
  anEntry,
  anIntent,
  anOutcome,
  aPrivateEndpoint,
  aRequest,
  aRound,
  aVote,
  olga,
} from "../../support/builders.ts";
import { FakeLog } from "../../support/fakes/fake-log.ts";
import { sha256 } from "../../support/sha256.ts";
import { rowsIn, storeOn } from "./storage-fixture.ts";

let azurite: StartedAzurite;
beforeEach(async () => {
  azurite = await startAzurite();
});
afterEach(() => azurite.close());

describe("what the tables keep", () => {
  it("has no id of Azure in a key", async () => {
    const store = storeOn(azurite.tables);
    const asked = {
      kind: "approve-or-reject",
      connection: aConnectionId(),
      privateEndpoint: aPrivateEndpoint(),
    } as const;
    await store.requests.insert(aRequest({ id: requestIdOf(sha256, { ...asked, round: 1 }) }));
    await store.rounds.begin(aNamespace(), aRound());
    const rows = [...(await rowsIn(azurite.tables, "Requests")), ...(await rowsIn(azurite.tables, "Rounds"))];
    const keys = rows.flatMap((row) => [row["partitionKey"], row["rowKey"]]);
    expect(keys).toHaveLength(10);
    for (const key of keys) expect(key).toMatch(/^(r-[a-z2-7]{26}|request|namespaces|open|[a-z2-7]{51})$/);
  });

  it("names a person in People only", async () => {
    const store = storeOn(azurite.tables);
    const { ref, commitment } = await store.people.pseudonymOf(olga);
    const vote = aVote({ by: ref, commitment });
    await store.votes.insert("r-1", vote);
    await store.decisions.insert("r-1", aDecision({ by: { kind: "person", ref, commitment } }));
    await store.intents.insert("r-1", anIntent());
    await store.outcomes.insert("r-1", anOutcome());
    await store.audit.record(anEntry({ actor: { kind: "person", ref, commitment } }));
    for (const name of ["Votes", "Decisions", "Changes", "AuditEntries"] as const) {
      const kept = JSON.stringify(await rowsIn(azurite.tables, name));
      expect(kept).not.toContain(olga.objectId);
      expect(kept).not.toContain(olga.name);
    }
    expect(JSON.stringify(await rowsIn(azurite.tables, "People"))).toContain(olga.name);
  });

  it("lets a commitment be checked with the salt that stands in People", async () => {
    const { ref, commitment } = await storeOn(azurite.tables).people.pseudonymOf(olga);
    const row = await azurite.tables("People").getEntity<{ content: string }>(ref, "person");
    const { salt } = JSON.parse(row.content) as { salt: string };
    expect(salt).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(commitment).toBe(createHash("sha256").update(`${salt}\n${olga.objectId}`).digest("base64url"));
  });

  it("holds an audit entry as its canonical bytes", async () => {
    await storeOn(azurite.tables).audit.record(anEntry({ comment: "Grüße\n" }));
    const [row] = await rowsIn(azurite.tables, "AuditEntries");
    expect(row?.["rowKey"]).toBe(`vote-p-${"o".repeat(26)}`);
    expect(row?.["bytes"]).toMatch(
      /^\{"actor":\{"commitment":.*"comment":"Grüße\\n","connection":".*"verdict":"approve"\}$/,
    );
  });
});

/** As another version of the service might have written it. */
async function spoil(name: TableName, key: { readonly partitionKey: string; readonly rowKey: string }) {
  await azurite.tables(name).updateEntity({ ...key, content: JSON.stringify({ v: 2 }) }, "Merge");
}

describe("what the tables keep wrongly", () => {
  it("is a clear error, not a request", async () => {
    const store = storeOn(azurite.tables);
    await store.requests.insert(aRequest());
    const table = azurite.tables("Requests");
    const strange = JSON.stringify({ ...aRequest(), round: "one", extra: 1 });
    await table.updateEntity({ partitionKey: aRequest().id, rowKey: "request", content: strange }, "Merge");
    await expect(store.requests.find(aRequest().id)).rejects.toThrow(Contradiction);
    await expect(store.requests.find(aRequest().id)).rejects.toThrow(
      /of Requests does not fit: round: .*Unrecognized key/,
    );
  });

  it("is a clear error when it is no JSON", async () => {
    const store = storeOn(azurite.tables);
    await store.intents.insert("r-1", anIntent());
    const broken = { partitionKey: "r-1", rowKey: "intent", content: "{" };
    await azurite.tables("Changes").updateEntity(broken, "Merge");
    await expect(store.intents.find("r-1")).rejects.toThrow("Row r-1 / intent of Changes does not fit");
  });

  it("is an error in the log and left out of what a namespace has, so that the rest goes on", async () => {
    const log = new FakeLog();
    const store = storeOn(azurite.tables, log);
    const [strange, plain] = [aRequest({ id: "r-1" }), aRequest({ id: "r-2" })];
    const strangeRound = aRound({ privateEndpoint: aPrivateEndpoint("pe-other") });
    await Promise.all([store.requests.insert(strange), store.requests.insert(plain)]);
    await store.rounds.begin(aNamespace(), strangeRound);
    const [kept] = await rowsIn(azurite.tables, "Rounds");
    await store.rounds.begin(aNamespace(), aRound());
    await spoil("Requests", { partitionKey: "r-1", rowKey: "request" });
    await spoil("Rounds", { partitionKey: String(kept?.["partitionKey"]), rowKey: String(kept?.["rowKey"]) });
    expect(await store.requests.openIn(aNamespace())).toEqual([plain]);
    expect(await store.rounds.in(aNamespace())).toEqual([aRound()]);
    expect(log.lines.map(({ level, details }) => [level, details?.["why"]])).toEqual([
      ["error", expect.stringMatching(/^Row r-1 \/ request of Requests does not fit: /)],
      ["error", expect.stringContaining(`${kept?.["rowKey"]} of Rounds does not fit: `)],
    ]);
    await expect(store.requests.find("r-1")).rejects.toThrow(Contradiction);
    const { connection, privateEndpoint } = strangeRound;
    await expect(store.rounds.find(aNamespace(), connection, privateEndpoint)).rejects.toThrow(Contradiction);
  });

  it("is no vote that could be left out", async () => {
    const store = storeOn(azurite.tables);
    await store.votes.insert("r-1", aVote({ by: "p-one" }));
    await spoil("Votes", { partitionKey: "r-1", rowKey: "p-one" });
    await expect(store.votes.of("r-1")).rejects.toThrow("Row r-1 / p-one of Votes does not fit");
  });

  it("is an alarm in the audit log, which is left as it is", async () => {
    const log = new FakeLog();
    const store = storeOn(azurite.tables, log);
    await store.audit.record(anEntry());
    const before = await rowsIn(azurite.tables, "AuditEntries");
    await expect(store.audit.record(anEntry({ comment: "forged" }))).rejects.toThrow(Contradiction);
    expect(log.lines).toEqual([
      {
        level: "error",
        message: "An audit entry is there already and says something else",
        details: { entry: anEntry().id },
      },
    ]);
    expect(await rowsIn(azurite.tables, "AuditEntries")).toEqual(before);
  });
});

describe("an insert that was cut off in the middle", () => {
  it("is completed by the next one: the request is listed as open", async () => {
    const store = storeOn(azurite.tables);
    const id = aRequest().id;
    const content = JSON.stringify(aRequest());
    await azurite.tables("Requests").createTable();
    await azurite.tables("Requests").createEntity({ partitionKey: id, rowKey: "request", content });
    expect(await store.requests.openIn(aNamespace())).toEqual([]);
    await store.requests.insert(aRequest());
    expect(await store.requests.openIn(aNamespace())).toEqual([aRequest()]);
  });

  it("is completed by the next one: the person stands under the pseudonym that was taken", async () => {
    const store = storeOn(azurite.tables);
    const { ref } = await store.people.pseudonymOf(olga);
    await azurite.tables("People").deleteEntity(ref, "person");
    expect((await store.people.pseudonymOf(olga)).ref).toBe(ref);
    expect(await store.people.find(ref)).toEqual(olga);
  });
});
