import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventually } from "../../sandbox/demo/eventually.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { wordsOn } from "../../sandbox/teams/record.ts";
import {
  fabrikamSubscription,
  logisticsSubscription,
  namespaceIdOf,
  olga,
  ownerSubscription,
} from "../../sandbox/world.ts";
import { intakesOf } from "./intakes.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";

jest.setTimeout(90_000);

let running: RunningSandbox;
beforeAll(async () => {
  running = await runSandbox();
});
afterAll(() => running.stop());

const kindsOf = async (requestId: string) => (await running.stage.audit(requestId)).map(({ kind }) => kind);

describe("an event in the schema of CloudEvents", () => {
  it("is as good: it alone tells the service of a namespace that it is not looking at", async () => {
    const { stage, sandbox } = running;
    const dropped = sandbox.eventGrid.faults.add({ fault: { kind: "drop" } });
    const billing = namespaceIdOf("contoso-billing").toLowerCase();
    const looking = async () =>
      (await intakesOf(sandbox)).filter(({ input }) => input.namespace.toLowerCase() === billing);
    stage.join("pe-cloud-event", { namespace: "contoso-billing" });
    expect(await looking()).toEqual([]);
    expect(await deliverCloudEvent("ce-02-proxy-write", "contoso-billing")).toBe(202);
    expect(await looking()).toHaveLength(1);
    expect(wordsOn((await stage.cardFor("pe-cloud-event")).card)).toContain("contoso-billing");
    expect(sandbox.eventGrid.faults.list()).toMatchObject([{ used: 1 }]);
    sandbox.eventGrid.faults.remove(dropped);
  });
});

/** A saved event, as if of a namespace of the sandbox's world. */
async function deliverCloudEvent(name: string, namespace: string): Promise<number> {
  const { host } = running.sandbox;
  const saved = await readFile(join(process.cwd(), "test/data/events", `${name}.json`), "utf8");
  const body = saved
    .replaceAll("11111111-1111-1111-1111-111111111111", ownerSubscription.id)
    .replaceAll("contoso-relay", namespace);
  const url = `${host.url}/runtime/webhooks/eventgrid?functionName=connectionEvent&code=${host.keys.eventGrid}`;
  const headers = { "content-type": "application/cloudevents+json", "aeg-event-type": "Notification" };
  return (await fetch(url, { method: "POST", headers, body })).status;
}

describe("a change that Azure makes without having answered", () => {
  it("is seen to be ours, and is recorded once", async () => {
    const { stage, sandbox } = running;
    const asked = await stage.ask("pe-late-success");
    const fault = { kind: "timeout", afterMs: 100, lateSuccessMs: 300 } as const;
    sandbox.arm.faults.add({ match: { method: "PUT", pathPattern: asked.connection.name }, times: 1, fault });
    await stage.click(olga, asked, "approve", "Whenever it lands");
    await stage.cardSays(asked, "✓ Approved");
    await stage.auditHas(asked.requestId, ["change.applied", "request.told"]);
    const kinds = await kindsOf(asked.requestId);
    expect(kinds.filter((kind) => kind.startsWith("change."))).toHaveLength(2);
    expect((await stage.armShows(asked.connection, "Approved")).description).toMatch(/^Whenever it lands \[RA-/);
  });
});

/** Longer than all of the test: only moving the clock ends it. */
const GAP_MS = 20 * 60_000;

describe.each([
  ["is carried out late", "pe-slow", { kind: "slow", ms: GAP_MS } as const],
  ["gets no answer and lands late", "pe-timeout", { kind: "timeout", afterMs: 100, lateSuccessMs: GAP_MS } as const],
])("a connection that comes back for another endpoint while our change %s", (_how, name, fault) => {
  let asked: Asked;
  let dropped: number;

  it("is approved for an endpoint that nobody decided about, since Relay's change has no condition", async () => {
    const { stage, sandbox } = running;
    const { arm, eventGrid, moveClock } = sandbox;
    asked = await stage.ask(name);
    dropped = eventGrid.faults.add({ fault: { kind: "drop" } });
    arm.faults.add({ match: { method: "PUT", pathPattern: asked.connection.name }, times: 1, fault });
    await stage.click(olga, asked, "approve", "For the decided endpoint only");
    await eventually("ARM holds the PUT back", () => stage.puts(asked.connection)[0]);
    arm.consumer.deletePrivateEndpoint({ subscription: fabrikamSubscription.id, name });
    const other = { subscription: logisticsSubscription.id, name: `${name}-other`, namespace: "contoso-orders" };
    arm.consumer.createPrivateEndpoint({ ...other, connectionName: asked.connection.name });
    if (fault.kind === "timeout") await stage.auditHas(asked.requestId, ["change.indeterminate"]);
    await moveClock(GAP_MS);
    // It may be revoked before anybody looks.
    const isOurs = () => stage.armHas(asked.connection, "Approved") || stage.armHas(asked.connection, "Rejected");
    await eventually("our change stands on the other endpoint", () => isOurs() || undefined);
    const connection = arm
      .state()
      .namespaces.flatMap(({ connections }) => connections)
      .find(({ id }) => id === asked.connection.id);
    expect(connection?.privateEndpoint).toContain(`/${name}-other`);
  });

  it("is never told as done: what became of it is not certain", async () => {
    await running.stage.auditHas(asked.requestId, ["change.indeterminate"]);
    await running.stage.cardSays(asked, "It is not certain what became of it");
    await running.stage.cardSays(asked, "The connection belongs to another private endpoint now.");
    expect(await kindsOf(asked.requestId)).not.toContain("change.applied");
  });

  it("is revoked by the sweep, by rule and on record, though no event tells of it", async () => {
    const { stage, sandbox } = running;
    const revoked = () =>
      stage.puts(asked.connection).find(({ requestBody }) => JSON.stringify(requestBody).includes("Rejected"));
    // One more when the sweep has found the other endpoint Pending before: that request has to end first.
    for (let sweeps = 1; sweeps <= 2 && !revoked(); sweeps += 1) await nextSweep(running);
    const connection = await stage.armShows(asked.connection, "Rejected");
    expect(connection.privateEndpoint).toContain(`/${name}-other`);
    expect(connection.description).toMatch(/^Revoked: this approval was decided for another private endpoint \[RA-/);
    expect(JSON.stringify(revoked()?.requestBody)).toContain(`/${name}-other`);
    await eventually("a card tells of the revocation", () =>
      sandbox.relay.record.find(({ body }) => {
        const words = wordsOn(body);
        return words.includes(`${name}-other`) && words.includes("Revoked by the rule approval-of-another-endpoint");
      }),
    );
    sandbox.eventGrid.faults.remove(dropped);
  });
});
