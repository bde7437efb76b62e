import { beforeEach, describe, expect, it } from "@jest/globals";
import { connectionIdOf, type NamespaceId, namespaceIdOf } from "../../src/domain/azure-id.ts";
import { examine, type Self } from "../../src/orchestration/examine.ts";
import { Fault, type Permitted } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aNamespace,
  anOutcome,
  aPolicy,
  aPrivateEndpoint,
  LOGISTICS,
  OWNER_SUBSCRIPTION,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";
import { ALL_RIGHT, aSelf, aStanding, failing, keysAt, OBJECT, sealedFiles } from "./a-self.ts";

let stage: Stage;
let files: Map<string, string>;
let permitted: (namespace: string) => Permitted;
let self: Self;

beforeEach(async () => {
  stage = new Stage();
  files = sealedFiles();
  permitted = () => ALL_RIGHT;
  const standing = aStanding({ permitted: async ({ namespace }: NamespaceId) => permitted(namespace) });
  self = aSelf({ standing }, files);
  await stage.sweep();
});

const found = async (world: Partial<Stage["world"]> = {}) =>
  (await examine({ ...stage.world, ...world }, self)).findings;
const ids = async (world: Partial<Stage["world"]> = {}) => (await found(world)).map(({ id }) => id);

describe("an examination", () => {
  it("finds nothing where all is as it should be, and says how the service is set up", async () => {
    const answer = await examine(stage.world, self);
    expect(answer).toEqual({
      at: stage.clock.now().toISOString(),
      setup: {
        ...self.setup,
        policyVersion: (await stage.policies.current()).version,
        subscriptions: [OWNER_SUBSCRIPTION],
      },
      findings: [],
    });
  });

  it("tells a role once that is wrong at several namespaces, with its cure", async () => {
    for (const namespace of ["contoso-billing", "contoso-other"])
      stage.connections.addNamespace(aNamespace({ namespace }));
    const write = "Microsoft.Relay/namespaces/privateEndpointConnections/write";
    permitted = (namespace) => ({
      ...{ missing: [write], denied: ["a/delete"] },
      tooMuch: namespace === "contoso-billing" ? ["*", "a/write"] : [],
    });
    const [missing, denied, tooMuch, ...others] = await found();
    expect(others).toEqual([]);
    expect(denied).toMatchObject({
      ...{ id: "role-denied", severity: "error", where: expect.stringMatching(/ and 2 more$/) },
      what: "A deny assignment takes from the identity what its role permits: a/delete.",
    });
    expect(missing).toMatchObject({ id: "role-missing", where: expect.stringMatching(/ and 2 more$/) });
    expect(missing?.what).toContain(write);
    expect(missing?.commands).toEqual([`infra/add-subscription.sh ${OWNER_SUBSCRIPTION}`]);
    const broad = namespaceIdOf(aNamespace({ namespace: "contoso-billing" }));
    expect(tooMuch?.commands[0]).toContain(` --include-groups --assignee ${OBJECT} --scope ${broad}`);
    expect(tooMuch).toMatchObject({ id: "role-too-broad", where: expect.stringMatching(/contoso-billing$/) });
    expect(tooMuch?.what).toContain("*, a/write");
  });

  it("looks at no role of a namespace that nobody watches", async () => {
    stage.connections.addNamespace(aNamespace({ namespace: "fabrikam-orders" }));
    permitted = (namespace) => ({ ...ALL_RIGHT, missing: namespace.startsWith("fabrikam") ? ["a/read"] : [] });
    expect(await ids()).toEqual([]);
  });

  it("tells that the roles cannot be read", async () => {
    permitted = () => {
      throw new Fault("ARM answered 403");
    };
    expect(await found()).toEqual([
      expect.objectContaining({ id: "role-unknown", what: expect.stringContaining("by role: ARM answered 403.") }),
    ]);
  });

  it("tells what cannot be read or written, each with its account or subscription", async () => {
    self = { ...self, storage: { requests: failing("no"), record: failing("never") } };
    stage.connections.failures.fail("namespaces", new Fault("ARM answered 403", { status: 403 }));
    expect((await found()).map(({ id, what }) => [id, what])).toEqual([
      ["storage", "The account of TABLES_URL cannot be read and written: no."],
      ["audit-storage", "The account of AUDIT_TABLES_URL cannot be read and written: never."],
      ["subscription", "The policy watches namespaces here, and they cannot be listed: ARM answered 403."],
    ]);
  });

  it.each([
    [401, [`infra/add-subscription.sh ${OWNER_SUBSCRIPTION}`]],
    [403, [`infra/add-subscription.sh ${OWNER_SUBSCRIPTION}`]],
    [404, [`infra/add-subscription.sh ${OWNER_SUBSCRIPTION}`]],
    [500, []],
    [undefined, []],
  ])("sends for a role when Azure answers %p, with %p", async (status, commands) => {
    stage.connections.failures.fail("namespaces", new Fault("ARM said no", { status }), status === undefined ? 2 : 1);
    expect(await found()).toEqual([expect.objectContaining({ id: "subscription", commands })]);
    self = { ...self, standing: { ...self.standing, permitted: failing("ARM said no", status) } };
    expect(await found()).toEqual([expect.objectContaining({ id: "role-unknown", commands })]);
  });

  it("tells where private endpoints are to be cleaned up and may not be", async () => {
    stage.policies.policy = aPolicy({ cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [LOGISTICS] } });
    const may = async (answer: Permitted | "hidden") => {
      self = { ...self, standing: aStanding({ permittedAtEndpoints: async () => answer }) };
      return found();
    };
    expect(await may("hidden")).toEqual([]);
    expect(await may({ ...ALL_RIGHT, tooMuch: ["*"] })).toEqual([]);
    const [missing] = await may({ ...ALL_RIGHT, missing: ["a/delete"], denied: ["a/read"] });
    expect(missing).toMatchObject({ id: "clean-up-role", severity: "error", where: `/subscriptions/${LOGISTICS}` });
    expect(missing?.what).toContain(": a/delete, a/read.");
    expect(missing?.commands).toEqual([
      expect.stringContaining(` principalId=${OBJECT} mayApprove=false mayCleanUp=true`),
    ]);
    expect((await found({ cleanUp: "dry-run" })).map(({ severity }) => severity)).toEqual(["info"]);
  });

  it("tells that private endpoints cannot even be listed, and sends for a role only if that helps", async () => {
    stage.policies.policy = aPolicy({ cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [LOGISTICS] } });
    stage.endpoints.set({ id: aPrivateEndpoint("pe-parcels", LOGISTICS), connections: [], provisioning: "done" });
    expect(await found()).toEqual([]);
    const listed = async (status: number) => {
      stage.endpoints.failures.fail("endpoints.list", new Fault("ARM said no", { status }));
      const [one] = await found();
      return [one?.id, one?.what.endsWith("cannot be listed: ARM said no."), one?.commands.length];
    };
    expect([await listed(403), await listed(500)]).toEqual([
      ["clean-up-role", true, 1],
      ["clean-up-role", true, 0],
    ]);
  });

  it("tells that keys cannot be had, Teams' as an error", async () => {
    self = {
      ...self,
      keys: {
        bot: keysAt("https://bot.example/k", failing("a 404")),
        api: keysAt("https://api.example/k", failing("no")),
      },
    };
    expect((await found()).map(({ id, severity, what, where }) => [id, severity, what.split(". ")[0], where])).toEqual([
      [
        ...["bot-keys-unreachable", "error"],
        ...["The keys of Teams' tokens cannot be had from https://bot.example/k: a 404", "BOT_OPENID_METADATA_URL"],
      ],
      [
        ...["api-keys-unreachable", "warning"],
        ...["The keys of tokens for the API cannot be had from https://api.example/k: no", "API_OPENID_METADATA_URL"],
      ],
    ]);
  });

  it("goes on when rows cannot be read", async () => {
    for (const operation of ["heartbeats.last", "requests.allOpen", "inbox.waiting"])
      stage.store.failures.fail(operation, new Fault("gone"), 2);
    expect(await ids()).toEqual(["sweep-unknown", "requests-unknown", "sealing-unknown"]);
  });

  it("makes nothing of one connection that broke off", async () => {
    for (const operation of ["heartbeats.last", "requests.allOpen", "inbox.waiting"])
      stage.store.failures.fail(operation, new Fault("ECONNRESET"));
    expect(await ids()).toEqual([]);
  });

  it("does not wait twice for what does not answer", async () => {
    let asked = 0;
    const fetch = async () => {
      asked += 1;
      stage.clock.moveOn({ seconds: 30 });
      throw new Fault("it took too long");
    };
    self = { ...self, keys: { ...self.keys, bot: { ...self.keys.bot, fetch } } };
    expect(await ids()).toEqual(["bot-keys-unreachable"]);
    expect(asked).toBe(1);
  });

  it("finds no fault in being throttled", async () => {
    stage.connections.failures.fail("namespaces", new Fault("ARM answered 429", { retryAt: stage.clock.now() }));
    expect((await found()).map(({ id, severity }) => [id, severity])).toEqual([["not-checked", "info"]]);
  });

  it("tells nobody what the service itself does wrong, but for its log", async () => {
    stage.store.failures.fail("heartbeats.last", new TypeError("undefined is not a sweep"));
    expect(await found()).toEqual([
      expect.objectContaining({ id: "sweep-unknown", what: expect.stringContaining("the service's log says why") }),
    ]);
    const details = { why: "undefined is not a sweep" };
    const line = { level: "error", message: "Something could not be examined", details };
    expect(stage.log.lines.at(-1)).toEqual(line);
  });

  it("tells first that the identity gets no token, whatever fails for want of it", async () => {
    const standing = { ...self.standing, identity: failing("The managed identity got no token: 400") };
    const storage = { ...self.storage, requests: failing("no token") };
    self = { ...self, standing, storage, setup: { ...self.setup, botAppId: OBJECT } };
    const policies = { current: failing("no token") };
    expect(await ids({ policies })).toEqual(["identity", "policy", "storage"]);
    expect((await found())[0]).toMatchObject({
      what: expect.stringContaining("The managed identity got no token: 400."),
      cure: expect.stringContaining("Cure this first"),
    });
  });

  it("tells that the policy cannot be read, and what is wrong with it", async () => {
    const answer = await examine({ ...stage.world, policies: { current: failing("line 3: no owners") } }, self);
    expect(answer.findings).toEqual([
      expect.objectContaining({ id: "policy", what: expect.stringContaining("line 3: no owners") }),
    ]);
    expect(answer.setup).toEqual({ ...self.setup, subscriptions: [] });
  });

  it("tells that a newer policy is refused", async () => {
    const policies = { current: () => stage.policies.current(), refused: () => "v-new" };
    expect(await found({ policies })).toEqual([
      expect.objectContaining({ id: "policy-refused", what: expect.stringContaining("(v-new)") }),
    ]);
    expect(await ids({ policies: { ...policies, refused: () => undefined } })).toEqual([]);
  });

  it("tells that the policy fits no namespace", async () => {
    stage.connections.removeNamespace(aNamespace());
    expect(await ids()).toEqual(["nothing-watched"]);
  });

  describe("of connections that are Pending and whose request has expired", () => {
    let requestId: string;
    beforeEach(async () => {
      requestId = await stage.asked();
      const at = stage.clock.now().toISOString();
      await stage.store.outcomes.insert(requestId, anOutcome({ kind: "expired", at, after: "Pending" }));
      await stage.untilOver(requestId);
    });

    const forgotten = async () => (await found()).filter(({ id }) => id === "expired-pending");

    it("tells, with the request that can be asked about again", async () => {
      expect(await forgotten()).toMatchObject([
        { severity: "warning", where: requestId, commands: [`relay-approvals show ${requestId}`] },
      ]);
      expect((await forgotten())[0]?.what).toMatch(/^A connection is Pending/);
      const [[key, round] = []] = stage.store.rounds.rows;
      const other = aConnection({ id: aConnectionId({ connection: "other" }) });
      if (key && round) stage.store.rounds.rows.set(`${key}-other`, { ...round, connection: connectionIdOf(other.id) });
      stage.connections.set(other);
      expect((await forgotten())[0]?.what).toMatch(/^2 connections are Pending/);
    });

    it("tells nothing once it is not Pending, or begins anew by itself, or somebody is asked", async () => {
      stage.connections.change(aConnectionId(), "Rejected");
      expect(await forgotten()).toEqual([]);
      await stage.look();
      stage.connections.change(aConnectionId(), "Pending");
      expect(await forgotten()).toEqual([]);
      await stage.look();
      expect(await forgotten()).toEqual([]);
    });

    it("asks storage only where something is Pending, and tells when it does not answer", async () => {
      stage.store.failures.fail("rounds.in", new Fault("gone"), 2);
      expect((await found()).map(({ id }) => id)).toContain("rounds-unknown");
      stage.connections.change(aConnectionId(), "Approved");
      expect((await found()).map(({ id }) => id)).not.toContain("rounds-unknown");
    });

    it("tells nothing where Azure's list does not carry connections", async () => {
      const connections = Object.assign(Object.create(stage.connections) as typeof stage.connections, {
        async *namespaces() {
          yield { id: aNamespace(), connections: undefined };
        },
      });
      expect((await found({ connections })).filter(({ id }) => id === "expired-pending")).toEqual([]);
    });
  });

  it("tells what waits to be sealed, and how far the seal goes", async () => {
    await stage.asked();
    stage.clock.moveOn({ minutes: 3 });
    expect((await found()).map(({ what }) => what)).toEqual([
      expect.stringContaining("for 3 minutes. The newest checkpoint holds 17 entries."),
    ]);
    files.set("checkpoint", "no checkpoint");
    expect((await found())[0]?.what).toContain("There is no checkpoint.");
    files.clear();
    expect((await found())[0]?.what).toContain("There is no checkpoint.");
    self = { ...self, whyStopped: async () => "a fork" };
    expect(await ids()).toEqual(["seal-stopped"]);
  });

  it.each([
    ["key", "seal-key"],
    ["checkpoint", "sealed-log"],
  ])("tells that the %s cannot be read, and goes on", async (what, id) => {
    const { sealedLog } = self;
    const reading = (fails: () => Promise<never>) => {
      const read = async (path: string) => (path === what ? fails() : sealedLog.read(path));
      self = { ...self, sealedLog: { ...sealedLog, read } };
      return found();
    };
    const why = expect.stringContaining("no such thing");
    expect(await reading(failing("no such thing"))).toEqual([expect.objectContaining({ id, what: why })]);
    const busy = async () => {
      throw new Fault("a 503", { retryAt: stage.clock.now() });
    };
    expect(await reading(busy)).toEqual([expect.objectContaining({ id: "not-checked" })]);
  });
});

describe("a sweep", () => {
  it("leaves word when it ended, also of what it could not look at", async () => {
    expect(await stage.store.heartbeats.last("sweep")).toEqual({ at: stage.clock.now().toISOString(), failed: 0 });
    stage.connections.failures.fail("namespaces", new Error("no"), 5);
    await stage.sweep();
    expect(await stage.store.heartbeats.last("sweep")).toMatchObject({ failed: 1 });
  });

  it("ends well when that cannot be noted", async () => {
    stage.store.failures.fail("heartbeats.beat", new Fault("full"));
    expect(await stage.sweep()).toMatchObject({ namespaces: 1, failed: 0 });
  });
});
