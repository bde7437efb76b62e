import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { eventually } from "../../sandbox/demo/eventually.ts";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { contoso, fabrikam, gus, olga, omar, type Person, rita, rob } from "../../sandbox/world.ts";
import { approvalOf, callBot, pressed, tokenOf } from "./bot-call.ts";
import { type RunningSandbox, runSandbox } from "./running-sandbox.ts";

jest.setTimeout(90_000);

/** In contoso-billing whoever holds the right in Azure is an owner, and both of them must agree. */
const OWNERS_BY_ROLE = `
  - name: Billing
    namespaces:
      - { subscription: 11111111-1111-4111-8111-111111111111, name: contoso-billing }
    ownersByAzureRole: true
    quorum: 2
    channel: { id: "19:relay-approvals@thread.tacv2", name: Relay approvals }
`;

let running: RunningSandbox;
let asked: Asked;
beforeAll(async () => {
  running = await runSandbox(OWNERS_BY_ROLE);
  const { stage, sandbox } = running;
  const { assignments } = sandbox.arm.store;
  // Omar was an owner, and is none any more.
  for (const { id, principal } of assignments.all()) if (principal === omar.objectId) assignments.remove(id);
  asked = await stage.ask("pe-clicked", { namespace: "contoso-billing" });
  await stage.auditHas(asked.requestId, ["card.posted"]);
});
afterAll(() => running.stop());

interface From {
  readonly id: string;
  readonly name: string;
  readonly aadObjectId?: string;
  readonly tenantId?: string;
}

const as = ({ name, objectId }: Person): From => ({ id: `29:${name}`, name, aadObjectId: objectId });

async function clickBy(from: From, tenant: string = contoso.tenant) {
  const { sandbox } = running;
  const value = pressed("approve", asked.requestId);
  const activity = approvalOf(sandbox, asked, { from, value, channelData: { tenant: { id: tenant } } });
  return callBot(sandbox, JSON.stringify(activity), await tokenOf(sandbox));
}

const refusedEntries = async () =>
  (await running.stage.auditHas(asked.requestId, ["card.posted"])).filter(({ kind }) => kind === "vote.refused");

describe("of those who click on a card", () => {
  it.each<[string, Person]>([
    ["a member of the channel who may only read", rita],
    ["a guest in the tenant", gus],
    ["the requester", rob],
    ["an owner whose role was taken away", omar],
  ])("%s is told privately why it does not count and whom to ask, and it is on record", async (_who, person) => {
    const before = await refusedEntries();
    expect(await clickBy(as(person))).toEqual({
      status: 200,
      body: {
        statusCode: 200,
        type: "application/vnd.microsoft.activity.message",
        value: expect.stringMatching(/^Only an owner of contoso-billing may decide: ask /),
      },
    });
    expect(await refusedEntries()).toHaveLength(before.length + 1);
    expect(await running.stage.votes(asked.requestId)).toEqual([]);
  });

  it.each<[string, From, string]>([
    [
      "somebody at home in another tenant, in a shared channel",
      { ...as(gus), tenantId: fabrikam.tenant },
      contoso.tenant,
    ],
    ["somebody with an owner's id from another tenant", as(olga), fabrikam.tenant],
    ["an owner's name without an object id", { id: "29:olga", name: olga.name }, contoso.tenant],
  ])("%s gets 403 and nothing else", async (_who, from, tenant) => {
    const before = await refusedEntries();
    expect(await clickBy(from, tenant)).toEqual({ status: 403, body: "" });
    expect(await refusedEntries()).toHaveLength(before.length);
    expect(await running.stage.votes(asked.requestId)).toEqual([]);
  });

  it("an owner is answered while Azure does not tell who owns, and is counted when it does", async () => {
    const { stage, sandbox } = running;
    sandbox.arm.faults.add({
      match: { pathPattern: "roleAssignments" },
      times: 1,
      fault: { kind: "slow", ms: 60_000 },
    });
    expect(await clickBy(as(olga))).toMatchObject({
      status: 200,
      body: { value: expect.stringMatching(/^This takes longer than it should, and is gone on with/) },
    });
    expect(await stage.votes(asked.requestId)).toEqual([]);
    await sandbox.moveClock(60_000);
    await eventually("her vote", async () => (await stage.votes(asked.requestId)).length === 1 || undefined);
  });

  it("an owner is counted once, and the other owner completes the decision", async () => {
    const { stage, sandbox } = running;
    expect(await clickBy(as(olga))).toMatchObject({
      body: { type: "application/vnd.microsoft.card.adaptive" },
    });
    await clickBy(as(olga));
    expect(await stage.votes(asked.requestId)).toHaveLength(1);
    expect(stage.armHas(asked.connection, "Pending")).toBe(true);
    const [role] = sandbox.arm.store.assignments.all().filter(({ principal }) => principal === olga.objectId);
    if (!role) throw new Error("Olga holds no role");
    // Omar is given back what was taken away; a no is asked again each time.
    sandbox.arm.store.assignments.put({ ...role, id: `${role.id.slice(0, -1)}f`, principal: omar.objectId });
    expect(await clickBy(as(omar))).toMatchObject({ body: { type: "application/vnd.microsoft.card.adaptive" } });
    await stage.armShows(asked.connection, "Approved");
    await stage.auditHas(asked.requestId, ["request.told"]);
    expect(stage.puts(asked.connection)).toHaveLength(1);
  });
});
