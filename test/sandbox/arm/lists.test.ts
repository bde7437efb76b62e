import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { contributor, owner } from "../../../sandbox/arm/roles.ts";
import { aNamespace, anAssignment } from "../../../sandbox/arm/seed.ts";
import {
  fabrikamSubscription,
  logisticsSubscription,
  namespaceIdOf,
  olga,
  omar,
  ownerSubscription,
  rita,
  rob,
} from "../../../sandbox/world.ts";
import { type ArmUnderTest, anArm, joinOrders, orders, v2024 } from "./an-arm.ts";

let arm: ArmUnderTest;
const owned = `/subscriptions/${ownerSubscription.id}`;

beforeAll(async () => {
  arm = await anArm({ settings: { connectionsPage: 2, namespacesPage: 2, graphPage: 2 } });
  for (const name of ["contoso-one", "contoso-two", "contoso-three"])
    arm.store.namespaces.put(aNamespace(namespaceIdOf(name)));
  for (let number = 0; number < 5; number += 1) joinOrders(arm, `pe-${number}`);
  joinOrders(arm, "pe-automatic", { manual: false });
  joinOrders(arm, "pe-billing", { namespace: "contoso-billing" });
});
afterAll(() => arm.end());

async function pagesOf(first: string) {
  const sizes: number[] = [];
  const names: string[] = [];
  for (let next: string | undefined = arm.url + first; next; ) {
    const { pathname, search, origin }: URL = new URL(next);
    expect(origin).toBe(arm.url);
    const { body } = await arm.ask("GET", pathname + search);
    sizes.push(body.value.length);
    names.push(...body.value.map((one: { name: string }) => one.name));
    next = body.nextLink;
  }
  return { sizes, names };
}

describe("a list", () => {
  it("of connections comes page by page, each once", async () => {
    const { sizes, names } = await pagesOf(`${orders}/privateEndpointConnections?${v2024}`);
    expect(sizes).toEqual([2, 2, 2]);
    expect(new Set(names).size).toBe(6);
  });

  it("of namespaces comes page by page, with the connections inline", async () => {
    const { sizes, names } = await pagesOf(`${owned}/providers/Microsoft.Relay/namespaces?${v2024}`);
    expect(sizes).toEqual([2, 2, 1]);
    expect(names).toEqual(["contoso-orders", "contoso-billing", "contoso-one", "contoso-two", "contoso-three"]);
    const { body } = await arm.ask("GET", `${owned}/providers/microsoft.relay/Namespaces?${v2024}`);
    const inline = body.value.map(
      (one: { properties: { privateEndpointConnections?: unknown[] } }) =>
        one.properties.privateEndpointConnections?.length,
    );
    expect(inline).toEqual([6, 1]);
  });

  it("of namespaces has 100 on a page, and nothing inline where there are no connections", async () => {
    const many = await anArm();
    for (let number = 0; number < 99; number += 1)
      many.store.namespaces.put(aNamespace(namespaceIdOf(`contoso-n${number}`)));
    const { body } = await many.ask("GET", `${owned}/providers/Microsoft.Relay/namespaces?${v2024}`);
    expect(body.value).toHaveLength(100);
    for (const { properties } of body.value) expect(properties).not.toHaveProperty("privateEndpointConnections");
    const { pathname, search } = new URL(body.nextLink);
    expect((await many.ask("GET", pathname + search)).body.value).toHaveLength(1);
    await many.end();
  });

  it("of private endpoints comes page by page", async () => {
    const few = await anArm({ settings: { endpointsPage: 1 } });
    for (const name of ["pe-1", "pe-2"]) joinOrders(few, name, { subscription: logisticsSubscription.id });
    const path = `/subscriptions/${logisticsSubscription.id}/providers/Microsoft.Network/privateEndpoints`;
    const { body } = await few.ask("GET", `${path}?api-version=2024-05-01`);
    const { pathname, search } = new URL(body.nextLink);
    const { body: next } = await few.ask("GET", pathname + search);
    expect([...body.value, ...next.value].map(({ name }: { name: string }) => name)).toEqual(["pe-1", "pe-2"]);
    expect(next).not.toHaveProperty("nextLink");
    await few.end();
  });

  it("is empty for a subscription without namespaces", async () => {
    const { body } = await arm.ask(
      "GET",
      `/subscriptions/${logisticsSubscription.id}/providers/Microsoft.Relay/namespaces?${v2024}`,
    );
    expect(body).toEqual({ value: [] });
  });
});

