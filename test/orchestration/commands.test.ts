import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Command, CommandAnswer } from "../../src/domain/command.ts";
import type { Person } from "../../src/domain/person.ts";
import { inAnswer } from "../../src/orchestration/command-ask-again.ts";
import { takeCommand } from "../../src/orchestration/commands.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aNamespace,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  FABRIKAM,
  olga,
  omar,
  rita,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let first: string;
beforeEach(async () => {
  stage = new Stage();
  first = await stage.asked();
});

const CHANNEL = aGroup().channel.id;
const NOT_FOUND = { kind: "words", text: "I find nothing of that name that is yours to decide." };

function say(command: Command, person: Person = olga, channel: string | undefined = undefined): Promise<CommandAnswer> {
  return takeCommand(stage.world, stage.orchestrations, command, { person, channel });
}

const pending = (namespace?: string, from = 0): Command => ({ kind: "pending", namespace, from });
const change = (connection: string, more = {}): Command => ({
  ...{ kind: "revoke", connection, comment: "The contract ended", confirmedFor: undefined },
  ...more,
});

/** Said once, and confirmed on the card that came. */
async function sayTwice(connection: string, more = {}): Promise<CommandAnswer> {
  const asked = await say(change(connection, more));
  if (asked.kind !== "confirm") return asked;
  return say(change(connection, { ...more, confirmedFor: asked.card.requestId }));
}
const rowsOf = (answer: CommandAnswer) => (answer.kind === "table" ? answer.table.rows : answer);
const id = (connection = "c1") => aConnection({ id: aConnectionId({ connection }) }).id;
const textOf = (name: string) =>
  `/subscriptions/${aNamespace().subscription}/resourceGroups/${aNamespace().resourceGroup}/providers/Microsoft.Relay/namespaces/${name}`;

const theirs = (name: string) => ({
  namespaces: [{ subscription: aNamespace().subscription, resourceGroup: undefined, name }],
});

/** A second namespace with a request of its own. */
async function inBilling(): Promise<string> {
  const namespace = aNamespace({ namespace: "contoso-billing" });
  stage.connections.addNamespace(namespace);
  stage.connections.set(
    aConnection({ id: { ...namespace, connection: "b1" }, privateEndpoint: aPrivateEndpoint("pe-billing") }),
  );
  await stage.sweep();
  const found = [...stage.store.requests.rows.values()].find(({ id: one }) => one !== first);
  return found?.id ?? "";
}

