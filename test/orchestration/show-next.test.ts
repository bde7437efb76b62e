import { beforeEach, describe, expect, it } from "@jest/globals";
import type { NextAnswer } from "../../src/domain/click.ts";
import type { CardSpot } from "../../src/domain/copies.ts";
import type { Person } from "../../src/domain/person.ts";
import { showNext } from "../../src/orchestration/show-next.ts";
import { Fault } from "../../src/ports.ts";
import { aConnection, aGroup, aNamespace, aPerson, aPolicy, olga, omar, rita } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

const CHANNEL = aGroup().channel;
const LINE: CardSpot = { conversation: `${CHANNEL.id};messageid=line-1`, activity: "line-1" };
let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  Object.assign(stage.world, { mostCards: 1 });
});

const connection = (name: string, namespace = "contoso-orders") =>
  aConnection({
    id: { ...aNamespace(), namespace, connection: name },
    privateEndpoint: `${aConnection().privateEndpoint}-${name}`,
  });
const of = (name: string) => {
  const found = [...stage.store.requests.rows.values()].find((request) => request.connection.connection === name);
  if (!found) throw new Error(`No request for ${name}`);
  return found;
};
const asking = () =>
  [...stage.store.requests.rows.values()]
    .filter(({ progress }) => progress.card)
    .map((request) => request.connection.connection);

async function ask(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    stage.connections.set(connection(name));
    await stage.look();
    await stage.advance(of(name).id);
    stage.clock.moveOn({ seconds: 10 });
  }
}

const press = (person: Person = olga, spot = LINE): Promise<NextAnswer> =>
  showNext(stage.world, stage.orchestrations, { person, spot });

describe("who presses Show next", () => {
  beforeEach(() => ask("c1", "c2", "c3"));

  it("gets the card of the request whose turn it is, and the line's card is edited", async () => {
    expect(await press()).toEqual({
      kind: "begun",
      message: "The next one is about contoso-orders. Its card comes in a moment.",
    });
    await stage.advance(of("c2").id);
    expect(asking()).toEqual(["c1", "c2"]);
    expect(stage.cards.lines.map(({ versions }) => versions.map(({ total }) => total))).toEqual([[1, 2, 1]]);
    expect(stage.orchestrations.approvals.get(of("c2").id)?.wakes).toBe(1);
  });

  it("gets as many again as there is room for, and then decides some first", async () => {
    await press();
    expect(await press()).toEqual({
      kind: "refused",
      reason: "2 requests have a card in this channel. Please decide some of them first.",
      card: undefined,
    });
  });

  it("gets nothing without the right to decide", async () => {
    expect(await press(rita)).toMatchObject({
      kind: "refused",
      reason: "None of those whose turn is next is yours to decide.",
    });
    expect(await press({ ...olga, tenant: "another" })).toMatchObject({ kind: "refused" });
    await stage.advance(of("c2").id);
    expect(asking()).toEqual(["c1"]);
  });

  it("gets nothing from another channel", async () => {
    const elsewhere = { ...LINE, conversation: "19:elsewhere@thread.tacv2;messageid=1" };
    expect(await press(olga, elsewhere)).toMatchObject({ reason: "No request is asked in this channel." });
  });

  it("is told when nobody waits any more", async () => {
    for (const name of ["c2", "c3"]) {
      stage.connections.takeAway(connection(name).id);
      await stage.untilOver(of(name).id);
    }
    expect(await press()).toMatchObject({ reason: "Nobody waits any more: each request has a card of its own." });
  });

  it("is not shown what has ended", async () => {
    const { id } = of("c2");
    stage.store.requests.rows.set(id, { ...of("c2"), progress: { ...of("c2").progress, closed: true } });
    await press();
    expect(stage.store.channels.rows.get(CHANNEL.id)?.places.map(({ requestId }) => requestId)).toEqual([
      of("c1").id,
      of("c3").id,
    ]);
  });

  it("gets one of two at the same moment, and the other presses again", async () => {
    const pressed = await Promise.allSettled([press(olga), press(omar)]);
    expect(pressed.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(stage.store.channels.rows.get(CHANNEL.id)?.places).toHaveLength(2);
  });
});

describe("somebody who may decide in one namespace only", () => {
  it("is shown the next of that one", async () => {
    const billing = { subscription: aNamespace().subscription, resourceGroup: undefined, name: "contoso-billing" };
    stage.policies.policy = aPolicy({
      groups: [aGroup({ name: "Billing", namespaces: [billing], owners: [aPerson(rita)] }), aGroup()],
    });
    await ask("c1", "c2", "c3");
    stage.store.requests.rows.set(of("c3").id, { ...of("c3"), connection: connection("c3", "contoso-billing").id });
    const line = stage.store.channels.lines.get(CHANNEL.id);
    const waiting = line?.get(of("c3").id);
    if (waiting) line?.set(of("c3").id, { ...waiting, namespace: { ...aNamespace(), namespace: "contoso-billing" } });
    expect(await press(rita)).toMatchObject({
      message: "The next one is about contoso-billing. Its card comes in a moment.",
    });
  });

  it("is looked up in the first namespaces of a long line only", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ ownersByAzureRole: true })] });
    await ask("c1", "c2");
    const line = stage.store.channels.lines.get(CHANNEL.id);
    const first = line?.get(of("c2").id);
    for (let number = 1; first && number <= 20; number += 1) {
      const requestId = `r-${number}`;
      line?.set(requestId, { ...first, requestId, namespace: { ...aNamespace(), namespace: `contoso-${number}` } });
    }
    expect(await press(rita)).toMatchObject({ kind: "refused" });
    expect(stage.rights.failures.calls.length).toBeLessThanOrEqual(8);
  });
});

describe("a copy of the line's card, whose post's answer was lost", () => {
  beforeEach(async () => {
    stage.cards.failures.loseAnswer("postLine", new Fault("Teams gave no answer"));
    await ask("c1", "c2", "c3");
    stage.clock.moveOn({ minutes: 1 });
  });

  it("is the card from the press on, while no other one is known", async () => {
    await press();
    await stage.sweep();
    expect(stage.cards.lines.map(({ versions }) => versions.at(-1)?.total)).toEqual([1]);
  });

  it("says that there is a newer one, once somebody pressed on it", async () => {
    await stage.sweep();
    expect(stage.cards.lines).toHaveLength(2);
    await press();
    await stage.sweep();
    await stage.sweep();
    expect([...stage.cards.retired.keys()]).toEqual(["line-1"]);
    expect(stage.cards.failures.calls.filter((call) => call === "retireLine")).toHaveLength(1);
    expect(stage.cards.lines.map(({ versions }) => versions.at(-1)?.total)).toEqual([1, 1]);
  });

  it("holds up nothing when it cannot be marked: tried once", async () => {
    await stage.sweep();
    await press();
    stage.cards.failures.fail("retireLine", new Fault("Teams answered 403"));
    stage.cards.failures.fail("editLine", new Fault("Teams answered 502"));
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await stage.sweep();
    expect(stage.cards.lines.map(({ versions }) => versions.at(-1)?.total)).toEqual([1, 1]);
    expect(stage.log.at("warn")).toContain("Copies of a line's card could not be marked");
    expect(stage.cards.failures.calls.filter((call) => call === "retireLine")).toHaveLength(1);
  });

  it("is known once", async () => {
    await stage.sweep();
    await press();
    Object.assign(stage.world, { mostCards: 5 });
    await press();
    expect(stage.store.channels.rows.get(CHANNEL.id)?.lineCard.copies).toHaveLength(1);
  });
});
