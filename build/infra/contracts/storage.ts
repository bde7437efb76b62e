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
  return ["core", "core-closed"].flatMap((name) => {
    const resources = resourcesIn(snapshots, name);
    return [
      ...ofType(resources, "Microsoft.Storage/storageAccounts").flatMap(openings),
      ...tableFaults(resources, auditTables),
      ...logFaults(resources),
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

function logFaults(resources: readonly Resource[]): readonly string[] {
  const days = ofType(resources, IMMUTABLE).map(
    ({ properties }) => properties["immutabilityPeriodSinceCreationInDays"],
  );
  const versions = ofType(resources, "Microsoft.Storage/storageAccounts/blobServices").filter(
    ({ properties }) => properties["isVersioningEnabled"] === true,
  );
  return [
    ...(days.length === 1 && Number(days[0]) >= 400 ? [] : ["storage: the log is not kept for at least 400 days"]),
    ...(versions.length === 1 ? [] : ["storage: the log has no versions, which its immutability needs"]),
  ];
}

function keyFaults(resources: readonly Resource[]): readonly string[] {
  const [key] = ofType(resources, "Microsoft.KeyVault/vaults/keys");
  const { kty, curveName, keyOps } = key?.properties ?? {};
  const asNeeded = kty === "EC" && curveName === "P-256" && String(keyOps) === "sign,verify";
  return asNeeded ? [] : ["storage: the key is not one of EC P-256 that signs and nothing else"];
}