describe("pending", () => {
  it("lists what waits for the one who asks, the oldest first", async () => {
    stage.clock.moveOn({ hours: 26 });
    const second = await inBilling();
    const answer = await say(pending());
    expect(answer).toMatchObject({ table: { title: "2 requests wait", total: 2, note: undefined } });
    expect(rowsOf(answer)).toEqual([
      [first, "contoso-orders", "to join", "pe-orders", "1 d 2 h", "asking"],
      [second, "contoso-billing", "to join", "pe-billing", "0 min", "not asked yet"],
    ]);
  });

  it("names an endpoint whose id cannot be read as Azure writes it", async () => {
    stage.connections.set(aConnection({ id: id("c2"), privateEndpoint: "odd" }));
    await stage.look();
    expect(rowsOf(await say(pending()))).toMatchObject([{ 3: "pe-orders" }, { 3: "odd" }]);
  });

  it("of one namespace, by name or id, lists only its own", async () => {
    await inBilling();
    for (const name of ["Contoso-Orders", textOf("contoso-orders")]) {
      expect(await say(pending(name))).toMatchObject({
        table: {
          title: "1 request waits",
          about: textOf("contoso-orders"),
          asked: { namespace: textOf("contoso-orders") },
        },
      });
    }
  });

  it("finds nothing for somebody else, as for what does not exist", async () => {
    expect(await say(pending(), rita)).toEqual({ kind: "words", text: "Nothing waits for you." });
    expect(await say(pending("contoso-orders"), rita)).toEqual(NOT_FOUND);
    expect(await say(pending(textOf("contoso-orders")), rita)).toEqual(NOT_FOUND);
    expect(await say(pending("contoso-nowhere"))).toEqual(NOT_FOUND);
    expect(await say(pending(textOf("fabrikam-orders")))).toEqual(NOT_FOUND);
  });

  it("in a channel tells only of what is asked about in it", async () => {
    expect(await say(pending(), olga, CHANNEL)).toMatchObject({ table: { total: 1 } });
    expect(await say(pending(), olga, "19:elsewhere@thread.tacv2")).toMatchObject({ text: "Nothing waits for you." });
  });

  it("asks which of two namespaces of the same name is meant", async () => {
    const other = aNamespace({ resourceGroup: "rg-other" });
    stage.policies.policy = aPolicy({
      groups: [
        aGroup({ namespaces: [{ subscription: other.subscription, resourceGroup: undefined, name: "contoso-*" }] }),
      ],
    });
    stage.connections.addNamespace(other);
    stage.connections.set(aConnection({ id: { ...other, connection: "o1" } }));
    await stage.sweep();
    const expected = { kind: "words", text: expect.stringContaining("Several namespaces are meant by that: ") };
    expect(await say(pending("contoso-orders"))).toEqual(expected);
    expect(await say({ kind: "connections", namespace: "contoso-orders", from: 0 })).toEqual(expected);
    expect(await say({ kind: "audit", about: "contoso-orders", sinceHours: 24, from: 0 })).toEqual(expected);
    expect(await say(change("contoso-orders/c1"))).toEqual(expected);
  });

  it("finds what waits however many namespaces there are that nobody watches, or that are somebody else's", async () => {
    stage.policies.policy = aPolicy({
      groups: [
        aGroup(),
        aGroup({ ...theirs("fabrikam-*"), owners: [{ id: omar.objectId, name: undefined }] }),
        aGroup({ ...theirs("tailspin-*"), channel: { ...aGroup().channel, id: "19:elsewhere@thread.tacv2" } }),
      ],
    });
    stage.store.requests.namespaces = async () => [
      ...["fabrikam-x", "tailspin-x", "unwatched-x"].flatMap((namespace) => Array(51).fill(aNamespace({ namespace }))),
      aNamespace(),
    ];
    expect(await say(pending(), olga, CHANNEL)).toMatchObject({ table: { total: 1, note: undefined } });
  });

  it("looks first where the policy names the one who asks", async () => {
    stage.policies.policy = aPolicy({
      groups: [aGroup({ ...theirs("fabrikam-*"), ownersByAzureRole: true, owners: [] }), aGroup()],
    });
    stage.store.requests.namespaces = async () => [
      ...Array(51).fill(aNamespace({ namespace: "fabrikam-x" })),
      aNamespace(),
    ];
    expect(await say(pending())).toMatchObject({ table: { total: 1, note: expect.stringContaining("name one") } });
  });

  it("says that there are more namespaces than it looks at", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ ...theirs("fabrikam-*"), ownersByAzureRole: true })] });
    stage.store.requests.namespaces = async () =>
      Array.from({ length: 51 }, () => aNamespace({ namespace: "fabrikam-x" }));
    expect(await say(pending())).toMatchObject({
      table: { total: 0, note: "There are more namespaces than were looked at: name one." },
    });
  });

  it("of one namespace asks Azure for the right on that one only", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ owners: [], ownersByAzureRole: true })] });
    stage.rights.give(aNamespace(), omar.objectId);
    await inBilling();
    stage.rights.asked.length = 0;
    expect(await say(pending("contoso-orders"), omar)).toMatchObject({ table: { total: 1 } });
    expect(stage.rights.asked).toHaveLength(1);
  });

  it("counts whoever holds the right in Azure, where the policy says so", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ owners: [], ownersByAzureRole: true })] });
    expect(await say(pending(), omar)).toMatchObject({ text: "Nothing waits for you." });
    stage.rights.give(aNamespace(), omar.objectId);
    expect(await say(pending(), omar)).toMatchObject({ table: { total: 1 } });
  });
});

