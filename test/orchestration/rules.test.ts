import { beforeEach, describe, expect, it } from "@jest/globals";
import { reconcile } from "../../src/orchestration/reconcile.ts";
import {
  aConnection,
  aConnectionId,
  aDenyRule,
  aGroup,
  aNamespace,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  LOGISTICS,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});

const ofLogistics = (name: string) =>
  aConnection({ id: aConnectionId({ connection: name }), privateEndpoint: aPrivateEndpoint(`pe-${name}`, LOGISTICS) });
const requests = () => [...stage.store.requests.rows.values()];
const rules = () => requests().map(({ rule }) => rule?.name);

async function begun(connection = ofLogistics("c1")): Promise<string> {
  stage.connections.set(connection);
  await stage.look();
  return stage.onlyOpen();
}

describe("what an allow rule fits", () => {
  it("is approved without an owner, with the rule's name in Azure, on record and on a quiet card", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule({ reason: "Our own logistics" })] });
    const requestId = await begun();
    await stage.untilOver(requestId);
    expect(stage.connections.puts).toMatchObject([
      { status: "Approved", description: "Auto-approved: logistics [RA-mark000001]" },
    ]);
    expect(stage.kinds(requestId)).toEqual([
      "request.seen",
      "policy.ruled",
      "decision.made",
      "change.intended",
      "change.applied",
      "card.posted",
      "request.told",
    ]);
    expect(stage.store.audit.entries.find(({ kind }) => kind === "policy.ruled")).toMatchObject({
      actor: { kind: "rule", ref: "logistics" },
      verdict: "approve",
      comment: "Rule logistics: Our own logistics",
    });
    expect(stage.cards.shownFor(requestId)).toMatchObject([{ state: "applied", verbs: ["revoke", "remove"] }]);
    expect(stage.cards.posted[0]?.replies).toEqual([]);
  });

  it("takes no owner's vote meanwhile", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule()] });
    const requestId = await begun();
    expect(await stage.click(requestId, "reject", "No")).toMatchObject({
      reason: "This request is decided by the rule logistics.",
    });
  });

  it("is not approved when the rule is taken out of the policy before the change, and the owners are asked", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule()] });
    const requestId = await begun();
    stage.policies.policy = aPolicy();
    await stage.untilOver(requestId);
    expect(stage.outcome(requestId)).toMatchObject({ kind: "superseded", by: "service" });
    expect(stage.connections.puts).toEqual([]);
    await stage.look();
    expect(stage.request(stage.onlyOpen())).toMatchObject({ round: 2, rule: undefined });
  });

  it("is approved up to the number that the rule says, also in one look; the rest is asked about", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule({ atMost: 2 })] });
    for (const name of ["c1", "c2", "c3"]) stage.connections.set(ofLogistics(name));
    await stage.look();
    expect(rules()).toEqual(["logistics", "logistics", undefined]);
    expect(requests().at(-1)?.why).toBe('Allow rule "logistics" is used up (2 of 2)');
    stage.connections.set(ofLogistics("c4"));
    await stage.look();
    expect(rules().at(-1)).toBeUndefined();
  });

  it("counts what stands in Azure already, but not itself nor what others have", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule({ atMost: 1 })] });
    stage.connections.set(aConnection({ id: aConnectionId({ connection: "theirs" }), status: "Approved" }));
    stage.connections.set({ ...ofLogistics("nameless"), privateEndpoint: undefined, status: "Approved" });
    await begun();
    expect(rules()).toEqual(["logistics"]);
    stage.connections.change(aConnectionId({ connection: "c1" }), "Approved");
    stage.connections.set(ofLogistics("c2"));
    await stage.look();
    expect(rules()).toEqual(["logistics", undefined]);
  });

  it("is not let in beyond that number though two looks began a request each at the same moment", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule({ atMost: 1 })] });
    const [one, other] = [ofLogistics("c1"), ofLogistics("c2")];
    stage.connections.set(one);
    stage.connections.set(other);
    await Promise.all(
      [[one], [other]].map((listed) => reconcile(stage.world, stage.orchestrations, aNamespace(), { listed })),
    );
    expect(rules()).toEqual(["logistics", "logistics"]);
    for (const { id } of requests()) await stage.untilOver(id);
    const outcomes = requests().map(({ id }) => stage.outcome(id));
    expect(outcomes.map((outcome) => outcome?.kind).sort()).toEqual(["applied", "superseded"]);
    expect(outcomes.find((outcome) => outcome?.kind === "superseded")).toMatchObject({
      reason: 'Allow rule "logistics" is used up (1 of 1).',
    });
    expect(stage.connections.puts).toHaveLength(1);
    await stage.look();
    expect(stage.request(stage.onlyOpen())).toMatchObject({ round: 2, rule: undefined });
  });

  it("is let in before one that came earlier but has not begun its change, never beside one that has", async () => {
    stage.policies.policy = aPolicy({ allow: [anAllowRule({ atMost: 1 })] });
    const later = await begun(ofLogistics("c2"));
    stage.connections.failures.fail("put", new Error("the process ends"));
    await expect(stage.advance(later)).rejects.toThrow("the process ends");
    stage.clock.moveOn({ seconds: -30 });
    const listed = [ofLogistics("c1")];
    stage.connections.set(ofLogistics("c1"));
    const { openIn } = stage.store.requests;
    stage.store.requests.openIn = async () => [];
    await reconcile(stage.world, stage.orchestrations, aNamespace(), { listed });
    stage.store.requests.openIn = openIn;
    const earlier = requests().at(-1)?.id ?? "";
    expect(stage.request(earlier).rule?.name).toBe("logistics");
    await stage.untilOver(earlier);
    expect(stage.outcome(earlier)).toMatchObject({ kind: "superseded" });
  });
});

describe("what a deny rule fits", () => {
  it("is rejected without an owner, with the reason", async () => {
    stage.policies.policy = aPolicy({ deny: [aDenyRule()], allow: [anAllowRule()] });
    const requestId = await begun();
    await stage.untilOver(requestId);
    expect(await stage.connections.get(aConnectionId({ connection: "c1" }))).toMatchObject({
      status: "Rejected",
      description: "Rejected by rule closed: Nobody joins during the migration [RA-mark000001]",
    });
    expect(stage.kinds(requestId)).toContain("policy.ruled");
  });

  it("is asked about with the rule's reason when the rule holds it", async () => {
    stage.policies.policy = aPolicy({
      deny: [aDenyRule({ hold: true })],
      allow: [anAllowRule()],
      groups: [aGroup()],
    });
    const requestId = await begun();
    await stage.advance(requestId);
    expect(stage.cards.shownFor(requestId)).toMatchObject([
      { state: "asking", why: 'Rule "closed" holds it for an owner: Nobody joins during the migration' },
    ]);
  });
});
