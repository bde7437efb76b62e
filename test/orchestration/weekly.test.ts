import { describe, expect, it } from "@jest/globals";
import { purge } from "../../src/orchestration/purge.ts";
import { weeklyDigest } from "../../src/orchestration/weekly-digest.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aNamespace,
  aPolicy,
  aPrivateEndpoint,
  OWNER_SUBSCRIPTION,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

const expiry = { afterHours: 1, action: "leave" } as const;
const named = (name: string, channel: string) =>
  aGroup({
    expiry,
    name,
    namespaces: [{ subscription: OWNER_SUBSCRIPTION, resourceGroup: undefined, name: `${name}-*` }],
    channel: { id: channel, name: channel },
  });

/** A request in each of these namespaces that nobody decided. */
async function expiredIn(namespaces: readonly string[], inline = true): Promise<Stage> {
  const stage = new Stage({ inline });
  stage.policies.policy = aPolicy({ groups: [named("contoso", "19:one"), named("fabrikam", "19:two")] });
  for (const namespace of namespaces) {
    stage.connections.set(
      aConnection({ id: aConnectionId({ namespace }), privateEndpoint: aPrivateEndpoint(`pe-${namespace}`) }),
    );
  }
  await stage.sweep();
  for (const { id } of stage.store.requests.rows.values()) await stage.untilOver(id);
  return stage;
}

const told = ({ cards }: Stage) =>
  cards.digests.map(({ channel, digest: { group, expired } }) => [
    channel.id,
    group,
    expired.map(({ namespace }) => namespace.namespace),
  ]);

describe.each([true, false])("the weekly digest (connections in the listing: %p)", (inline) => {
  it("names to each channel what nobody decided and still waits, and nothing to others", async () => {
    const stage = await expiredIn(["contoso-orders", "contoso-billing"], inline);
    for (const namespace of ["unwatched-one", "contoso-quiet"])
      stage.connections.addNamespace(aNamespace({ namespace }));
    expect(await weeklyDigest(stage.world)).toBe(1);
    expect(told(stage)).toEqual([["19:one", "contoso", ["contoso-orders", "contoso-billing"]]]);
    expect(stage.cards.digests[0]?.digest.expired[0]).toMatchObject({
      privateEndpoint: aPrivateEndpoint("pe-contoso-orders"),
      requestId: expect.stringMatching(/^r-/),
    });
  });

  it("does not name what is decided by now, or gone", async () => {
    const stage = await expiredIn(["contoso-orders", "contoso-billing"], inline);
    stage.connections.change(aConnectionId(), "Approved");
    stage.connections.takeAway(aConnectionId({ namespace: "contoso-billing" }));
    expect(await weeklyDigest(stage.world)).toBe(0);
  });

  it("waits for ARM when that is busy", async () => {
    const stage = await expiredIn(["contoso-orders"], inline);
    const retryAt = new Date(stage.clock.now().getTime() + 20_000);
    for (const call of ["namespaces", "list"]) {
      stage.connections.failures.fail(call, new Fault("ARM answered 429", { retryAt }));
    }
    expect(await weeklyDigest(stage.world)).toBe(1);
  });
});

describe("the weekly digest", () => {
  it("reaches the other channels when one takes none, and says so", async () => {
    const stage = await expiredIn(["contoso-orders", "fabrikam-orders"]);
    stage.cards.failures.fail("digest", new Fault("the app is not in the team"));
    await expect(weeklyDigest(stage.world)).rejects.toThrow("the app is not in the team");
    expect(told(stage)).toEqual([["19:two", "fabrikam", ["fabrikam-orders"]]]);
  });

  it("waits for Teams when that is busy", async () => {
    const stage = await expiredIn(["contoso-orders"]);
    const retryAt = new Date(stage.clock.now().getTime() + 20_000);
    stage.cards.failures.fail("digest", new Fault("Teams answered 429", { retryAt }));
    expect(await weeklyDigest(stage.world)).toBe(1);
    expect(told(stage)).toHaveLength(1);
  });

  it("names nothing of a namespace that vanished in between", async () => {
    const stage = await expiredIn(["contoso-orders"], false);
    stage.connections.list = async () => "gone";
    expect(await weeklyDigest(stage.world)).toBe(0);
  });
});

describe("what has ended", () => {
  it("leaves the task hub after thirty days", async () => {
    const stage = new Stage();
    await purge(stage.world, stage.orchestrations);
    expect(stage.orchestrations.purges).toEqual(["2026-10-21T09:00:00.000Z"]);
    expect(stage.log.lines).toMatchObject([{ message: "Purged ended orchestrations", details: { purged: 1 } }]);
  });
});