describe("show", () => {
  it("draws the card of a request, named whole or by its beginning", async () => {
    for (const request of [first, first.toUpperCase(), first.slice(0, 8)]) {
      expect(await say({ kind: "show", request })).toMatchObject({
        kind: "copy",
        at: "2026-11-20T09:00:00.000Z",
        card: { requestId: first, state: "asking" },
      });
    }
  });

  it("finds none for somebody else, by too short a beginning, or of no such name", async () => {
    for (const request of [first.slice(0, 4), "r-aaaaaaaaaaaaaaaaaaaaaaaaaa", "r-zzzzz"]) {
      expect(await say({ kind: "show", request })).toEqual(NOT_FOUND);
    }
    expect(await say({ kind: "show", request: first }, rita)).toEqual(NOT_FOUND);
  });

  it("asks which is meant when several begin so", async () => {
    const [row] = stage.store.rounds.rows.values();
    if (!row) throw new Error("There is no round");
    stage.store.rounds.rows.set("another", { ...row, requestId: `${first.slice(0, 8)}aaaaaaaaaaaaaaaaaaaa` });
    stage.store.rounds.in = async () => [...stage.store.rounds.rows.values()];
    expect(await say({ kind: "show", request: first.slice(0, 8) })).toMatchObject({
      text: expect.stringContaining("Several requests are meant by that: "),
    });
    expect(await say({ kind: "audit", about: first.slice(0, 8), sinceHours: 24, from: 0 })).toMatchObject({
      text: expect.stringContaining("Several requests"),
    });
  });
});

describe("why", () => {
  it("tells which policy made it a question, and whether that is still in force", async () => {
    expect(await say({ kind: "why", request: first })).toMatchObject({
      kind: "facts",
      facts: expect.arrayContaining([
        { label: "Request", value: first },
        { label: "Who decides", value: "The owners" },
        { label: "Policy now", value: "the same" },
      ]),
    });
    stage.policies.policy = aPolicy({ version: "sha256:fedcba9876543210" });
    expect(await say({ kind: "why", request: first })).toMatchObject({
      facts: expect.arrayContaining([{ label: "Policy now", value: "sha256:fedcba9876543210" }]),
    });
    expect(await say({ kind: "why", request: first }, rita)).toEqual(NOT_FOUND);
  });

  it("names the rule that decided, of the policy or of the service", async () => {
    const decidedBy = (of: "policy" | "service") => {
      const request = stage.request(first);
      const rule = { of, name: "Logistics", verdict: "approve", comment: "Auto-approved: Logistics" } as const;
      stage.store.requests.rows.set(first, { ...request, rule });
    };
    decidedBy("policy");
    const said = async () => JSON.stringify(await say({ kind: "why", request: first }));
    expect(await said()).toContain('"Rule Logistics: approve"');
    decidedBy("service");
    expect(await said()).toContain("Rule Logistics: approve (one of the service's own)");
  });
});

