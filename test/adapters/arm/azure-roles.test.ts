import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Arm } from "../../../sandbox/arm/arm.ts";
import type { DenyAssignment, Principal } from "../../../sandbox/arm/model.ts";
import { approver, contributor, owner, type RoleDefinition, reader } from "../../../sandbox/arm/roles.ts";
import { anAssignment } from "../../../sandbox/arm/seed.ts";
import type { ArmPorts } from "../../../src/adapters/arm/arm-ports.ts";
import { namespaceIdOf } from "../../../src/domain/azure-id.ts";
import { aNamespace, OWNER_SUBSCRIPTION } from "../../support/builders.ts";
import { startStandInArm } from "../../support/stand-in-arm.ts";

const PERSON = "e0000000-0000-4000-8000-0000000000aa";
const ANOTHER = "e0000000-0000-4000-8000-0000000000bb";
const GROUP = "f0000000-0000-4000-8000-0000000000cc";
const EVERYONE: Principal = { id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" };
const ORDERS = namespaceIdOf(aNamespace());
const WRITE = "Microsoft.Relay/namespaces/privateEndpointConnections/write";
const APPROVE = "Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action";

let arm: Arm;
let ports: ArmPorts;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ arm, ports, close } = await startStandInArm({ assignmentsPage: 1 }));
});
afterEach(() => close());

const may = () => ports.rights.mayApprove(aNamespace(), PERSON);
let number = 0;

/** A role of the company's own, which is there from now on. */
function aRole(actions: readonly string[], notActions: readonly string[] = []): RoleDefinition {
  number += 1;
  const name = `f1000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const role = { ...reader, name, roleName: `Role ${number}`, type: "CustomRole", actions, notActions } as const;
  arm.store.customRoles.put({ ...role, id: `/providers/Microsoft.Authorization/roleDefinitions/${name}` });
  return role;
}

const assign = (role: RoleDefinition, scope = ORDERS, more: object = {}) =>
  arm.store.assignments.put({ ...anAssignment(scope, PERSON, role), ...more });

const deny = (overrides: Partial<DenyAssignment>) =>
  arm.store.denials.put({
    id: `${ORDERS}/providers/Microsoft.Authorization/denyAssignments/d0000000-0000-4000-8000-000000000001`,
    scope: ORDERS,
    name: "Not by hand",
    actions: ["*"],
    notActions: [],
    principals: [EVERYONE],
    excludePrincipals: [],
    ...overrides,
  });

describe("a person may approve by Azure's roles", () => {
  it.each([
    ["Owner", owner, true],
    ["Contributor", contributor, true],
    ["the service's own role", approver, true],
    ["Reader", reader, false],
  ])("with %s: %s", async (_name, role, expected) => {
    assign(role);
    expect(await may()).toBe(expected);
  });

  it.each<[readonly string[], readonly string[], boolean]>([
    [[APPROVE, WRITE], [], true],
    [["Microsoft.Relay/*"], [], true],
    [[APPROVE], [], false],
    [[WRITE], [], false],
    [["*"], ["microsoft.relay/namespaces/privateendpointconnections/*"], false],
    [["*"], ["*/action"], false],
  ])("with a role of actions %j without %j: %s", async (actions, notActions, expected) => {
    assign(aRole(actions, notActions));
    expect(await may()).toBe(expected);
  });

  it("with two roles that together permit it, whatever each leaves out", async () => {
    assign(aRole(["*"], [APPROVE]));
    expect(await may()).toBe(false);
    assign(aRole([APPROVE]));
    expect(await may()).toBe(true);
  });

  it.each([
    [`/subscriptions/${OWNER_SUBSCRIPTION}`, true],
    [`/subscriptions/${OWNER_SUBSCRIPTION}/resourceGroups/rg-relay`, true],
    [`/subscriptions/${OWNER_SUBSCRIPTION}/resourceGroups/rg-other`, false],
    [`${ORDERS}-2`, false],
    [`${ORDERS}/hybridConnections/orders`, false],
  ])("given at %s: %s", async (scope, expected) => {
    assign(owner, scope);
    expect(await may()).toBe(expected);
  });

  it("through a group", async () => {
    assign(owner, ORDERS, { principal: GROUP, principalType: "Group", members: [ANOTHER, PERSON] });
    expect(await may()).toBe(true);
    expect(await ports.rights.mayApprove(aNamespace(), "e0000000-0000-4000-8000-0000000000dd")).toBe(false);
  });

  it("but not by an assignment with a condition, whose meaning is not known here", async () => {
    assign(owner, ORDERS, { condition: "(!(ActionMatches{'Microsoft.Relay/*'}))" });
    expect(await may()).toBe(false);
  });

  it("but not by a role that is there no more", async () => {
    assign({ ...owner, name: "f2000000-0000-4000-8000-000000000001" });
    expect(await may()).toBe(false);
  });
});

describe("a deny assignment", () => {
  beforeEach(() => assign(owner));

  it.each<[string, Partial<DenyAssignment>]>([
    ["of everything to everyone", {}],
    ["to the person", { principals: [{ id: PERSON.toUpperCase(), type: "User" }] }],
    ["to a group, which may be the person's", { principals: [{ id: GROUP, type: "Group" }] }],
    ["of the approval only", { actions: [APPROVE] }],
    ["of the write only", { actions: ["Microsoft.Relay/namespaces/*/write"] }],
    ["above the namespace", { scope: `/subscriptions/${OWNER_SUBSCRIPTION}` }],
    ["that leaves out another person", { excludePrincipals: [{ id: ANOTHER, type: "User" }] }],
    ["that leaves out a group", { excludePrincipals: [{ id: GROUP, type: "Group" }] }],
    ["to nobody in particular", { principals: [] }],
  ])("%s takes the right away", async (_what, overrides) => {
    deny(overrides);
    expect(await may()).toBe(false);
  });

  it.each<[string, Partial<DenyAssignment>]>([
    ["that leaves out the person", { excludePrincipals: [{ id: PERSON, type: "User" }] }],
    ["to another person", { principals: [{ id: ANOTHER, type: "User" }] }],
    ["of something else", { actions: ["*/delete", "Microsoft.Web/*"] }],
    ["of all but Relay", { notActions: ["Microsoft.Relay/*"] }],
    ["at another namespace", { scope: namespaceIdOf(aNamespace({ namespace: "contoso-billing" })) }],
  ])("%s leaves it", async (_what, overrides) => {
    deny(overrides);
    expect(await may()).toBe(true);
  });

  it("counts on whatever page it comes", async () => {
    deny({ actions: ["*/delete"] });
    deny({ id: `${ORDERS}/providers/Microsoft.Authorization/denyAssignments/second` });
    expect(await may()).toBe(false);
  });
});
