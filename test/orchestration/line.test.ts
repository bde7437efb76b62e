import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ConnectionRequest } from "../../src/domain/request.ts";
import { sweep } from "../../src/orchestration/sweep.ts";
import type { World } from "../../src/orchestration/world.ts";
import { Changed, Fault } from "../../src/ports.ts";
import { aConnection, aGroup, anAllowRule, aPolicy, FABRIKAM, LOGISTICS } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

const CHANNEL = aGroup().channel;
let stage: Stage;
let world: World;

beforeEach(() => {
  stage = new Stage();
  world = Object.assign(stage.world, { mostCards: 2 });
});

const connection = (name: string, subscription = FABRIKAM) =>
  aConnection({
    id: { ...aConnection().id, connection: name },
    privateEndpoint: `/subscriptions/${subscription}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/${name}`,
  });

const requests = (): readonly ConnectionRequest[] => [...stage.store.requests.rows.values()];
const of = (name: string) => {
  const found = requests()
    .filter((request) => request.connection.connection === name)
    .at(-1);
  if (!found) throw new Error(`No request for ${name}`);
  return found;
};
const carded = () =>
  requests()
    .filter(({ progress }) => progress.card)
    .map((request) => request.connection.connection);
const inLine = () =>
  [...(stage.store.channels.lines.get(CHANNEL.id)?.values() ?? [])].map(
    ({ requestId }) => stage.request(requestId).connection.connection,
  );
const lineCards = () => stage.cards.lines.map(({ versions }) => versions.map(({ total }) => total));
const sweepNow = () => sweep(world, stage.orchestrations);

/** Each asks some seconds after the one before. */
async function ask(...names: readonly (string | readonly [string, string])[]): Promise<void> {
  for (const name of names) {
    const [one, subscription] = typeof name === "string" ? [name, FABRIKAM] : name;
    stage.connections.set(connection(one, subscription));
    await stage.look();
    await stage.advance(of(one).id);
    stage.clock.moveOn({ seconds: 10 });
  }
}

async function decide(name: string): Promise<void> {
  await stage.click(of(name).id, "approve", "Known partner");
  await stage.untilOver(of(name).id);
}