describe("connections", () => {
  const connections = (from = 0): Command => ({ kind: "connections", namespace: "contoso-orders", from });

  it("lists all of a namespace as Azure says now, what needs somebody first, and how many places are used", async () => {
    stage.connections.set(
      aConnection({ id: id("c2"), status: "Approved", privateEndpoint: aPrivateEndpoint("pe-in") }),
    );
    stage.connections.set(aConnection({ id: id("c3"), status: "Rejected", privateEndpoint: "odd" }));
    stage.connections.set(aConnection({ id: id("c4"), status: "Disconnected", privateEndpoint: undefined }));
    stage.connections.set(
      aConnection({
        id: id("c0"),
        status: "Approved",
        provisioning: "busy",
        privateEndpoint: aPrivateEndpoint("pe-0"),
      }),
    );
    await stage.look();
    const answer = await say(connections());
    expect(answer).toMatchObject({ table: { title: "2 of 64 places used, 62 free", about: textOf("contoso-orders") } });
    expect(rowsOf(answer)).toEqual([
      [aConnectionId().connection, "Pending", "pe-orders", FABRIKAM, first],
      ["c4", "Disconnected", "none", "", "none"],
      ["c0", "Approved, changing", "pe-0", FABRIKAM, "none"],
      ["c2", "Approved", "pe-in", FABRIKAM, "none"],
      ["c3", "Rejected", "odd", "", "none"],
    ]);
  });

  it("finds a namespace by name that never had a request, for those who may own one", async () => {
    stage.connections.addNamespace(aNamespace({ namespace: "contoso-quiet" }));
    const quiet: Command = { kind: "connections", namespace: "Contoso-Quiet", from: 0 };
    expect(await say(quiet)).toMatchObject({ table: { total: 0, about: textOf("contoso-quiet") } });
    stage.connections.namespaces = () => {
      throw new Error("Azure was read");
    };
    expect(await say(quiet, rita)).toEqual(NOT_FOUND);
  });

  it("looks at a thousand namespaces of a subscription at most", async () => {
    let listed = 0;
    stage.connections.namespaces = async function* () {
      for (;;) {
        listed += 1;
        yield { id: aNamespace({ namespace: `contoso-${listed}` }), connections: [] };
      }
    };
    expect(await say({ kind: "connections", namespace: "contoso-nowhere", from: 0 })).toEqual(NOT_FOUND);
    expect(listed).toBe(1_000);
  });

  it("says when there are none, when the namespace is gone, and nothing to somebody else", async () => {
    stage.connections.takeAway(aConnectionId());
    expect(await say(connections())).toMatchObject({ table: { total: 0, note: "There are no connections." } });
    stage.connections.list = async () => "gone";
    expect(await say(connections())).toEqual({
      kind: "words",
      text: "Azure has no namespace contoso-orders any more.",
    });
    expect(await say(connections(), rita)).toEqual(NOT_FOUND);
  });
});

describe("policy", () => {
  it("shows the groups in which somebody may decide", async () => {
    const byRole = aGroup({
      name: "By role",
      owners: [],
      ownersByAzureRole: true,
      expiry: { afterHours: 72, action: "leave" },
    });
    const others = aGroup({ name: "Others", owners: [], quorumForOtherTenants: 2, namespaces: [] });
    stage.policies.policy = aPolicy({ groups: [byRole, aGroup({ name: "Named" }), others], allow: [anAllowRule()] });
    stage.rights.give(aNamespace(), olga.objectId);
    const answer = await say({ kind: "policy" });
    expect(answer).toMatchObject({
      table: { about: stage.policies.policy.version, note: "Rules: 1 to allow, 0 to deny." },
    });
    expect(rowsOf(answer)).toEqual([
      ["By role", "contoso-*", "by Azure role", "1", "on-reject", "leave after 72 h"],
      ["Named", "contoso-*", expect.stringMatching(/named/), "1", "on-reject", "never"],
    ]);
  });

  it("in a channel shows those that ask in it, with other tenants' quorum", async () => {
    stage.policies.policy = aPolicy({ groups: [aGroup({ quorumForOtherTenants: 2 })] });
    expect(rowsOf(await say({ kind: "policy" }, olga, CHANNEL))).toMatchObject([{ 3: "1; 2 for other tenants" }]);
    expect(await say({ kind: "policy" }, olga, "19:elsewhere@thread.tacv2")).toEqual(NOT_FOUND);
    expect(await say({ kind: "policy" }, rita)).toEqual(NOT_FOUND);
  });

  it("says none where nobody owns a group but those of another one", async () => {
    stage.policies.policy = aPolicy({
      groups: [aGroup({ name: "Empty", owners: [], namespaces: [] }), aGroup({ owners: [], ownersByAzureRole: false })],
    });
    expect(await say({ kind: "policy" })).toEqual(NOT_FOUND);
  });
});

