import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";
import { Fault } from "../../../src/ports.ts";
import { aNamespace, OWNER_SUBSCRIPTION, olga } from "../../support/builders.ts";
import { type ScriptedArm, startScriptedArm } from "../../support/scripted-arm.ts";
import { anError, armAt } from "./arm-fixture.ts";

const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const AUTHORIZATION = `${namespaceIdOf(aNamespace())}/providers/Microsoft.Authorization`;
const ASSIGNMENTS = `${AUTHORIZATION}/roleAssignments`;
const DENIALS = `${AUTHORIZATION}/denyAssignments`;
const ROLE = `${AUTHORIZATION}/roleDefinitions/${OWNER}`;

type Answer = ReturnType<ScriptedArm["script"]>;

const assigned = (properties: object = {}) => ({
  properties: { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${OWNER}`, ...properties },
});
const permissions = (...list: readonly object[]) => ({ status: 200, body: { properties: { permissions: list } } });
const items = (...value: readonly unknown[]) => ({ status: 200, body: { value } });
const everything = { actions: ["*"], notActions: [] };

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await startScriptedArm();
});
afterAll(() => arm.close());
beforeEach(() => {
  arm.requests.length = 0;
  answer({});
});

/** Olga is Owner, but for what is answered otherwise to one of the questions. */
function answer(otherwise: { assignments?: Answer; role?: Answer; denials?: Answer }): void {
  const answers: Readonly<Record<string, Answer>> = {
    [ASSIGNMENTS]: otherwise.assignments ?? items(assigned()),
    [ROLE]: otherwise.role ?? permissions(everything),
    [DENIALS]: otherwise.denials ?? items(),
  };
  arm.script = ({ url }) => answers[url.split("?")[0] ?? ""] ?? { status: 500 };
}

const asked = () => arm.requests.splice(0).map(({ url }) => url.split("?")[0]);
const may = ({ rights }: Pick<ReturnType<typeof armAt>, "rights">, how?: { readonly fresh: boolean }) =>
  rights.mayApprove(aNamespace(), olga.objectId, how);

describe("the rights of a person", () => {
  it("are asked of the namespace, with all that reaches it from above and through groups", async () => {
    expect(await may(armAt(arm))).toBe(true);
    const version = "api-version=2022-04-01";
    expect(arm.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`)).toEqual([
      `GET ${ASSIGNMENTS}?${version}&$filter=atScope() and assignedTo('${olga.objectId}')`,
      `GET ${ROLE}?${version}`,
      `GET ${DENIALS}?${version}&$filter=atScope()`,
    ]);
  });

  it("need no look at what is denied when nothing is granted", async () => {
    answer({ assignments: items() });
    expect(await may(armAt(arm))).toBe(false);
    expect(asked()).toEqual([ASSIGNMENTS]);
  });

  it("read each role once", async () => {
    answer({ assignments: items(assigned(), assigned({ scope: "/" })) });
    expect(await may(armAt(arm))).toBe(true);
    expect(asked()).toEqual([ASSIGNMENTS, ROLE, DENIALS]);
  });

  it("are none, without asking, for what is no person's id", async () => {
    expect(await armAt(arm).rights.mayApprove(aNamespace(), "') or true")).toBe(false);
    expect(arm.requests).toEqual([]);
  });

  it("are nobody's where the namespace is gone", async () => {
    answer({ assignments: { status: 404, body: anError("ResourceNotFound") } });
    expect(await may(armAt(arm))).toBe(false);
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["no properties", {}],
    ["no role", { properties: {} }],
    ["a role that is no id", assigned({ roleDefinitionId: "Owner" })],
    ["a role whose id leads elsewhere", assigned({ roleDefinitionId: `/x/${OWNER}/..` })],
    ["a condition", assigned({ condition: "true" })],
    ["a condition that is no text", assigned({ condition: {} })],
  ])("are not given by an assignment with %s", async (_what, item) => {
    answer({ assignments: items(item) });
    expect(await may(armAt(arm))).toBe(false);
    answer({ assignments: items(item, assigned({ condition: "" })) });
    expect(await may(armAt(arm))).toBe(true);
  });

  it.each<[string, Answer]>([
    ["nothing in it", { status: 200, body: {} }],
    ["no permissions", permissions()],
    ["actions that are none", permissions({ actions: "*" })],
    ["notActions that are none", permissions({ actions: ["*"], notActions: "none" })],
    ["a condition", permissions({ ...everything, condition: "true" })],
    ["no definition any more", { status: 404, body: anError("RoleDefinitionDoesNotExist") }],
    ["no definition at all", { status: 404, body: anError("ResourceNotFound") }],
  ])("are not given by a role with %s", async (_what, role) => {
    answer({ role });
    expect(await may(armAt(arm))).toBe(false);
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["no principals", { properties: { permissions: [everything] } }],
    ["permissions that are none", { properties: { principals: [], permissions: "*" } }],
  ])("are not known where a deny assignment is malformed: %s", async (_what, item) => {
    answer({ denials: items(item) });
    await expect(may(armAt(arm))).rejects.toBeInstanceOf(Fault);
  });

  it("are taken by a deny assignment to principals of kinds that are not known", async () => {
    const principals = [{ id: "e0000000-0000-4000-8000-0000000000bb" }];
    answer({ denials: items({ properties: { permissions: [everything], principals } }) });
    expect(await may(armAt(arm))).toBe(false);
  });
});