describe("a channel in which more ask than fit", () => {
  it("has no line while all fit", async () => {
    await ask("c1", "c2");
    await sweepNow();
    expect(carded()).toEqual(["c1", "c2"]);
    expect(lineCards()).toEqual([]);
  });

  it("has one card for all who wait, which is edited with each", async () => {
    await ask("c1", "c2", "c3", "c4", "c5");
    expect(carded()).toEqual(["c1", "c2"]);
    expect(inLine()).toEqual(["c3", "c4", "c5"]);
    expect(lineCards()).toEqual([[1, 2, 3]]);
    expect(stage.cards.lines[0]?.versions.at(-1)?.next.map(({ requestId }) => requestId)).toEqual(
      ["c3", "c4", "c5"].map((name) => of(name).id),
    );
  });

  it("gives who waits a card as soon as there is room, with the next sweep", async () => {
    await ask("c1", "c2", "c3", "c4");
    await decide("c1");
    await sweepNow();
    await stage.advance(of("c3").id);
    expect(carded()).toEqual(["c1", "c2", "c3"]);
    expect(inLine()).toEqual(["c4"]);
    expect(lineCards()).toEqual([[1, 2, 1]]);
    expect(stage.orchestrations.approvals.get(of("c3").id)?.wakes).toBeGreaterThan(0);
  });

  it("says at last that nobody waits, and a later line has another card", async () => {
    await ask("c1", "c2", "c3");
    await decide("c1");
    await sweepNow();
    await stage.advance(of("c3").id);
    expect(lineCards()).toEqual([[1, 0]]);
    await ask("c4");
    expect(lineCards()).toEqual([[1, 0], [1]]);
  });

  it("has room again for those who come when others have ended, without a line", async () => {
    await ask("c1", "c2");
    await decide("c1");
    await ask("c3");
    expect(carded()).toEqual(["c1", "c2", "c3"]);
    expect(lineCards()).toEqual([]);
  });

  it("has room as soon as another one is decided, however long Azure takes", async () => {
    await ask("c1", "c2");
    await stage.click(of("c1").id, "approve", "Known partner");
    await stage.advance(of("c1").id);
    expect(of("c1").progress.closed).toBe(false);
    await ask("c3");
    expect(carded()).toEqual(["c1", "c2", "c3"]);
  });

  it("lets nobody pass who comes while others wait", async () => {
    await ask("c1", "c2", "c3");
    stage.connections.set(connection("c4"));
    await stage.look();
    await decide("c1");
    await stage.advance(of("c4").id);
    expect(carded()).toEqual(["c1", "c2"]);
    expect(inLine()).toEqual(["c3", "c4"]);
  });

  it("gives who waits a card with the look that follows an event, too", async () => {
    await ask("c1", "c2", "c3", "c4");
    await decide("c1");
    await stage.look();
    await stage.advance(of("c3").id);
    expect(carded()).toEqual(["c1", "c2", "c3"]);
    expect(lineCards().at(-1)?.at(-1)).toBe(1);
  });

  it("is looked at all the same when its line cannot be read: the sweep comes to it again", async () => {
    await ask("c1", "c2", "c3");
    await decide("c1");
    stage.store.failures.fail("channels.find", new Fault("Storage answered 503"));
    expect(await stage.look()).toMatchObject({ kind: "looked" });
    expect(stage.log.at("error")).toEqual(["A channel's line could not be seen to"]);
    expect(await sweepNow()).toMatchObject({ failed: 0 });
    expect(inLine()).toEqual([]);
  });

  it("counts among what a sweep could not see to", async () => {
    await ask("c1", "c2", "c3");
    stage.store.failures.fail("channels.find", new Fault("Storage answered 503"));
    expect(await sweepNow()).toMatchObject({ failed: 1 });
  });

  it("keeps a subscription that asks once from waiting behind a flood of another one", async () => {
    await ask("c1", "c2", "c3", "c4", "c5", ["other", LOGISTICS]);
    await decide("c1");
    await sweepNow();
    await stage.advance(of("other").id);
    expect(carded()).toEqual(["c1", "c2", "other"]);
  });

  it("counts no deadline of those who wait: it begins with their own card", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ expiry: { afterHours: 1, action: "leave" } })] });
    await ask("c1", "c2", "c3");
    stage.clock.moveOn({ hours: 2 });
    await stage.advance(of("c3").id);
    expect(stage.outcome(of("c3").id)).toBeUndefined();
    await stage.untilOver(of("c1").id);
    await sweepNow();
    await stage.advance(of("c3").id);
    expect(stage.cards.shownFor(of("c3").id)).toMatchObject([{ deadlineAt: "2026-11-20T12:00:30.000Z" }]);
  });

  it("forgets whoever ends in the line", async () => {
    await ask("c1", "c2", "c3");
    stage.connections.takeAway(connection("c3").id);
    await stage.untilOver(of("c3").id);
    expect(inLine()).toEqual([]);
    await sweepNow();
    expect(lineCards()).toEqual([[1, 0]]);
  });

  it("asks in another channel when the policy says so, and leaves the line", async () => {
    await ask("c1", "c2", "c3");
    stage.policies.policy = aPolicy({
      groups: [aGroup({ channel: { id: "19:elsewhere@thread.tacv2", name: "Elsewhere" } })],
    });
    await stage.advance(of("c3").id);
    expect(of("c3").progress.card).toMatchObject({ channel: "19:elsewhere@thread.tacv2" });
    expect(inLine()).toEqual([]);
  });

  it("leaves one line for another when there is no room in either channel", async () => {
    await ask("c1", "c2", "c3");
    const elsewhere = { id: "19:elsewhere@thread.tacv2", name: "Elsewhere" };
    stage.policies.policy = aPolicy({ groups: [aGroup({ channel: elsewhere })] });
    for (const name of ["c1", "c2", "c3"]) await stage.advance(of(name).id);
    expect(inLine()).toEqual([]);
    expect([...(stage.store.channels.lines.get(elsewhere.id)?.keys() ?? [])]).toEqual([of("c3").id]);
    await sweepNow();
    expect(stage.cards.lines.map(({ channel, versions }) => [channel.name, versions.at(-1)?.total])).toEqual([
      [CHANNEL.name, 0],
      ["Elsewhere", 1],
    ]);
  });

  it("frees the places of those whom no group watches any more, and forgets them", async () => {
    await ask("c1", "c2", "c3");
    stage.policies.policy = aPolicy({ groups: [] });
    await sweepNow();
    expect(inLine()).toEqual([]);
  });
});