describe("audit", () => {
  const audit = (about: string, sinceHours = 720, from = 0): Command => ({ kind: "audit", about, sinceHours, from });

  it("tells what is on record of a request, newest first, with names", async () => {
    stage.clock.moveOn({ minutes: 1 });
    await stage.click(first, "approve", "Known partner");
    await stage.untilOver(first);
    const answer = await say(audit(first));
    const kinds = (rowsOf(answer) as readonly (readonly string[])[]).map(([, kind]) => kind);
    expect(kinds.slice(0, 2)).toContain("request.told");
    expect(kinds.at(-1)).toMatch(/^(request\.seen|policy\.ruled)$/);
    expect(kinds).toContain("vote.cast");
    expect(JSON.stringify(answer)).toContain("Olga Owens");
    expect(JSON.stringify(answer)).toContain("Known partner");
    expect(answer).toMatchObject({
      table: { about: first, note: expect.stringMatching(/^Since 2026-\d\d-\d\d \d\d:\d\d UTC\.$/) },
    });
  });

  it("tells of a namespace or a subscription, and of nothing that is not the asker's", async () => {
    await stage.advance(await inBilling());
    const seen = stage.store.audit.entries.filter((entry) => "namespace" in entry);
    const inOrders = seen.filter((entry) => "namespace" in entry && entry.namespace === textOf("contoso-orders"));
    expect(inOrders.length).toBeLessThan(seen.length);
    expect(await say(audit("contoso-orders"))).toMatchObject({
      table: { about: textOf("contoso-orders"), total: inOrders.length },
    });
    const bySubscription = await say(audit(FABRIKAM.toUpperCase()));
    expect(bySubscription).toMatchObject({ table: { about: FABRIKAM, total: seen.length } });
    expect(await say(audit(FABRIKAM), rita)).toEqual(NOT_FOUND);
    expect(await say(audit("99999999-9999-4999-8999-999999999999"))).toEqual(NOT_FOUND);
    expect(await say(audit("contoso-nowhere"))).toEqual(NOT_FOUND);
    expect(await say(audit(first), rita)).toEqual(NOT_FOUND);
  });

  it("leaves out what is older than was asked", async () => {
    stage.clock.moveOn({ hours: 48 });
    expect(await say(audit(first, 1))).toMatchObject({ table: { total: 0, title: "0 entries on record" } });
  });

  it("counts one as one", async () => {
    stage.clock.moveOn({ hours: 48 });
    await stage.click(first, "approve", "", rita);
    expect(await say(audit(first, 1))).toMatchObject({ table: { title: "1 entry on record" } });
  });

  it("of a namespace finds it also when it is called as a request might be", async () => {
    const namespace = aNamespace({ namespace: "r-orders" });
    stage.policies.policy = aPolicy({ groups: [aGroup(theirs("r-*"))] });
    stage.connections.addNamespace(namespace);
    stage.connections.set(aConnection({ id: { ...namespace, connection: "o1" } }));
    await stage.sweep();
    expect(await say(audit("r-orders"))).toMatchObject({ table: { about: textOf("r-orders") } });
  });

  it("looks up each person once, however often they clicked", async () => {
    for (const comment of ["a", "b", "c"]) {
      await stage.click(first, "approve", comment, rita);
      stage.clock.moveOn({ minutes: 1 });
    }
    const { find } = stage.store.people;
    const found: string[] = [];
    stage.store.people.find = (ref) => {
      found.push(ref);
      return find.call(stage.store.people, ref);
    };
    expect(await say(audit(first))).toMatchObject({ kind: "table" });
    expect(found).toHaveLength(1);
  });

  it("reads the newest 200 and says so, sealed or not", async () => {
    const [entry] = await stage.store.audit.of(first);
    if (!entry) throw new Error("There is no entry");
    const recordAt = (number: number) =>
      stage.store.audit.record({ ...entry, id: `${first}/more-${number}`, at: stage.clock.now().toISOString() });
    for (let number = 0; number < 198; number += 1) await recordAt(number);
    const waiting = await stage.store.inbox.waiting(100);
    await stage.store.inbox.file(waiting.map((one, index) => ({ ...one, index })));
    expect(await say(audit("contoso-orders"))).toMatchObject({
      table: { title: "200 entries on record", note: expect.stringMatching(/UTC, the newest 200\.$/) },
    });
    for (let number = 198; number < 450; number += 1) await recordAt(number);
    await stage.store.inbox.file((await stage.store.inbox.waiting(999)).map((one, index) => ({ ...one, index })));
    expect(await say(audit(first))).toMatchObject({ table: { total: 200 } });
    expect(await say(audit("contoso-orders"))).toMatchObject({ table: { total: 200 } });
  });

  it("tells who did it: a person's pseudonym once erased, a rule, Azure, the service", async () => {
    await stage.click(first, "approve", "");
    await stage.untilOver(first);
    const ref = stage.store.votes.rows[0]?.vote.by ?? "";
    stage.store.people.erase(ref);
    stage.connections.change(aConnectionId(), "Rejected");
    await stage.look();
    const entries = await stage.store.audit.of(first);
    const [entry] = entries;
    if (!entry) throw new Error("There is no entry");
    await stage.store.audit.record({
      ...entry,
      id: `${first}/odd`,
      privateEndpoint: "odd",
      actor: { kind: "rule", ref: "Logistics" },
    });
    const words = JSON.stringify(await say(audit(first))) + JSON.stringify(await say(audit(first, 720, 10)));
    for (const who of [ref, "rule Logistics", '"azure"', '"service"', '"odd"', "Approved → Rejected"])
      expect(words).toContain(who);
    expect(await say(audit(first, 720))).toMatchObject({ table: { asked: { about: first, sinceHours: 720 } } });
  });
});

