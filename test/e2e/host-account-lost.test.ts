import { TableServiceClient } from "@azure/data-tables";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventually } from "../../sandbox/demo/eventually.ts";
import { requestIdOn } from "../../sandbox/demo/seeing.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { loseTaskHub } from "../../sandbox/host/durable/lose-task-hub.ts";
import { olga, omar } from "../../sandbox/world.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";
import { allTables, credentialOf } from "./stored.ts";

jest.setTimeout(90_000);

let running: RunningSandbox;
let stood: Asked;
let challenged: Asked;
let waiting: Asked;
let voted: Asked;
let refused: Asked;
beforeAll(async () => {
  running = await runSandbox();
  stood = await approved("pe-stands", "contoso-orders");
  challenged = await approved("pe-challenged", "contoso-partners");
  waiting = await running.stage.ask("pe-waits");
  voted = await running.stage.ask("pe-voted", { namespace: "contoso-payments" });
  await running.stage.click(olga, voted, "approve", "One of two");
  await running.stage.cardSays(voted, "1 of 2 approvals");
  refused = await refusedByAzure("pe-refused");
  for (const { requestId } of [waiting, voted]) await running.stage.auditHas(requestId, ["card.posted"]);
  await loseTheAccount();
  await nextSweep(running);
});
afterAll(() => running.stop());

async function approved(endpoint: string, namespace: string): Promise<Asked> {
  const { stage } = running;
  const asked = await stage.ask(endpoint, { namespace });
  await stage.click(olga, asked, "approve", "Known partner");
  await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
  return asked;
}

async function refusedByAzure(endpoint: string): Promise<Asked> {
  const { stage, sandbox } = running;
  const asked = await stage.ask(endpoint);
  const match = { method: "PUT", pathPattern: asked.connection.name };
  const fault = sandbox.arm.faults.add({ match, fault: { kind: "forbidden" } });
  await stage.click(olga, asked, "approve", "Let them in");
  await stage.auditHas(asked.requestId, ["change.refused", "request.told"]);
  sandbox.arm.faults.remove(fault);
  return asked;
}

/** The task hub, and every table that is not the record's. */
async function loseTheAccount(): Promise<void> {
  const { host, folder, azurite, entra } = running.sandbox;
  await host.stop();
  loseTaskHub(`${folder}/host.sqlite`);
  const service = new TableServiceClient(azurite.tablesUrl, credentialOf(entra));
  const names: string[] = [];
  for await (const { name = "" } of service.listTables()) names.push(name);
  for (const name of names) await service.deleteTable(name);
  await host.start();
}

/** The same request, on the card that came after the loss. */
async function askedAgain(asked: Asked): Promise<Asked> {
  const cards = await eventually("a second card", () => {
    const found = running.stage.cardsFor(asked.endpoint);
    return found.length > 1 ? found : undefined;
  });
  const card = cards.at(-1) ?? asked.card;
  return { ...asked, card, requestId: requestIdOn(card) };
}

describe("the host's account is lost, as docs/operations.md says", () => {
  it("asks about what waits once more, under the same id, and carries it out", async () => {
    const { stage } = running;
    const again = await askedAgain(waiting);
    expect(again.requestId).toBe(waiting.requestId);
    await stage.click(omar, again, "approve", "After the loss");
    await stage.armShows(waiting.connection, "Approved");
    await stage.cardSays(again, "Approved by Omar Osei: After the loss");
  });

  it("has votes cast again", async () => {
    const { stage } = running;
    const again = await askedAgain(voted);
    await stage.click(omar, again, "approve", "Fine");
    await stage.cardSays(again, "1 of 2 approvals");
    expect(stage.armHas(voted.connection, "Pending")).toBe(true);
    await stage.click(olga, again, "approve", "Still fine");
    await stage.armShows(voted.connection, "Approved");
  });

  it("takes what it has approved itself for somebody else's, and asks about it where the policy wants that", async () => {
    const { AuditEntries = [] } = await allTables(running.sandbox);
    const entries = AuditEntries.map(({ bytes }) => JSON.parse(String(bytes)) as Record<string, unknown>);
    const external = entries.filter(({ kind }) => kind === "external.change").map(({ connection }) => connection);
    expect(external.sort()).toEqual([stood.connection.id, challenged.connection.id].sort());
    expect(running.stage.cardsFor("pe-stands")).toHaveLength(1);
    expect((await running.stage.next(challenged)).requestId).not.toBe(challenged.requestId);
  });

  it("knows nobody of before, and stops where the record has a decision already", async () => {
    const again = await askedAgain(refused);
    await running.stage.click(olga, again, "approve", "Once more");
    const line = "An audit entry is there already and says something else";
    await eventually(line, () => running.hostLog.find((one) => one.includes(line)));
    expect(running.stage.armHas(refused.connection, "Pending")).toBe(true);
  });
});
