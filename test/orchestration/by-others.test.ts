import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ConnectionStatus } from "../../src/domain/connection.ts";
import { Fault } from "../../src/ports.ts";
import { aConnection, aConnectionId, aGroup, aPerson, aPolicy, aPrivateEndpoint, omar } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

const external = () => stage.store.audit.entries.filter(({ kind }) => kind === "external.change");
const rounds = () => [...stage.store.rounds.rows.values()];
const born = (status: ConnectionStatus = "Approved", description = "Auto-approved") =>
  stage.connections.set(aConnection({ status, description }));
const challenges = () => {
  stage.policies.policy = aPolicy({ groups: [aGroup({ external: "challenge" })] });
};

describe("a connection that was born Approved", () => {
  it("is recorded once, with what Azure says, and nobody is asked", async () => {
    born();
    expect(await stage.sweep()).toMatchObject({ begun: 0, failed: 0 });
    await stage.sweep();
    await stage.look();
    expect(external()).toMatchObject([
      {
        actor: { kind: "azure" },
        privateEndpoint: aPrivateEndpoint(),
        requester: { tenant: "other" },
        before: undefined,
        after: "Approved",
        comment: "Auto-approved",
      },
    ]);
    expect(stage.store.requests.rows.size).toBe(0);
    expect(stage.log.at("warn")).toEqual(["Somebody else changed a connection"]);
  });

  it("is recorded once though the note of it was lost", async () => {
    born();
    stage.store.failures.fail("rounds.note", new Fault("tables are away"));
    expect(await stage.sweep()).toMatchObject({ failed: 1 });
    expect(await stage.sweep()).toMatchObject({ failed: 0 });
    expect(external()).toHaveLength(1);
  });

  it("is left alone while Azure is busy with it, or when its state is not known", async () => {
    stage.connections.set(aConnection({ status: "Approved", provisioning: "busy" }));
    stage.connections.set(aConnection({ id: aConnectionId({ connection: "c2" }), status: "Other" }));
    await stage.sweep();
    expect([external(), rounds()]).toEqual([[], []]);
  });

  it("is recorded again for each change of others, and never contradicts what is on record", async () => {
    for (const [status, words] of [
      ["Approved", "first"],
      ["Rejected", "in the portal"],
      ["Approved", "second"],
      ["Rejected", "in the portal"],
      ["Approved", "third"],
    ] as const) {
      born(status, words);
      expect(await stage.sweep()).toMatchObject({ failed: 0 });
    }
    expect(external().map(({ before, after, comment }) => [before, after, comment])).toEqual([
      [undefined, "Approved", "first"],
      ["Approved", "Rejected", "in the portal"],
      ["Rejected", "Approved", "second"],
      ["Approved", "Rejected", "in the portal"],
      ["Rejected", "Approved", "third"],
    ]);
  });

  it("is another one when it comes back under the same name after it was gone", async () => {
    born();
    await stage.sweep();
    stage.connections.takeAway(aConnectionId());
    await stage.sweep();
    expect(rounds()).toMatchObject([{ onRecord: "gone" }]);
    await stage.sweep();
    born();
    await stage.sweep();
    expect(external().map(({ before, after }) => [before, after])).toEqual([
      [undefined, "Approved"],
      ["Approved", "gone"],
      ["gone", "Approved"],
    ]);
  });

  it("is gone too when Azure names its endpoint no more", async () => {
    born();
    await stage.sweep();
    stage.connections.set(aConnection({ status: "Approved", privateEndpoint: undefined }));
    await stage.sweep();
    expect(rounds()).toMatchObject([{ onRecord: "gone" }]);
  });

  it("is not taken for gone since a listing is older than Azure", async () => {
    born();
    await stage.sweep();
    const { namespaces } = stage.connections;
    stage.connections.namespaces = async function* (subscription) {
      for await (const listing of namespaces.call(stage.connections, subscription))
        yield { ...listing, connections: [] };
    };
    await stage.sweep();
    expect(rounds()).toMatchObject([{ onRecord: "Approved" }]);
  });
});

