import * as z from "zod";
import {
  NEEDED_AT_ENDPOINTS,
  NEEDED_AT_NAMESPACES,
  NEEDED_AT_REQUESTERS,
} from "../../../src/adapters/arm/needed-actions.ts";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

/** What the service's identity and auditors may get of Azure's own roles, by their ids as Microsoft lists them. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner"],
  ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader"],
  ["974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor"],
  ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor"],
  ["76199698-9eea-4c19-bc75-cec21354c6b6", "Storage Table Data Reader"],
  ["3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher"],
]);

/** Without one of them the host does not start, or nobody hears of it. */
const NEEDED_BY_THE_HOST = [
  "Storage Blob Data Owner",
  "Storage Queue Data Contributor",
  "Storage Table Data Contributor",
  "Monitoring Metrics Publisher",
];

const ON_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const ON_ROWS = "Microsoft.Storage/storageAccounts/tableServices/tables/entities";

/** Beginning of the role's name → what it permits. */
const CUSTOM: ReadonlyMap<string, readonly string[]> = new Map([
  ["Relay Private Endpoint Approver", NEEDED_AT_NAMESPACES],
  ["Relay Private Endpoint Clean-up", NEEDED_AT_ENDPOINTS],
  ["Relay Requester Reader", NEEDED_AT_REQUESTERS],
  [
    "Relay Approvals Recorder",
    [
      "Microsoft.KeyVault/vaults/keys/read",
      "Microsoft.KeyVault/vaults/keys/sign/action",
      `${ON_BLOBS}/add/action`,
      `${ON_BLOBS}/read`,
      `${ON_BLOBS}/write`,
      `${ON_ROWS}/add/action`,
      `${ON_ROWS}/read`,
    ],
  ],
]);

const definition = z.object({
  roleName: z.string(),
  permissions: z.tuple([
    z.object({
      actions: z.array(z.string()),
      notActions: z.tuple([]),
      dataActions: z.array(z.string()),
      notDataActions: z.tuple([]),
    }),
  ]),
});

export function roleFaults(snapshots: Snapshots): readonly string[] {
  const all = [...snapshots.values()].flat();
  const roles = ofType(all, "Microsoft.Authorization/roleDefinitions");
  const names = roles.map(({ properties }) => String(properties["roleName"]));
  const missing = [...CUSTOM.keys()].filter((name) => !names.some((one) => one.startsWith(name)));
  return [
    ...missing.map((name) => `roles: nothing defines ${name}`),
    ...lackedByHost(ofType(resourcesIn(snapshots, "core"), "Microsoft.Authorization/roleAssignments")),
    ...roles.flatMap(faultsOfRole),
    ...sameNames(roles),
    ...beyondReading(ofType(resourcesIn(snapshots, "access-requesters"), "Microsoft.Authorization/roleDefinitions")),
    ...ofType(all, "Microsoft.Authorization/roleAssignments").flatMap((one) => faultsOfAssignment(one, roles)),
  ];
}

function faultsOfRole({ properties }: Resource): readonly string[] {
  const { roleName, permissions } = definition.parse(properties);
  const [name, needed] = [...CUSTOM].find(([begin]) => roleName.startsWith(begin)) ?? [roleName, []];
  const permitted = [...permissions[0].actions, ...permissions[0].dataActions];
  return [
    ...needed.filter((action) => !permitted.includes(action)).map((action) => `roles: ${name} lacks ${action}`),
    ...permitted.filter((action) => !needed.includes(action)).map((action) => `roles: ${name} needs no ${action}`),
  ];
}

function lackedByHost(assignments: readonly Resource[]): readonly string[] {
  const whole = assignments.filter(({ name }) => !/\/(?:blob|table)Services\//.test(name));
  const given = whole.map((one) => BUILT_IN.get(roleOf(one)));
  return NEEDED_BY_THE_HOST.filter((role) => !given.includes(role)).map((role) => `roles: the host lacks ${role}`);
}

const roleOf = ({ properties }: Resource) => String(properties["roleDefinitionId"]).split("/").at(-1) ?? "";

/** Azure wants a role's name once in a tenant, wherever the role is defined. */
function sameNames(roles: readonly Resource[]): readonly string[] {
  const byName = Map.groupBy(roles, ({ properties }) => String(properties["roleName"]));
  const clashing = [...byName].filter(([, named]) => new Set(named.map(({ id }) => id)).size > 1);
  return clashing.map(([name]) => `roles: more than one is called ${name}`);
}

/** Where requesters are, the tenant can be told without a right to anything else. */
function beyondReading(roles: readonly Resource[]): readonly string[] {
  const names = roles.map(({ properties }) => String(properties["roleName"]));
  return names.length === 1 && names[0]?.startsWith("Relay Requester Reader")
    ? []
    : [`roles: where requesters are: ${names.join(", ") || "none"}`];
}

function faultsOfAssignment(assignment: Resource, roles: readonly Resource[]): readonly string[] {
  const { properties, name } = assignment;
  const principal = String(properties["principalId"]);
  const role = roleOf(assignment);
  const own = roles.some((one) => one.name === role);
  // Azure lets no assignment change its holder: one that stayed would be in the way of a new identity.
  const ofHolder = !principal.startsWith("[") || name.includes(principal.slice(1, -1));
  return [
    ...(BUILT_IN.has(role) || own ? [] : [`roles: the assignment ${name} is of a role that nobody named: ${role}`]),
    ...(ofHolder ? [] : [`roles: the assignment ${name} is named without its holder`]),
  ];
}
