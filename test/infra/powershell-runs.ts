export const NAMESPACE =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders";
export const NETWORKING = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups";
export const ZONE = "privatelink.servicebus.windows.net";

const network = {
  Kind: "network",
  ResourceGroupName: "rg-network",
  Name: "vnet-hub",
  Id: `${NETWORKING}/rg-network/vnet`,
};
export const subnet = { Name: "snet-endpoints", Id: `${NETWORKING}/rg-network/vnet/snet` };
const group = { Kind: "security group", ResourceGroupName: "rg-network", Name: "asg-endpoints", Id: "asg" };
const endpoint = {
  Kind: "endpoint",
  ResourceGroupName: "rg-orders",
  Name: "pe-contoso-orders",
  PrivateLinkServiceConnections: null,
  ManualPrivateLinkServiceConnections: [{ PrivateLinkServiceId: NAMESPACE }],
};
export const own = { ResourceGroupName: "rg-orders" };
const madeBefore = [
  { ...network, ...own, Name: "vnet-relay", Subnets: [{ ...subnet, Name: "snet-relay" }] },
  endpoint,
  { ...own, Kind: "zone", Name: ZONE, ResourceId: "zone" },
  { ...own, Kind: "link", Name: "to-vnet-relay" },
];
const zoneGroup = { ...own, Kind: "zone group", Name: "default" };

const elsewhere = { PrivateLinkServiceConnections: [{ PrivateLinkServiceId: `${NAMESPACE}-old` }] };

const inNetwork = "-NetworkResourceGroupName rg-network -NetworkName vnet-hub -SubnetName snet-endpoints";
const ids = `-SecurityGroupId ${NETWORKING}/rg-network/providers/Microsoft.Network/applicationSecurityGroups/asg-endpoints -ZoneId ${NETWORKING}/rg-dns/providers/Microsoft.Network/privateDnsZones/${ZONE}`;

const ask = (words: string, there: readonly object[]) => ({
  script: "consumer/Connect-RelayNamespace.ps1",
  words: `-NamespaceId ${NAMESPACE} -ResourceGroupName rg-orders -Location westeurope ${words}`,
  there,
});

export const rules = { defaultAction: "Deny", ipRules: [{ ipMask: "198.51.100.7", action: "Allow" }] };
const open = { ...rules, publicNetworkAccess: "Enabled", trustedServiceAccessEnabled: false };
export const shut = { defaultAction: "Allow", ipRules: [], publicNetworkAccess: "Disabled" };

const close = (words: string, properties: object, StatusCode = 200) => ({
  script: "owner/Protect-RelayNamespace.ps1",
  words: `-NamespaceId ${NAMESPACE} ${words}`,
  there: { StatusCode, Content: { properties } },
});

export const RUNS = {
  first: ask("-RequestMessage 'Order import, ticket 4711' -Tag @{ team = 'orders' }", []),
  everything: ask(`${inNetwork} ${ids} -Automatic -StaticAddress 10.1.0.10 -InterfaceName nic-orders`, [
    { ...network, Subnets: [subnet] },
    group,
  ]),
  half: ask("-SecurityGroupName asg-orders", madeBefore),
  again: ask("", [...madeBefore, zoneGroup]),
  other: ask("", [
    ...madeBefore.filter((one) => one !== endpoint),
    { ...endpoint, ...elsewhere, ManualPrivateLinkServiceConnections: [] },
  ]),
  noNetwork: ask(inNetwork, []),
  noSubnet: ask(inNetwork, [{ ...network, Subnets: [] }]),
  noZone: ask("-NoDnsZone", []),
  whatIf: ask("-WhatIf", []),
  longMessage: ask(`-RequestMessage '${"x".repeat(141)}'`, []),
  noZoneId: ask(`-ZoneId ${NETWORKING}/rg-dns/other`, []),
  closed: close("-Confirm:$false", open),
  opened: close("-PublicNetworkAccess Enabled -NoTrustedServices -Confirm:$false", shut),
  onlyAsked: close("-WhatIf", open),
  refused: close("-Confirm:$false", open, 403),
};
