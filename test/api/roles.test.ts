import { beforeAll, describe, expect, it } from "@jest/globals";
import { API_PATHS, type ApiName } from "../../src/api/paths.ts";
import { namespaceIdOf } from "../../src/domain/azure-id.ts";
import { API_ROLES, type Caller } from "../../src/domain/caller.ts";
import { aConnection, aNamespace, olga, rita } from "../support/builders.ts";
import { ApiStage, type AskOptions, aCaller } from "./an-api.ts";

const app = (...roles: Caller["roles"]): Caller => ({ ...aCaller(rita, ...roles), kind: "app" });
const page = (...roles: Caller["roles"]): Caller => ({ ...aCaller(olga, ...roles), via: "page" });

const CALLERS = {
  nobody: undefined,
  "somebody without a role": aCaller(olga),
  "an owner with Audit.Read": aCaller(olga, "Audit.Read"),
  "no owner, with Audit.Read": aCaller(rita, "Audit.Read"),
  "an auditor with Audit.Read.All": aCaller(rita, "Audit.Read.All"),
  "an owner with Audit.Export alone": aCaller(olga, "Audit.Export"),
  "an owner with Requests.Decide alone": aCaller(olga, "Requests.Decide"),
  "no owner, with Requests.Decide": aCaller(rita, "Requests.Decide"),
  "somebody with Audit.Repair alone": aCaller(rita, "Audit.Repair"),
  "an owner at the page with every role": page(...API_ROLES),
  "an app with Audit.Read": app("Audit.Read"),
  "an app with Audit.Read.All": app("Audit.Read.All"),
  "an app with Audit.Export": app("Audit.Export"),
  "an app with Requests.Decide": app("Requests.Decide"),
  "an app with Audit.Repair": app("Audit.Repair"),
} as const;

type CallerName = keyof typeof CALLERS;

const READING: Readonly<Record<CallerName, number>> = {
  nobody: 401,
  "somebody without a role": 403,
  "an owner with Audit.Read": 200,
  "no owner, with Audit.Read": 200,
  "an auditor with Audit.Read.All": 200,
  "an owner with Audit.Export alone": 403,
  "an owner with Requests.Decide alone": 403,
  "no owner, with Requests.Decide": 403,
  "somebody with Audit.Repair alone": 403,
  "an owner at the page with every role": 200,
  "an app with Audit.Read": 403,
  "an app with Audit.Read.All": 200,
  "an app with Audit.Export": 403,
  "an app with Requests.Decide": 403,
  "an app with Audit.Repair": 403,
};
const ONE_THING = { ...READING, "no owner, with Audit.Read": 404 };
const EVERYTHING = { ...READING, "an owner with Audit.Read": 403, "no owner, with Audit.Read": 403 };
const DECIDING: Readonly<Record<CallerName, number>> = {
  nobody: 401,
  "somebody without a role": 403,
  "an owner with Audit.Read": 403,
  "no owner, with Audit.Read": 403,
  "an auditor with Audit.Read.All": 403,
  "an owner with Audit.Export alone": 403,
  "an owner with Requests.Decide alone": 200,
  "no owner, with Requests.Decide": 404,
  "somebody with Audit.Repair alone": 403,
  "an owner at the page with every role": 403,
  "an app with Audit.Read": 403,
  "an app with Audit.Read.All": 403,
  "an app with Audit.Export": 403,
  "an app with Requests.Decide": 403,
  "an app with Audit.Repair": 403,
};
const NOTHING = { ...DECIDING, "an owner with Requests.Decide alone": 403, "no owner, with Requests.Decide": 403 };
const REPAIRING = {
  ...DECIDING,
  "an owner with Requests.Decide alone": 403,
  "no owner, with Requests.Decide": 403,
  "somebody with Audit.Repair alone": 200,
  "an app with Audit.Repair": 200,
};
const EVERYBODY = Object.fromEntries(Object.keys(CALLERS).map((name) => [name, 200]));

/** A route that is not here fails. */
const EXPECTED: Readonly<Record<ApiName, Readonly<Record<string, number>>>> = {
  apiMe: READING,
  apiAudit: READING,
  apiProof: ONE_THING,
  apiLog: EVERYTHING,
  apiRecord: { ...NOTHING, "an auditor with Audit.Read.All": 403, "an owner at the page with every role": 200 },
  apiRepair: REPAIRING,
  apiRequests: READING,
  apiRequest: ONE_THING,
  apiVote: DECIDING,
  apiHold: DECIDING,
  apiChange: DECIDING,
  apiNamespaces: READING,
  apiMetrics: READING,
  apiDoctor: EVERYTHING,
  apiDescription: EVERYBODY,
};

let api: ApiStage;
let requestId: string;
beforeAll(async () => {
  api = new ApiStage();
  requestId = await api.stage.asked();
  api.stage.store.inbox.places.set(`${requestId}/seen`, 0);
  api.proofs.set(0, { kind: "made", proof: "c2sp.org/tlog-proof@v1\n" });
  api.files.set("checkpoint", "relay-approvals\n1\n");
});

function optionsOf(route: ApiName): AskOptions {
  switch (route) {
    case "apiProof":
      return { path: { request: requestId, step: "seen" } };
    case "apiLog":
      return { path: { file: "checkpoint" } };
    case "apiRequest":
      return { path: { id: requestId } };
    case "apiVote":
      return { path: { id: requestId }, body: { verdict: "approve", comment: "Known partner" } };
    case "apiHold":
      return { path: { id: requestId }, body: { question: "Which team is this for?" } };
    case "apiChange": {
      const { connection } = aConnection().id;
      return { body: { change: "revoke", connection: `contoso-orders/${connection}`, comment: "Over" } };
    }
    default:
      return {};
  }
}