describe("ask-again", () => {
  it("does what the button does, and says why not", async () => {
    const askAgain = { kind: "ask-again", request: first, comment: "They called" } as const;
    expect(await say(askAgain)).toMatchObject({
      ...{ kind: "refused", reason: "This button does nothing here any more." },
      card: { state: "asking" },
    });
    expect(await say(askAgain, rita)).toEqual(NOT_FOUND);
    await stage.click(first, "reject", "No");
    await stage.untilOver(first);
    expect(await say(askAgain)).toMatchObject({ kind: "refused", card: { state: "applied" } });
  });

  it("asks the owners once more after an end without a decision", async () => {
    await stage.store.outcomes.insert(first, {
      ...{ kind: "failed", by: "service", reason: "x", at: stage.clock.now().toISOString(), after: "Pending" },
    });
    await stage.untilOver(first);
    const askAgain = { kind: "ask-again", request: first, comment: "They called" } as const;
    expect(await say(askAgain)).toMatchObject({ kind: "words", text: "The owners are asked again.", begun: true });
  });
});

describe("what a click is answered with", () => {
  it("is a card, where there is one, and says why a click does not count", async () => {
    const shown = await say({ kind: "show", request: first });
    if (shown.kind !== "copy") throw new Error("There is no card");
    const { card } = shown;
    expect(inAnswer({ kind: "accepted", card })).toEqual({ kind: "card", card });
    expect(inAnswer({ kind: "refused", reason: "x", card })).toEqual({ kind: "refused", reason: "x", card });
  });
});