describe("Resource Graph", () => {
  const query =
    "resources | where type =~ 'microsoft.relay/namespaces' | mv-expand pec = properties.privateEndpointConnections | extend status = tostring(pec.properties.privateLinkServiceConnectionState.status) | where status in~ ('Pending','Disconnected') | project nsId=id, pecId=tostring(pec.id), status | order by pecId asc";
  const ask = (body: object) =>
    arm.ask("POST", "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01", { body });

  it("finds what is Pending or Disconnected, page by page", async () => {
    const subscriptions = [ownerSubscription.id, fabrikamSubscription.id];
    const rows: { nsId: string; pecId: string; status: string }[] = [];
    let token: string | undefined;
    do {
      const { body } = await ask({ query, subscriptions, options: token ? { $skipToken: token } : {} });
      expect(body).toMatchObject({ totalRecords: 6, count: 2 });
      rows.push(...body.data);
      token = body.$skipToken;
    } while (token);
    expect(new Set(rows.map(({ pecId }) => pecId)).size).toBe(6);
    expect(rows.map(({ status }) => status)).toEqual(Array(6).fill("Pending"));
    expect(rows.filter(({ nsId }) => nsId === orders)).toHaveLength(5);
  });

  it("shows only what the caller may read, and only this query", async () => {
    expect((await ask({ query, subscriptions: [fabrikamSubscription.id] })).body.data).toEqual([]);
    expect((await ask({ query })).body.totalRecords).toBe(6);
    expect((await ask({ query: "resources | count" })).body.error.code).toBe("InvalidQuery");
    expect((await ask({ question: "?" })).status).toBe(400);
  });
});

