import * as z from "zod";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

const reach = z.object({
  publicNetworkAccess: z.enum(["Enabled", "Disabled"]),
  networkAcls: z.object({
    defaultAction: z.enum(["Allow", "Deny"]),
    bypass: z.literal("None"),
    ipRules: z.array(z.object({ value: z.string() })),
  }),
});

/** Who comes in over the public network. Storage refuses a range of one address, and takes the address. */
const FROM = {
  core: { storage: "anybody", vault: "anybody" },
  "core-closed": { storage: "198.51.100.0/24 203.0.113.7", vault: "198.51.100.0/24 203.0.113.7/32" },
  "core-locked": { storage: "nobody", vault: "nobody" },
};

/** Storage and vault let in those who run the service, and where they are private nobody else. */
export function networkFaults(snapshots: Snapshots): readonly string[] {
  return Object.entries(FROM).flatMap(([name, { storage, vault }]) => {
    const resources = resourcesIn(snapshots, name);
    return [
      ...ofType(resources, "Microsoft.Storage/storageAccounts").flatMap((one) => faultsOf(one, storage)),
      ...ofType(resources, "Microsoft.KeyVault/vaults").flatMap((one) => faultsOf(one, vault)),
    ].map((fault) => `${name}: networks: ${fault}`);
  });
}

function faultsOf({ name, properties }: Resource, expected: string): readonly string[] {
  const read = reach.safeParse(properties);
  if (!read.success) return read.error.issues.map(({ path, message }) => `${name}: ${path.join(".")}: ${message}`);
  const who = whoComesIn(read.data);
  return who === expected ? [] : [`${name} lets in ${who} instead of ${expected}`];
}

function whoComesIn({ publicNetworkAccess, networkAcls }: z.infer<typeof reach>): string {
  if (publicNetworkAccess === "Disabled") return "nobody";
  if (networkAcls.defaultAction === "Allow") return "anybody";
  return networkAcls.ipRules.map(({ value }) => value).join(" ") || "nobody";
}