describe("revoke and remove", () => {
  const born = (connection = "c9") =>
    aConnection({
      id: id(connection),
      status: "Approved",
      description: "Auto-approved",
      privateEndpoint: aPrivateEndpoint("pe-born"),
    });
  const named = "contoso-orders/c9";

  it("ask once more before they do anything, and say what it means", async () => {
    stage.connections.set(born());
    expect(await say(change(named))).toMatchObject({
      kind: "confirm",
      change: { kind: "revoke", comment: "The contract ended" },
      connection: { connection: "c9" },
      isOnRecord: false,
      card: { namespace: "contoso-orders", privateEndpoint: aPrivateEndpoint("pe-born") },
    });
    expect(stage.store.requests.rows.size).toBe(1);
  });

  it("ask anew when the connection belongs to another endpoint than the one that was confirmed", async () => {
    stage.connections.set(born());
    const asked = await say(change(named));
    if (asked.kind !== "confirm") throw new Error("It was not asked");
    stage.connections.set({ ...born(), privateEndpoint: aPrivateEndpoint("pe-other") });
    expect(await say(change(named, { confirmedFor: asked.card.requestId }))).toMatchObject({
      kind: "confirm",
      card: { privateEndpoint: aPrivateEndpoint("pe-other") },
    });
    expect(stage.store.requests.rows.size).toBe(1);
  });

  it.each(["revoke", "remove"] as const)(
    "%s a connection that never had a request: same vote, same record",
    async (kind) => {
      stage.connections.set(born());
      expect(await sayTwice(named, { kind })).toMatchObject({
        kind: "words",
        text: "It is on record and under way.",
        begun: true,
      });
      const request = [...stage.store.requests.rows.values()].find((one) => one.kind === kind);
      await stage.untilOver(request?.id ?? "");
      expect(stage.outcome(request?.id ?? "")).toMatchObject({ kind: "applied" });
      expect(stage.kinds(request?.id ?? "")).toContain("vote.cast");
    },
  );

  it.each<[string, () => string]>([
    ["its id", () => `${textOf("contoso-orders")}/privateEndpointConnections/c9`],
    ["its name, once it is on record", () => "C9"],
    ["namespace and name", () => "CONTOSO-orders/c9"],
  ])("find a connection by %s", async (_how, name) => {
    stage.connections.set(born());
    await stage.sweep();
    expect(await say(change(name()))).toMatchObject({
      kind: "confirm",
      connection: { connection: "c9" },
    });
  });

  it.each([
    "contoso-orders/c9/more",
    "c-nowhere",
    "contoso-nowhere/c9",
    "contoso-orders/..",
    "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/g/providers/Microsoft.Relay/namespaces/contoso-orders/privateEndpointConnections/c9",
  ])("find nothing by %s", async (name) => {
    stage.connections.set(born());
    await stage.sweep();
    expect(await say(change(name))).toEqual(NOT_FOUND);
  });

  it("ask which is meant when two namespaces have one of that name", async () => {
    await inBilling();
    const [row] = stage.store.rounds.rows.values();
    if (!row) throw new Error("There is no round");
    const other = `${textOf("contoso-billing")}/privateEndpointConnections/${aConnectionId().connection}`;
    stage.store.rounds.in = async (namespace) => [
      namespace.namespace === "contoso-billing" ? { ...row, connection: other } : row,
    ];
    expect(await say(change(aConnectionId().connection))).toMatchObject({
      text: expect.stringContaining("Several connections"),
    });
    stage.store.rounds.in = async () => [{ ...row, connection: "odd" }];
    expect(await say(change("odd"))).toEqual(NOT_FOUND);
  });

  it("say when there is nothing to do it to", async () => {
    expect(await say(change("contoso-orders/c-gone"))).toEqual({
      kind: "words",
      text: "Azure has no such connection any more.",
    });
    stage.connections.set({ ...born(), privateEndpoint: undefined });
    expect(await say(change(named))).toMatchObject({ text: expect.stringContaining("names no private endpoint") });
  });

  it("say why not while a request is open, in another state, and without a comment; on record each time", async () => {
    expect(await sayTwice(`contoso-orders/${aConnectionId().connection}`)).toMatchObject({
      text: expect.stringContaining("Pending"),
    });
    stage.connections.set(born());
    expect(await sayTwice(named, { comment: " " })).toEqual({
      kind: "words",
      text: "A comment is needed: say why.",
    });
    await sayTwice(named);
    expect(await sayTwice(named, { kind: "remove" })).toEqual({
      kind: "words",
      text: "A request for this connection is open: see its card.",
    });
    expect(stage.store.audit.entries.filter(({ kind }) => kind === "vote.refused").length).toBeGreaterThanOrEqual(2);
  });

  it("begin from the last request where there was one", async () => {
    await stage.click(first, "approve", "");
    await stage.untilOver(first);
    const named = `contoso-orders/${aConnectionId().connection}`;
    expect(await say(change(named))).toMatchObject({ kind: "confirm", isOnRecord: true });
    expect(await sayTwice(`contoso-orders/${aConnectionId().connection}`)).toMatchObject({
      text: "It is on record and under way.",
    });
    expect(stage.request(stage.onlyOpen())).toMatchObject({ kind: "revoke", round: 2 });
  });

  it("leave on record that somebody else wanted it, and tell them nothing", async () => {
    await stage.click(first, "approve", "");
    await stage.untilOver(first);
    const byId = `${textOf("contoso-orders")}/privateEndpointConnections/${aConnectionId().connection}`;
    const refusals = () => stage.store.audit.entries.filter(({ kind }) => kind === "vote.refused");
    const attempts: readonly Command[] = [
      change(byId),
      change(`Contoso-Orders/${aConnectionId().connection}`, { kind: "remove" }),
      { kind: "ask-again", request: first, comment: "" },
    ];
    for (const [at, attempt] of attempts.entries()) {
      expect(await say(attempt, rita)).toEqual(NOT_FOUND);
      expect(refusals()).toHaveLength(at + 1);
    }
    expect(refusals()).toMatchObject([
      { request: first, verdict: "revoke", comment: expect.stringMatching(/^Only an owner of contoso-orders/) },
      { request: first, verdict: "remove" },
      { request: first, verdict: undefined },
    ]);
  });

  it("leave it on record with the newest request of a connection that came back with another endpoint", async () => {
    stage.clock.moveOn({ hours: 1 });
    stage.connections.set(aConnection({ privateEndpoint: aPrivateEndpoint("pe-second") }));
    await stage.look();
    const second = [...stage.store.requests.rows.keys()].find((one) => one !== first);
    await say(change(`contoso-orders/${aConnectionId().connection}`), rita);
    expect(stage.store.audit.entries.filter(({ kind }) => kind === "vote.refused")).toMatchObject([
      { request: second },
    ]);
  });

  it("leave nothing on record of what does not exist, or of an owner in the wrong channel", async () => {
    for (const name of [
      textOf("contoso-orders"),
      "/c1",
      "contoso-nowhere/c1",
      "contoso-orders/..",
      "contoso-orders/c1x",
    ])
      expect(await say(change(name), rita)).toEqual(NOT_FOUND);
    const elsewhere = "19:elsewhere@thread.tacv2";
    expect(await say({ kind: "ask-again", request: first, comment: "" }, olga, elsewhere)).toEqual(NOT_FOUND);
    expect(stage.store.audit.entries.filter(({ kind }) => kind === "vote.refused")).toEqual([]);
  });

  it("answer the same when that cannot be put on record", async () => {
    stage.store.rounds.in = async () => {
      throw new Error("tables are away");
    };
    const byId = `${textOf("contoso-orders")}/privateEndpointConnections/${aConnectionId().connection}`;
    expect(await say(change(byId), rita)).toEqual(NOT_FOUND);
    expect(JSON.stringify(stage.log)).toContain("tables are away");
  });

  it("find nothing for somebody else", async () => {
    stage.connections.set(born());
    expect(await say(change(named), rita)).toEqual(NOT_FOUND);
    expect(await say(change(`${textOf("contoso-orders")}/privateEndpointConnections/c9`), rita)).toEqual(NOT_FOUND);
  });
});