describe("what is cut off", () => {
  const DIED = new Error("The host died");

  it("before the request says that it waits is asked again, and stands in the line once", async () => {
    await ask("c1", "c2");
    stage.connections.set(connection("c3"));
    await stage.look();
    stage.store.failures.fail("channels.update", DIED);
    await expect(stage.advance(of("c3").id)).rejects.toThrow(DIED);
    await stage.advance(of("c3").id);
    expect(inLine()).toEqual(["c3"]);
    expect(of("c3").progress.line).toBe(CHANNEL.id);
  });

  it("between a place and the line is gone on with by the next sweep", async () => {
    await ask("c1", "c2", "c3");
    await decide("c1");
    stage.store.failures.fail("channels.leaveLine", DIED);
    await sweepNow();
    expect(inLine()).toEqual(["c3"]);
    expect(stage.log.at("error")).toContain("A channel's line could not be seen to");
    await sweepNow();
    await stage.advance(of("c3").id);
    expect(carded()).toEqual(["c1", "c2", "c3"]);
  });

  it("while it is closed leaves nothing in the line that the sweep would not find", async () => {
    await ask("c1", "c2", "c3");
    stage.store.requests.rows.set(of("c3").id, { ...of("c3"), progress: { ...of("c3").progress, closed: true } });
    await sweepNow();
    expect(inLine()).toEqual([]);
    expect(stage.store.channels.rows.get(CHANNEL.id)?.hasLine).toBe(false);
  });
});

describe("the card of a line", () => {
  const NO_ANSWER = new Fault("Teams gave no answer");

  it("is posted by one when several come at once", async () => {
    await ask("c1", "c2");
    for (const name of ["c3", "c4"]) stage.connections.set(connection(name));
    await stage.look();
    await Promise.all([stage.advance(of("c3").id), stage.advance(of("c4").id)]);
    await sweepNow();
    expect(lineCards().map((totals) => totals.at(-1))).toEqual([2]);
  });

  it("is left to whoever changes the channel at the same moment", async () => {
    await ask("c1", "c2");
    const { line } = stage.store.channels;
    stage.store.channels.line = async (channel) => {
      stage.store.channels.line = line;
      const cards = await stage.store.channels.find(CHANNEL);
      await stage.store.channels.update(cards, {
        lineCard: { ...cards.lineCard, triedAt: "2026-11-20T09:00:00.000Z" },
      });
      return line.call(stage.store.channels, channel);
    };
    await ask("c3");
    expect(lineCards()).toEqual([]);
    expect(stage.log.at("warn")).toEqual([]);
  });

  it("is posted again a minute after an answer that was lost, and from the fifth on less often", async () => {
    stage.cards.failures.loseAnswer("postLine", NO_ANSWER, 6);
    await ask("c1", "c2", "c3");
    expect(lineCards()).toHaveLength(1);
    await sweepNow();
    expect(lineCards()).toHaveLength(1);
    for (let minutes = 0; minutes < 10; minutes += 1) {
      stage.clock.moveOn({ minutes: 1 });
      await sweepNow();
    }
    expect(lineCards()).toHaveLength(5);
    stage.clock.moveOn({ minutes: 9 });
    await sweepNow();
    expect(lineCards()).toHaveLength(6);
  });

  it("is posted with the next sweep when Teams surely took nothing", async () => {
    stage.cards.failures.fail("postLine", new Fault("Teams answered 503", { notDone: true }));
    await ask("c1", "c2", "c3");
    expect(lineCards()).toEqual([]);
    await sweepNow();
    expect(lineCards()).toEqual([[1]]);
  });

  it.each<["postLine" | "editLine", readonly string[]]>([
    ["postLine", ["c1", "c2"]],
    ["editLine", ["c1", "c2", "c3"]],
  ])("is not tried by each of those who come while Teams is busy: %s", async (call, before) => {
    const tries = () => stage.cards.failures.calls.filter((one) => one === call).length;
    await ask(...before);
    stage.clock.moveOn({ seconds: 6 });
    stage.cards.failures.fail(call, new Fault("Teams answered 429", { notDone: true }), 9);
    for (const name of ["c4", "c5", "c6", "c7"]) stage.connections.set(connection(name));
    await stage.look();
    for (const name of ["c4", "c5", "c6"]) await stage.advance(of(name).id);
    expect(tries()).toBe(1);
    stage.clock.moveOn({ seconds: 6 });
    await stage.advance(of("c7").id);
    expect(tries()).toBe(2);
  });

  it("keeps where it stands though the channel is changed again and again meanwhile", async () => {
    await ask("c1", "c2");
    const { postLine } = stage.cards;
    stage.cards.postLine = async (...args) => {
      stage.cards.postLine = postLine;
      stage.store.failures.fail("channels.update", new Changed("somebody was faster"), 3);
      return postLine.apply(stage.cards, args);
    };
    await ask("c3");
    expect(stage.store.channels.rows.get(CHANNEL.id)?.lineCard).toMatchObject({ spot: {}, posts: 0, shown: undefined });
  });

  it("is posted anew when somebody deleted it", async () => {
    await ask("c1", "c2", "c3");
    stage.cards.gone.add("line-1");
    await ask("c4");
    await sweepNow();
    expect(lineCards()).toEqual([[1], [2]]);
  });

  it("is edited by the sweep when many come in a moment", async () => {
    await ask("c1", "c2", "c3");
    for (const name of ["c4", "c5", "c6"]) stage.connections.set(connection(name));
    await stage.look();
    for (const name of ["c4", "c5", "c6"]) await stage.advance(of(name).id);
    expect(lineCards()).toEqual([[1, 2]]);
    await sweepNow();
    expect(lineCards()).toEqual([[1, 2, 4]]);
  });

  it("is shown once more when the channel was changed while it was edited", async () => {
    await ask("c1", "c2", "c3");
    const { editLine } = stage.cards;
    stage.cards.editLine = async (...args) => {
      stage.cards.editLine = editLine;
      const cards = await stage.store.channels.find(CHANNEL);
      await stage.store.channels.update(cards, { places: [...cards.places].slice(1) });
      return editLine.apply(stage.cards, args);
    };
    await ask("c4");
    expect(stage.store.channels.rows.get(CHANNEL.id)?.lineCard).toMatchObject({ spot: {}, shown: undefined });
  });

  it("holds up nobody when Teams or storage fails while it is told, and is told by the next sweep", async () => {
    await ask("c1", "c2", "c3");
    stage.cards.failures.fail("editLine", NO_ANSWER);
    await ask("c4");
    const { editLine } = stage.cards;
    stage.cards.editLine = (...args) => {
      stage.cards.editLine = editLine;
      stage.store.failures.fail("channels.update", new Fault("Storage answered 503"));
      return editLine.apply(stage.cards, args);
    };
    await sweepNow();
    expect(stage.log.at("warn")).toEqual([
      "The card of a channel's line could not be brought up to date",
      "The card of a channel's line could not be brought up to date",
    ]);
    await sweepNow();
    expect(lineCards()).toEqual([[1, 2, 2]]);
  });
});

