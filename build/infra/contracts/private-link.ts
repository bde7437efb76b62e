import * as z from "zod";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

const ZONE = "/privateDnsZones/privatelink.servicebus.windows.net";

const link = z.object({
  properties: z.object({
    groupIds: z.tuple([z.literal("namespace")]),
    requestMessage: z.string().max(140).optional(),
  }),
});

/** `made`: what else than endpoint and zone group the requester gets. */
const ASKING = [
  {
    snapshot: "consumer",
    asked: "manualPrivateLinkServiceConnections",
    message: true,
    made: ["applicationSecurityGroups", "privateDnsZones", "privateDnsZones/virtualNetworkLinks", "virtualNetworks"],
  },
  { snapshot: "consumer-existing", asked: "privateLinkServiceConnections", message: false, made: [] },
] as const;

const CLOSING = [
  { snapshot: "owner", access: "Disabled", trusted: true, others: null },
  { snapshot: "owner-open", access: "Enabled", trusted: false, others: "Deny" },
] as const;

/** What Microsoft's article on Relay and Private Link has the requester and the owner do. */
export function privateLinkFaults(snapshots: Snapshots): readonly string[] {
  return [
    ...ASKING.flatMap((way) => askingFaults(resourcesIn(snapshots, way.snapshot), way)),
    ...CLOSING.flatMap((way) => closingFaults(resourcesIn(snapshots, way.snapshot), way)),
  ];
}

function askingFaults(resources: readonly Resource[], way: (typeof ASKING)[number]): readonly string[] {
  const expected = ["privateEndpoints", "privateEndpoints/privateDnsZoneGroups", ...way.made];
  const made = resources.map(({ type }) => type.replace("Microsoft.Network/", ""));
  const endpoint = ofType(resources, "Microsoft.Network/privateEndpoints")[0]?.properties ?? {};
  const [asked, ...more] = z.array(link).safeParse(endpoint[way.asked]).data ?? [];
  const groups = ofType(resources, "Microsoft.Network/privateEndpoints/privateDnsZoneGroups");
  const links = ofType(resources, "Microsoft.Network/privateDnsZones/virtualNetworkLinks");
  return [
    ...(made.toSorted().join() === expected.toSorted().join() ? [] : [`makes ${made.join(", ")}`]),
    ...(asked && more.length === 0 ? [] : [`asks for no namespace by ${way.asked}`]),
    ...((asked?.properties.requestMessage !== undefined) === way.message
      ? []
      : ["its message is not where it belongs"]),
    ...(groups.every((one) => JSON.stringify(one.properties).includes(`${ZONE}"`)) ? [] : ["records in another zone"]),
    ...(links.every(({ properties }) => properties["registrationEnabled"] === false) ? [] : ["registers machines"]),
  ].map((fault) => `${way.snapshot}: ${fault}`);
}

function closingFaults(resources: readonly Resource[], way: (typeof CLOSING)[number]): readonly string[] {
  const namespace = ofType(resources, "Microsoft.Relay/namespaces")[0]?.properties ?? {};
  const rules = ofType(resources, "Microsoft.Relay/namespaces/networkRuleSets")[0]?.properties ?? {};
  return [
    ...[namespace, rules]
      .filter((one) => one["publicNetworkAccess"] !== way.access)
      .map((one) => `public network access is ${one["publicNetworkAccess"]}`),
    ...(rules["trustedServiceAccessEnabled"] === way.trusted ? [] : [`trusted services: not ${way.trusted}`]),
    ...(rules["defaultAction"] === way.others ? [] : [`others get ${rules["defaultAction"]}`]),
  ].map((fault) => `${way.snapshot}: ${fault}`);
}
