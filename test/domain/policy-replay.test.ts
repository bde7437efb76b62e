import { describe, expect, it } from "@jest/globals";
import type { Actor } from "../../src/domain/audit.ts";
import { connectionIdOf, namespaceIdOf } from "../../src/domain/azure-id.ts";
import { isAgainstOwners, isTreatedOtherwise, type RecordedEntry, replay } from "../../src/domain/policy-replay.ts";
import {
  aConnectionId,
  aDenyRule,
  aNamespace,
  anAllowRule,
  anEntry,
  aPolicy,
  aPrivateEndpoint,
  LOGISTICS,
} from "../support/builders.ts";

const SINCE = new Date("2026-11-01T00:00:00.000Z");
const OLGA: Actor = { kind: "person", ref: "p-olga", commitment: "c" };
const ruleCalled = (ref: string): Actor => ({ kind: "rule", ref });

interface Told {
  readonly request?: string;
  readonly endpoint?: string;
  readonly namespace?: string;
}

function entry(at: string, { request = "r-1", endpoint = "pe-orders", namespace = "contoso-orders" }: Told) {
  const about = aNamespace({ namespace });
  return anEntry({
    id: `${request}/x`,
    at: `2026-11-${at}:00.000Z`,
    request,
    namespace: namespaceIdOf(about),
    connection: connectionIdOf(aConnectionId({ ...about, connection: `of-${endpoint}` })),
    privateEndpoint: aPrivateEndpoint(endpoint, LOGISTICS),
  });
}

const seen = (at: string, told: Told = {}, after = "Pending"): RecordedEntry => ({
  ...entry(at, told),
  kind: "request.seen",
  after,
});
const posted = (at: string, told: Told = {}): RecordedEntry => ({ ...entry(at, told), kind: "card.posted" });
const decided = (at: string, verdict: "approve" | "reject", actor: Actor, told: Told = {}): RecordedEntry => ({
  ...entry(at, told),
  kind: "decision.made",
  verdict,
  actor,
});

const allowing = aPolicy({ allow: [anAllowRule()] });
const asking = aPolicy();
const rejecting = aPolicy({ deny: [aDenyRule()] });

describe("a replay", () => {
  it("says what became of each request, and what the policy would have made of it", () => {
    const record = [seen("20T09:00"), posted("20T09:01"), decided("20T10:00", "approve", OLGA)];
    expect(replay(allowing, record, SINCE)).toEqual([
      {
        request: "r-1",
        at: "2026-11-20T09:00:00.000Z",
        connection: connectionIdOf(aConnectionId({ connection: "of-pe-orders" })),
        privateEndpoint: aPrivateEndpoint("pe-orders", LOGISTICS),
        was: { kind: "ask", rule: undefined, said: "approve" },
        wouldBe: { kind: "approve", rule: "logistics", why: "Nobody joins during the migration" },
      },
    ]);
  });

  it.each<[string, RecordedEntry[], typeof allowing, object]>([
    ["asked, and would be", [decided("20T10:00", "reject", OLGA)], asking, { differs: false, againstOwners: false }],
    ["not decided yet, and would be asked", [], asking, { differs: false, was: { kind: "ask", said: undefined } }],
    ["not decided yet, and would be allowed", [], allowing, { differs: true, againstOwners: false }],
    [
      "refused by owners, and would be allowed",
      [decided("20T10:00", "reject", OLGA)],
      allowing,
      { againstOwners: true },
    ],
    [
      "approved by owners, and would be denied",
      [decided("20T10:00", "approve", OLGA)],
      rejecting,
      { againstOwners: true },
    ],
    [
      "refused by owners, and would be denied",
      [decided("20T10:00", "reject", OLGA)],
      rejecting,
      { againstOwners: false },
    ],
    [
      "allowed by another rule",
      [decided("20T09:00", "approve", ruleCalled("partners"))],
      allowing,
      { differs: false, was: { kind: "approve", rule: "partners" }, wouldBe: { rule: "logistics" } },
    ],
    [
      "allowed, and would be asked",
      [decided("20T09:00", "approve", ruleCalled("partners"))],
      asking,
      { differs: true },
    ],
    [
      "denied, and would be denied",
      [decided("20T09:00", "reject", ruleCalled("closed"))],
      rejecting,
      { differs: false },
    ],
    [
      "asked, and refused by the rule of a deadline",
      [posted("20T09:01"), decided("27T09:00", "reject", ruleCalled("expiry"))],
      asking,
      { differs: false, was: { kind: "ask", rule: undefined, said: undefined } },
    ],
  ])("of a request that was %s", (_what, rest, policy, expected) => {
    const judged = replay(policy, [seen("20T09:00"), ...rest], SINCE).map((one) => ({
      ...one,
      differs: isTreatedOtherwise(one),
      againstOwners: isAgainstOwners(one),
    }));
    expect(judged).toMatchObject([expected]);
  });

  it("understands a record that is told newest first, and what a rule decides at once", () => {
    const now = [seen("20T09:00"), decided("20T09:00", "approve", ruleCalled("partners")), posted("20T09:00")];
    const was = { kind: "approve", rule: "partners", said: undefined };
    expect(replay(asking, now, SINCE)).toMatchObject([{ was }]);
    expect(replay(asking, now.toReversed(), SINCE)).toMatchObject([{ was }]);
  });

  it("leaves out requests before its time, and those to revoke", () => {
    const record = [
      seen("20T09:00", { request: "r-revoke" }, "Approved"),
      seen("02T09:00", { request: "r-late" }),
      seen("01T00:00", { request: "r-edge" }),
      { ...seen("01T00:00", { request: "r-early" }), at: "2026-10-31T23:59:59.999Z" },
    ];
    expect(replay(asking, record, SINCE).map(({ request }) => request)).toEqual(["r-edge", "r-late"]);
  });

  it("says of a namespace that the policy does not watch that nobody is asked", () => {
    const other = { namespace: "fabrikam-orders" };
    const replayed = replay(allowing, [seen("20T09:00", other), decided("20T10:00", "approve", OLGA, other)], SINCE);
    expect(replayed).toMatchObject([{ was: { said: "approve" }, wouldBe: { kind: "unwatched" } }]);
    expect(replayed.map(isTreatedOtherwise)).toEqual([true]);
    expect(replayed.map(isAgainstOwners)).toEqual([false]);
    const broken = { ...seen("20T09:00"), namespace: "/subscriptions/x" };
    expect(replay(allowing, [broken], SINCE)).toMatchObject([{ wouldBe: { kind: "unwatched" } }]);
  });
});