describe("what rules decide", () => {
  beforeEach(() => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule({ subscription: FABRIKAM, atMost: undefined })] });
  });

  const approve = async (...names: readonly string[]) => {
    for (const name of names) {
      stage.connections.set(connection(name));
      await stage.look();
      await stage.untilOver(of(name).id);
    }
  };

  it("has as many quiet cards an hour as there is room for, and a number on the line's card", async () => {
    await approve("c1", "c2", "c3", "c4");
    expect(carded()).toEqual(["c1", "c2"]);
    expect(["c3", "c4"].map((name) => stage.outcome(of(name).id)?.kind)).toEqual(["applied", "applied"]);
    await sweepNow();
    expect(stage.cards.lines.map(({ versions }) => versions.at(-1)?.untold)).toEqual([2]);
  });

  it("takes no room from what is asked", async () => {
    await approve("c1", "c2", "c3");
    await ask(["d1", LOGISTICS], ["d2", LOGISTICS]);
    expect(carded()).toEqual(["c1", "c2", "d1", "d2"]);
  });

  it("is told again an hour later", async () => {
    await approve("c1", "c2", "c3");
    stage.clock.moveOn({ hours: 1 });
    await sweepNow();
    expect(stage.cards.lines.map(({ versions }) => versions.at(-1)?.untold)).toEqual([0]);
    await approve("c4");
    expect(carded()).toEqual(["c1", "c2", "c4"]);
  });

  it("has its card though there is no room, when it may stand there already", async () => {
    await approve("c1");
    stage.cards.failures.loseAnswer("post", new Fault("Teams gave no answer"));
    await expect(approve("c2")).rejects.toThrow();
    await stage.untilOver(of("c2").id);
    expect(carded()).toEqual(["c1", "c2"]);
  });
});