describe("where the policy challenges what others approve", () => {
  beforeEach(() => challenges());

  it("the owners are asked whether to keep it, once, and it stays when they keep it", async () => {
    born();
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
    expect(external()).toHaveLength(1);
    const requestId = stage.onlyOpen();
    await stage.advance(requestId);
    expect(stage.cards.shownFor(requestId)).toMatchObject([
      {
        kind: "revoke",
        why: "Somebody else approved this connection. Keep it, or revoke it?",
        verbs: ["revoke", "keep"],
      },
    ]);
    await stage.click(requestId, "keep", "It is ours", omar);
    await stage.untilOver(requestId);
    expect(stage.kinds(requestId)).toEqual([
      "request.asked",
      "card.posted",
      "vote.cast",
      "decision.made",
      "request.kept",
      "request.told",
    ]);
    expect(stage.connections.puts).toEqual([]);
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
    expect(external()).toHaveLength(1);
  });

  it("it is revoked by an owner's word", async () => {
    born();
    await stage.sweep();
    const requestId = stage.onlyOpen();
    await stage.click(requestId, "revoke", "Not ours");
    await stage.untilOver(requestId);
    expect(await stage.connections.get(aConnectionId())).toMatchObject({ status: "Rejected" });
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
  });

  it("they are asked again when whoever decided may not decide any more", async () => {
    born();
    await stage.sweep();
    const first = stage.onlyOpen();
    await stage.click(first, "revoke", "Not ours");
    stage.store.failures.fail("intents.insert", new Fault("tables are away"));
    await expect(stage.advance(first)).rejects.toThrow("tables are away");
    stage.policies.policy = aPolicy({ groups: [aGroup({ external: "challenge", owners: [aPerson(omar)] })] });
    await stage.untilOver(first);
    expect(stage.outcome(first)).toMatchObject({ kind: "superseded", after: "Approved" });
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
  });

  it("nobody is asked about what others rejected, only that it is recorded", async () => {
    born("Rejected", "in the portal");
    expect(await stage.sweep()).toMatchObject({ begun: 0 });
    expect(external()).toMatchObject([{ after: "Rejected" }]);
  });

  it("they are asked again when it is born once more", async () => {
    born();
    await stage.sweep();
    const first = stage.onlyOpen();
    await stage.click(first, "keep");
    await stage.untilOver(first);
    stage.connections.takeAway(aConnectionId());
    await stage.sweep();
    born();
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
  });
});

describe("somebody who is faster than the owners", () => {
  it.each([
    ["approves", "Approved"],
    ["rejects", "Rejected"],
  ] as const)(
    "and %s in the portal ends the request, which says what was seen, and is recorded once",
    async (_, status) => {
      const requestId = await stage.asked();
      stage.connections.change(aConnectionId(), status, "by hand");
      await stage.sweep();
      await stage.untilOver(requestId);
      expect(stage.outcome(requestId)).toMatchObject({
        kind: "superseded",
        by: "azure",
        reason: `Somebody else changed the connection to ${status}.`,
      });
      expect(stage.cards.posted[0]?.replies).toEqual([
        `Over without a change of ours. Somebody else changed the connection to ${status}.`,
      ]);
      expect(await stage.sweep()).toMatchObject({ begun: 0, open: 0 });
      expect(external()).toEqual([]);
    },
  );

  it("and takes the endpoint away ends it too; one that is created again is a new request", async () => {
    const first = await stage.asked();
    stage.connections.takeAway(aConnectionId());
    await stage.sweep();
    await stage.untilOver(first);
    expect(stage.outcome(first)).toMatchObject({ kind: "superseded", after: "gone" });
    stage.connections.set(aConnection({ description: "once more" }));
    expect(await stage.sweep()).toMatchObject({ begun: 1 });
    expect(stage.request(stage.onlyOpen())).toMatchObject({ round: 2, message: "once more" });
  });

  it("and does so after our change leaves it uncertain, until the sweep sees what stands", async () => {
    const requestId = await stage.asked();
    const { put } = stage.connections;
    stage.connections.put = async (id, change) => {
      await put.call(stage.connections, id, change);
      stage.connections.change(id, "Rejected", "by hand");
      throw new Fault("no answer");
    };
    await stage.click(requestId, "approve");
    await expect(stage.advance(requestId)).rejects.toThrow("no answer");
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "indeterminate" });
    await stage.sweep();
    await stage.sweep();
    const settled = stage.store.audit.entries.filter(({ kind }) => kind === "change.settled");
    expect(settled).toMatchObject([{ request: requestId, after: "Rejected" }]);
    expect(rounds()).toMatchObject([{ settled: true, onRecord: "Rejected" }]);
  });

  it.each([
    ["taken away", 1],
    ["taken away, of a request that is lost", 0],
  ])("and leaves it uncertain is settled when it is %s", async (what, entries) => {
    const requestId = await stage.asked();
    const { put } = stage.connections;
    stage.connections.put = async (id, change) => {
      await put.call(stage.connections, id, change);
      stage.connections.set(aConnection({ privateEndpoint: aPrivateEndpoint("pe-evil"), status: "Rejected" }));
      throw new Fault("no answer");
    };
    await stage.click(requestId, "approve");
    await expect(stage.advance(requestId)).rejects.toThrow("no answer");
    await stage.untilOver(requestId);
    if (what.endsWith("lost")) stage.store.requests.rows.delete(requestId);
    await stage.sweep();
    const settled = stage.store.audit.entries.filter(({ kind }) => kind === "change.settled");
    expect(settled.map(({ after }) => after)).toEqual(Array.from({ length: entries }, () => "gone"));
    expect(rounds()[0]).toMatchObject({ settled: true, onRecord: "gone" });
  });
});