const CASES = API_PATHS.flatMap(({ name }) => Object.entries(CALLERS).map(([who, caller]) => ({ name, who, caller })));

describe("who may ask what", () => {
  it("is said for every route and everybody", () => {
    expect(Object.keys(EXPECTED).toSorted()).toEqual(API_PATHS.map(({ name }) => name).toSorted());
    for (const statuses of Object.values(EXPECTED)) expect(Object.keys(statuses)).toEqual(Object.keys(CALLERS));
  });

  it.each(CASES)("$name for $who", async ({ name, who, caller }) => {
    const { status } = await api.ask(name, caller, optionsOf(name));
    expect(status).toBe(EXPECTED[name][who]);
  });

  it.each<[string, Caller, number]>([
    ["Audit.Read alone", aCaller(olga, "Audit.Read"), 403],
    ["Audit.Read.All alone", aCaller(olga, "Audit.Read.All"), 403],
    ["Audit.Export alone", aCaller(olga, "Audit.Export"), 403],
    ["Audit.Read and Audit.Export", aCaller(olga, "Audit.Read", "Audit.Export"), 200],
    ["Audit.Read and Audit.Export, at the page", page("Audit.Read", "Audit.Export"), 200],
    ["an app's Audit.Read and Audit.Export", app("Audit.Read", "Audit.Export"), 403],
    ["an app's Audit.Read.All and Audit.Export", app("Audit.Read.All", "Audit.Export"), 200],
  ])("an export with %s", async (_who, caller, status) => {
    for (const format of ["ndjson", "csv", "ocsf"])
      expect(await api.ask("apiAudit", caller, { query: { format } })).toMatchObject({ status });
  });

  it("is nobody while no app registration is set", async () => {
    const unset = new ApiStage();
    unset.change({ admit: undefined });
    for (const { name } of API_PATHS) {
      const { status } = await unset.ask(name, aCaller(olga, "Audit.Read.All"));
      expect([name, status]).toEqual([name, name === "apiDescription" ? 200 : 503]);
    }
  });
});

describe("an owner of more namespaces than a command looks at", () => {
  it("misses none of those where the policy names them", async () => {
    const many = new ApiStage();
    const names = Array.from({ length: 60 }, (_, number) => `contoso-${number}`);
    many.stage.store.requests.namespaces = async () => names.map((namespace) => aNamespace({ namespace }));
    expect(await many.read("apiMe", aCaller(olga, "Audit.Read"))).toMatchObject({ namespaces: names.toSorted() });
  });
});

describe("what is somebody else's", () => {
  const stranger = aCaller(rita, "Audit.Read", "Requests.Decide");
  const unknown = `r-${"z".repeat(26)}`;

  it.each<[ApiName, AskOptions, () => AskOptions]>([
    ["apiRequest", { path: { id: unknown } }, () => ({ path: { id: requestId } })],
    ["apiProof", { path: { request: unknown, step: "seen" } }, () => ({ path: { request: requestId, step: "seen" } })],
    ["apiVote", { path: { id: unknown }, body: { verdict: "approve" } }, () => optionsOf("apiVote")],
    ["apiHold", { path: { id: unknown }, body: { question: "Who?" } }, () => optionsOf("apiHold")],
    [
      "apiChange",
      { body: { change: "revoke", connection: "contoso-nothing/none", comment: "Over" } },
      () => optionsOf("apiChange"),
    ],
  ])("%s is answered like what does not exist", async (route, missing, foreign) => {
    const [none, theirs] = [await api.ask(route, stranger, missing), await api.ask(route, stranger, foreign())];
    expect(theirs).toEqual(none);
    expect(none.status).toBe(404);
  });

  it.each<[string, () => readonly [string, string]]>([
    ["request", () => [requestId, unknown]],
    ["namespace", () => ["contoso-orders", "contoso-nothing"]],
    ["connection", () => [`contoso-orders/${aConnection().id.connection}`, "contoso-orders/none"]],
    ["subscription", () => ["22222222-2222-4222-8222-222222222222", "22222222-2222-4222-8222-000000000000"]],
    ["actor", () => ["olga", "nobody"]],
  ])("a search by %s finds nothing, and does not tell how much there is", async (key, values) => {
    const [theirs, none] = values();
    const search = (value: string) => api.read<object>("apiAudit", stranger, { query: { [key]: value } });
    expect(await search(theirs)).toEqual(await search(none));
    expect(await search(theirs)).toMatchObject({ entries: [], looked: { rows: 0, complete: true } });
  });

  it("stands in no list and no figure", async () => {
    expect(await api.read("apiMe", stranger)).toMatchObject({ namespaces: [] });
    expect(await api.read("apiNamespaces", stranger)).toEqual({ namespaces: [] });
    expect(await api.read("apiRequests", stranger)).toEqual({ requests: [] });
    for (const query of [{}, { namespace: "contoso-orders" }, { namespace: namespaceIdOf(aNamespace()) }])
      expect(await api.read("apiMetrics", stranger, { query })).toMatchObject({
        ...{ all: { open: 0, decided: 0 }, namespaces: [] },
      });
  });
});
