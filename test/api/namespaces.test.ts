import { beforeEach, describe, expect, it } from "@jest/globals";
import type { MetricsAnswer, NamespacesAnswer } from "../../src/domain/answers.ts";
import { Fault } from "../../src/ports.ts";
import {
  aConnection,
  aConnectionId,
  aGroup,
  aNamespace,
  anAllowRule,
  aPolicy,
  aPrivateEndpoint,
  LOGISTICS,
  olga,
} from "../support/builders.ts";
import { Stage } from "../support/stage.ts";
import { ApiStage, aCaller, anAuditor } from "./an-api.ts";

let api: ApiStage;
beforeEach(() => {
  api = new ApiStage();
});

const owner = aCaller(olga, "Audit.Read");
const namespaces = (caller = owner): Promise<NamespacesAnswer> => api.read("apiNamespaces", caller);
const readsOfAzure = () => api.stage.connections.failures.calls.filter((call) => call === "namespaces").length;

describe("the namespaces", () => {
  it("show their connections by state, and who waits longest comes first", async () => {
    await api.stage.asked();
    api.stage.connections.addNamespace(aNamespace({ namespace: "contoso-billing" }));
    const statuses = ["Approved", "Approved", "Rejected", "Disconnected"] as const;
    for (const [number, status] of statuses.entries()) {
      const connection = `c-${number}`;
      api.stage.connections.set(aConnection({ id: aConnectionId({ connection }), status }));
    }
    const answer = await namespaces();
    expect(answer.namespaces.map(({ name }) => name)).toEqual(["contoso-orders", "contoso-billing"]);
    expect(answer.namespaces[0]).toMatchObject({
      ...{ group: "Relay team", used: 2, most: 64, open: 1, oldestPendingAt: "2026-11-20T09:00:00.000Z" },
      connections: { Pending: 1, Approved: 2, Rejected: 1, Disconnected: 1, Other: 0 },
    });
    expect(answer.namespaces[1]).toMatchObject({ used: 0, open: 0 });
  });

  it("are those that the policy watches", async () => {
    api.stage.connections.addNamespace(aNamespace({ namespace: "northwind-x" }));
    expect((await namespaces(anAuditor)).namespaces.map(({ name }) => name)).toEqual(["contoso-orders"]);
  });

  it("are listed one by one where Azure does not tell their connections with them", async () => {
    api = new ApiStage(new Stage({ inline: false }));
    await api.stage.asked();
    expect((await namespaces()).namespaces).toMatchObject([{ connections: { Pending: 1 } }]);
  });

  it("are read from Azure once in twenty seconds, whoever asks, and for whatever", async () => {
    const before = readsOfAzure();
    await Promise.all([namespaces(), namespaces(anAuditor), api.read("apiMetrics", owner)]);
    api.stage.clock.moveOn({ seconds: 19 });
    await namespaces();
    expect(readsOfAzure() - before).toBe(1);
    api.stage.clock.moveOn({ seconds: 1 });
    await Promise.all([namespaces(), namespaces(anAuditor)]);
    expect(readsOfAzure() - before).toBe(2);
  });

  it("are read anew after a read that failed", async () => {
    api.stage.connections.failures.fail("namespaces", new Fault("ARM answered 503"));
    expect(await api.problem("apiNamespaces", owner)).toMatchObject({ status: 503 });
    expect((await namespaces()).namespaces).toHaveLength(1);
  });

  it("are told to an owner by name", async () => {
    await api.stage.asked();
    expect(await api.read("apiMe", owner)).toEqual({
      ...{ name: "Olga Owens", roles: ["Audit.Read"], namespaces: ["contoso-orders"] },
    });
    expect(await api.read("apiMe", anAuditor)).toEqual({
      ...{ name: "Ada Auditor", roles: ["Audit.Read.All", "Audit.Export"] },
    });
  });
});

describe("the figures", () => {
  const metrics = (query = {}, caller = owner): Promise<MetricsAnswer> => api.read("apiMetrics", caller, { query });

  beforeEach(async () => {
    api.stage.policies.policy = aPolicy({ groups: [aGroup()], allow: [anAllowRule()] });
    const ask = async (connection: string, subscription?: string) => {
      const privateEndpoint = aPrivateEndpoint(connection, subscription);
      return api.stage.asked(aConnection({ id: aConnectionId({ connection }), privateEndpoint }));
    };
    const byPerson = await ask("one");
    api.stage.clock.moveOn({ minutes: 10 });
    await api.stage.click(byPerson, "approve", "Known partner");
    await api.stage.untilOver(byPerson);
    await api.stage.untilOver(await ask("two", LOGISTICS));
    await ask("three");
  });

  it("tell how long people took, and how requests ended", async () => {
    const { all, namespaces: each, days } = await metrics();
    const expected = { decided: 2, approved: 2, rejected: 0, autoApproved: 1, expired: 0, open: 1 };
    expect(all).toEqual({ ...expected, p50Seconds: 600, p95Seconds: 600 });
    expect(each).toMatchObject([{ ...expected, namespace: expect.stringMatching(/\/contoso-orders$/) }]);
    expect(days.at(-1)).toEqual({ day: "2026-11-20", decided: 2, p50Seconds: 600, p95Seconds: 600, used: 2 });
    expect(days).toHaveLength(31);
  });

  it("are of a time and a namespace", async () => {
    expect(await metrics({ to: "2026-11-19" })).toMatchObject({ all: { decided: 0 } });
    expect(await metrics({ namespace: "contoso-orders" })).toMatchObject({ all: { decided: 2, open: 1 } });
    expect(await metrics({ namespace: "contoso-nothing" })).toMatchObject({
      all: { decided: 0, open: 0 },
      namespaces: [],
    });
    expect(await metrics({ from: "2027-01-01" })).toMatchObject({ all: { decided: 0 }, days: [] });
  });

  it("refuse what is no time", async () => {
    expect(await api.problem("apiMetrics", owner, { query: { from: "then" } })).toMatchObject({ status: 400 });
  });
});
