import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

const CLOSED: Readonly<Record<string, unknown>> = {
  allowSharedKeyAccess: false,
  allowBlobPublicAccess: false,
  allowCrossTenantReplication: false,
  minimumTlsVersion: "TLS1_2",
  supportsHttpsTrafficOnly: true,
};

const IMMUTABLE = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies";

/** `auditTables`: those that the code writes in the audit account. */
export function storageFaults(snapshots: Snapshots, auditTables: readonly string[]): readonly string[] {
  return ["core", "core-closed", "core-locked"].flatMap((name) => {
    const resources = resourcesIn(snapshots, name);
    return [
      ...ofType(resources, "Microsoft.Storage/storageAccounts").flatMap(openings),
      ...tableFaults(resources, auditTables),
      ...lockFaults(resources),
      ...logFaults(resources),
      ...retentionFaults(resources, name === "core-locked"),
      ...keyFaults(resources),
    ].map((fault) => `${name}: ${fault}`);
  });
}

function openings({ name, properties }: Resource): readonly string[] {
  const open = Object.entries(CLOSED).filter(([property, value]) => properties[property] !== value);
  return open.map(([property, value]) => `storage: ${property} of ${name} is not ${String(value)}`);
}

function tableFaults(resources: readonly Resource[], auditTables: readonly string[]): readonly string[] {
  const made = ofType(resources, "Microsoft.Storage/storageAccounts/tableServices/tables").map(
    ({ name }) => name.split("/").at(-1) ?? "",
  );
  return [
    ...auditTables.filter((name) => !made.includes(name)).map((name) => `storage: the audit table ${name} is not made`),
    ...made
      .filter((name) => !auditTables.includes(name))
      .map((name) => `storage: nothing writes the audit table ${name}`),
  ];
}

function lockFaults(resources: readonly Resource[]): readonly string[] {
  const locks = ofType(resources, "Microsoft.Authorization/locks");
  const locked = (id: string) =>
    locks.some((lock) => lock.id.startsWith(`${id}/providers/`) && lock.properties["level"] === "CanNotDelete");
  const accounts = ofType(resources, "Microsoft.Storage/storageAccounts");
  return accounts
    .filter(({ id }) => !locked(id))
    .map(({ name }) => `storage: no lock keeps ${name} from being deleted`);
}

/** Azure refuses whoever writes a locked policy, even with what it says. */
function retentionFaults(resources: readonly Resource[], locked: boolean): readonly string[] {
  const days = ofType(resources, IMMUTABLE).map(
    ({ properties }) => properties["immutabilityPeriodSinceCreationInDays"],
  );
  if (locked) return days.length === 0 ? [] : ["storage: a locked retention is written again"];
  return days.length === 1 && Number(days[0]) >= 400 ? [] : ["storage: the log is not kept for at least 400 days"];
}

function logFaults(resources: readonly Resource[]): readonly string[] {
  const versions = ofType(resources, "Microsoft.Storage/storageAccounts/blobServices").filter(
    ({ properties }) => properties["isVersioningEnabled"] === true,
  );
  return versions.length === 1 ? [] : ["storage: the log has no versions, which its immutability needs"];
}

function keyFaults(resources: readonly Resource[]): readonly string[] {
  const [key] = ofType(resources, "Microsoft.KeyVault/vaults/keys");
  const { kty, curveName, keyOps } = key?.properties ?? {};
  const asNeeded = kty === "EC" && curveName === "P-256" && String(keyOps) === "sign,verify";
  return asNeeded ? [] : ["storage: the key is not one of EC P-256 that signs and nothing else"];
}