describe.each(["assignments", "role", "denials"] as const)("while ARM does not tell the %s", (which) => {
  it.each<[string, Answer]>([
    ["403", { status: 403, body: anError("AuthorizationFailed") }],
    ["404", { status: 404, body: "<html>" }],
    ["429", { status: 429, body: anError("TooManyRequests"), headers: { "retry-after": "7" } }],
    ["500", { status: 500, body: anError("InternalServerError") }],
    ["ECONNRESET", "cut"],
  ])("(%s) the question faults, and is asked again", async (words, told) => {
    answer({ [which]: told });
    const ports = armAt(arm);
    await expect(may(ports)).rejects.toBeInstanceOf(Fault);
    await expect(may(ports)).rejects.toThrow(words);
    answer({});
    expect(await may(ports)).toBe(true);
  });
});

describe("an answer is kept", () => {
  it("for a minute if it is a yes, and not longer when it is used", async () => {
    const { rights, clock } = armAt(arm);
    expect(await may({ rights })).toBe(true);
    asked();
    clock.moveOn({ seconds: 59 });
    answer({ assignments: items() });
    expect(await may({ rights })).toBe(true);
    expect(asked()).toEqual([]);
    clock.moveOn({ seconds: 1 });
    expect(await may({ rights })).toBe(false);
  });

  it("for that person and that namespace", async () => {
    const { rights } = armAt(arm);
    expect(await may({ rights })).toBe(true);
    answer({ assignments: items() });
    expect(await rights.mayApprove(aNamespace(), "e0000000-0000-4000-8000-0000000000bb")).toBe(false);
    const billing = rights.mayApprove(aNamespace({ namespace: "contoso-billing" }), olga.objectId);
    await expect(billing).rejects.toBeInstanceOf(Fault);
  });

  it("never if it is a no", async () => {
    answer({ assignments: items() });
    const ports = armAt(arm);
    expect(await may(ports)).toBe(false);
    answer({});
    expect(await may(ports)).toBe(true);
  });

  it("no longer when a fresh one says otherwise, or fails", async () => {
    const ports = armAt(arm);
    expect(await may(ports)).toBe(true);
    answer({ denials: { status: 500 } });
    await expect(may(ports, { fresh: true })).rejects.toBeInstanceOf(Fault);
    answer({ assignments: items() });
    expect(await may(ports)).toBe(false);
  });

  it("of what a role permits, for ten minutes, but not when asked afresh", async () => {
    const { rights, clock } = armAt(arm);
    await may({ rights });
    asked();
    clock.moveOn({ minutes: 9 });
    await may({ rights });
    expect(asked()).toEqual([ASSIGNMENTS, DENIALS]);
    await may({ rights }, { fresh: true });
    expect(asked()).toEqual([ASSIGNMENTS, ROLE, DENIALS]);
    clock.moveOn({ minutes: 10 });
    await may({ rights });
    expect(asked()).toEqual([ASSIGNMENTS, ROLE, DENIALS]);
  });
});

it("asks nothing of a namespace that is none", async () => {
  const namespace = aNamespace({ namespace: "..", subscription: OWNER_SUBSCRIPTION });
  await expect(armAt(arm).rights.mayApprove(namespace, olga.objectId)).rejects.toThrow("Not the id of a connection");
  expect(arm.requests).toEqual([]);
});