describe("the connections that a replay counts", () => {
  const oneOnly = aPolicy({ allow: [anAllowRule({ atMost: 1 })] });
  const [one, two] = [
    { request: "r-1", endpoint: "pe-1" },
    { request: "r-2", endpoint: "pe-2" },
  ];
  const kinds = (record: readonly RecordedEntry[], policy = oneOnly) =>
    replay(policy, record, SINCE).map(({ wouldBe }) => wouldBe.kind);

  it("are those that the policy would have allowed", () => {
    expect(kinds([seen("20T09:00", one), seen("20T09:01", two)])).toEqual(["approve", "ask"]);
    expect(kinds([seen("20T09:01", two), seen("20T09:00", one)])).toEqual(["approve", "ask"]);
  });

  it("are those before its time too", () => {
    expect(kinds([{ ...seen("20T09:00", one), at: "2026-10-01T00:00:00.000Z" }, seen("20T09:01", two)])).toEqual([
      "ask",
    ]);
  });

  it("are those of one namespace", () => {
    expect(kinds([seen("20T09:00", one), seen("20T09:01", { ...two, namespace: "contoso-billing" })])).toEqual([
      "approve",
      "approve",
    ]);
  });

  it("are those that owners approved when the policy asks them", () => {
    const held = aPolicy({
      allow: [anAllowRule({ atMost: 1 })],
      deny: [aDenyRule({ endpoint: "pe-1", hold: true })],
    });
    const asked = (verdict: "approve" | "reject") => [
      seen("20T09:00", one),
      decided("20T10:00", verdict, OLGA, one),
      seen("20T11:00", two),
    ];
    expect(kinds(asked("approve"), held)).toEqual(["ask", "ask"]);
    expect(kinds(asked("reject"), held)).toEqual(["ask", "approve"]);
  });

  it("are not those that the policy rejects, though owners approved them", () => {
    const policy = aPolicy({ allow: [anAllowRule({ atMost: 1 })], deny: [aDenyRule({ endpoint: "pe-1" })] });
    expect(
      kinds([seen("20T09:00", one), decided("20T10:00", "approve", OLGA, one), seen("20T11:00", two)], policy),
    ).toEqual(["reject", "approve"]);
  });

  it("are not those that were revoked meanwhile", () => {
    const revoke = { request: "r-revoke", endpoint: "pe-1" };
    const record = [
      seen("20T09:00", one),
      seen("20T10:00", revoke, "Approved"),
      decided("20T10:01", "reject", OLGA, revoke),
      seen("20T11:00", two),
    ];
    expect(kinds(record)).toEqual(["approve", "approve"]);
    const kept = [...record.slice(0, 2), decided("20T10:01", "approve", OLGA, revoke), ...record.slice(3)];
    expect(kinds(kept)).toEqual(["approve", "ask"]);
  });
});