describe("role assignments", () => {
  const version = "api-version=2022-04-01";
  const rolesOf = async (scope: string, filter: string) => {
    const asked = `${scope}/providers/Microsoft.Authorization/roleAssignments?${version}&$filter=${encodeURIComponent(filter)}`;
    const { body } = await arm.ask("GET", asked);
    return (
      body.value?.map((one: { properties: { roleDefinitionId: string } }) => one.properties.roleDefinitionId) ?? body
    );
  };
  const definition = (name: string) => `${owned}/providers/Microsoft.Authorization/roleDefinitions/${name}`;

  it("count from every scope above", async () => {
    for (const person of [olga, omar])
      expect(await rolesOf(orders, `atScope() and assignedTo('${person.objectId}')`)).toEqual([definition(owner.name)]);
    expect(await rolesOf(orders, `atScope() and assignedTo('${rob.objectId}')`)).toEqual([]);
    expect(await rolesOf(owned.toUpperCase(), `principalId eq '${rita.objectId}'`)).toHaveLength(1);
  });

  it("do not count from below, or from a namespace whose name begins alike", async () => {
    arm.store.assignments.put(anAssignment(`${orders}-2`, rob.objectId, contributor));
    arm.store.assignments.put(anAssignment(orders, rob.objectId, owner));
    expect(await rolesOf(owned, `atScope() and assignedTo('${rob.objectId}')`)).toEqual([]);
    expect(await rolesOf(orders, `atScope() and assignedTo('${rob.objectId}')`)).toEqual([definition(owner.name)]);
  });

  it("of a group count for its members, if asked for what is assigned to them", async () => {
    const group = "f0000000-0000-4000-8000-0000000000cc";
    const member = "e0000000-0000-4000-8000-0000000000aa";
    const assignment = anAssignment(owned, group, contributor);
    arm.store.assignments.put({ ...assignment, principalType: "Group", members: [member] });
    const role = [definition(contributor.name)];
    expect(await rolesOf(orders, `atScope() and assignedTo('${member}')`)).toEqual(role);
    expect(await rolesOf(orders, `assignedTo('${group}')`)).toEqual(role);
    expect(await rolesOf(orders, `principalId eq '${member}'`)).toEqual([]);
  });

  it("show their conditions", async () => {
    arm.store.assignments.put({ ...anAssignment(`${orders}-3`, rob.objectId, owner), condition: "true" });
    const filter = encodeURIComponent(`atScope() and assignedTo('${rob.objectId}')`);
    const path = `${orders}-3/providers/Microsoft.Authorization/roleAssignments?${version}&$filter=${filter}`;
    const { body } = await arm.ask("GET", path);
    expect(body.value).toMatchObject([{ properties: { condition: "true", conditionVersion: "2.0" } }]);
  });

  it("know a few filters and refuse others", async () => {
    expect(await rolesOf(orders, "somethingElse()")).toMatchObject({ error: { code: "UnsupportedQuery" } });
  });

  it("name definitions that can be read", async () => {
    const { body } = await arm.ask("GET", `${definition(owner.name)}?${version}`);
    expect(body.properties).toMatchObject({ roleName: "Owner", permissions: [{ actions: ["*"], notActions: [] }] });
    const list = await arm.ask(
      "GET",
      `${owned}/providers/Microsoft.Authorization/roleDefinitions?${version}&$filter=roleName%20eq%20'Reader'`,
    );
    expect(list.body.value).toHaveLength(1);
    expect((await arm.ask("GET", `${definition("nothing")}?${version}`)).status).toBe(404);
  });

  it("can name roles of one's own", async () => {
    const name = "f1000000-0000-4000-8000-000000000001";
    const id = `/providers/Microsoft.Authorization/roleDefinitions/${name}`;
    arm.store.customRoles.put({ ...contributor, name, id, roleName: "Joiner", type: "CustomRole", actions: ["a/b"] });
    const { body } = await arm.ask("GET", `${orders}${id}?${version}`);
    expect(body.properties).toMatchObject({ roleName: "Joiner", permissions: [{ actions: ["a/b"] }] });
  });
});

describe("deny assignments", () => {
  const list = async (scope: string, filter = "atScope()") => {
    const query = `api-version=2022-04-01&$filter=${encodeURIComponent(filter)}`;
    return (await arm.ask("GET", `${scope}/providers/Microsoft.Authorization/denyAssignments?${query}`)).body;
  };

  it("count from every scope above, whomever they are about", async () => {
    const id = `${orders}/providers/Microsoft.Authorization/denyAssignments/d0000000-0000-4000-8000-000000000001`;
    const denial = { id, scope: orders, name: "Not by hand", actions: ["*"], notActions: ["*/read"] };
    const principals = [{ id: rob.objectId, type: "User" }] as const;
    arm.store.denials.put({ ...denial, principals, excludePrincipals: [] });
    expect((await list(`${orders}/hybridConnections/one`)).value).toMatchObject([
      {
        id,
        name: "d0000000-0000-4000-8000-000000000001",
        properties: {
          denyAssignmentName: "Not by hand",
          permissions: [{ actions: ["*"], notActions: ["*/read"] }],
          scope: orders,
          principals,
          excludePrincipals: [],
        },
      },
    ]);
    expect(await list(owned)).toEqual({ value: [] });
  });

  it("know one filter", async () => {
    expect(await list(orders, `principalId eq '${rob.objectId}'`)).toMatchObject({
      error: { code: "UnsupportedQuery" },
    });
  });
});
