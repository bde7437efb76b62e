#Requires -Version 7
#Requires -Modules Az.Network, Az.PrivateDns

<#
.SYNOPSIS
Asks for a private endpoint of an Azure Relay namespace: network, endpoint and names, as main.bicep beside this does.

.DESCRIPTION
The requester's side of Microsoft's article "Integrate Azure Relay with Azure Private Link". What is there already is left as it is,
so that it may be run again. Needs PowerShell 7, the modules Az.Network and Az.PrivateDns, and a session of Connect-AzAccount.

.EXAMPLE
./Connect-RelayNamespace.ps1 -NamespaceId /subscriptions/…/providers/Microsoft.Relay/namespaces/contoso-orders `
  -ResourceGroupName rg-orders -Location westeurope -RequestMessage 'Order import, ticket 4711'

.EXAMPLE
./Connect-RelayNamespace.ps1 -NamespaceId /subscriptions/…/providers/Microsoft.Relay/namespaces/contoso-orders `
  -ResourceGroupName rg-orders -Location westeurope -NetworkResourceGroupName rg-network -NetworkName vnet-landing-zone -SubnetName snet-endpoints `
  -ZoneId /subscriptions/…/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  # Resource id of the namespace, in any subscription or tenant.
  [Parameter(Mandatory)]
  [ValidatePattern('^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Relay/namespaces/[^/]+$')]
  [string] $NamespaceId,

  # Resource group of the endpoint and of what is made for it. It has to be there.
  [Parameter(Mandatory)] [string] $ResourceGroupName,

  # Region of network and endpoint. The namespace may be in another.
  [Parameter(Mandatory)] [string] $Location,

  # Name of the private endpoint; rules of the policy may go by it.
  [string] $EndpointName = "pe-$(($NamespaceId -split '/')[-1])",

  # What the owners read about why it is wanted.
  [ValidateLength(1, 140)] [string] $RequestMessage = 'Please approve this connection',

  # For who may approve at the namespace: the endpoint then needs no decision.
  [switch] $Automatic,

  # Resource group of the network. In another one than that of the endpoint it has to be there already.
  [string] $NetworkResourceGroupName = $ResourceGroupName,

  [string] $NetworkName = 'vnet-relay',
  [string] $NetworkPrefix = '10.0.0.0/16',
  [string] $SubnetName = 'snet-relay',
  [string] $SubnetPrefix = '10.0.0.0/24',

  # Fixed address of the endpoint; any free one without it.
  [string] $StaticAddress,

  # Name of the network interface; a name of Azure's without it.
  [string] $InterfaceName,

  # Name of an application security group that shall hold the endpoint; it is made when it is not there.
  [string] $SecurityGroupName,

  # Resource id of one that is there already, in any resource group.
  [ValidatePattern('^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/applicationSecurityGroups/[^/]+$')]
  [string] $SecurityGroupId,

  # Resource id of a zone that is there already, in any resource group, and is linked to the network. Without it one is made.
  [ValidatePattern('^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/privateDnsZones/privatelink\.servicebus\.windows\.net$')]
  [string] $ZoneId,

  # Leaves the names to you: without a zone they lead to the public address.
  [switch] $NoDnsZone,

  [hashtable] $Tag = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Of the public cloud.
$zoneName = 'privatelink.servicebus.windows.net'
$place = @{ ResourceGroupName = $ResourceGroupName; Location = $Location; Tag = $Tag }

# By lists, since each cmdlet says in other words that something is not there. In brackets, since one of them hands over its list as one thing.
function Get-Named([string] $Name, [scriptblock] $List) {
  (& $List) | Where-Object { $_.Name -eq $Name } | Select-Object -First 1
}

if (-not $PSCmdlet.ShouldProcess($NamespaceId, "Ask for the private endpoint $EndpointName")) { return }

$network = Get-Named $NetworkName { Get-AzVirtualNetwork -ResourceGroupName $NetworkResourceGroupName }
if (-not $network) {
  if ($NetworkResourceGroupName -ne $ResourceGroupName) { throw "There is no network $NetworkName in $NetworkResourceGroupName." }
  $subnetOfNew = New-AzVirtualNetworkSubnetConfig -Name $SubnetName -AddressPrefix $SubnetPrefix -PrivateEndpointNetworkPoliciesFlag Disabled
  $network = New-AzVirtualNetwork @place -Name $NetworkName -AddressPrefix $NetworkPrefix -Subnet $subnetOfNew
}
$subnet = $network.Subnets | Where-Object Name -EQ $SubnetName
if (-not $subnet) { throw "The network $NetworkName has no subnet $SubnetName." }

$link = @{ Name = $EndpointName; PrivateLinkServiceId = $NamespaceId; GroupId = 'namespace' }
if (-not $Automatic) { $link.RequestMessage = $RequestMessage }
$wanted = @{
  Name                         = $EndpointName
  Subnet                       = $subnet
  PrivateLinkServiceConnection = New-AzPrivateLinkServiceConnection @link
  ByManualRequest              = -not $Automatic
}
if ($InterfaceName) { $wanted.CustomNetworkInterfaceName = $InterfaceName }
if ($StaticAddress) {
  $wanted.IpConfiguration = New-AzPrivateEndpointIpConfiguration -Name 'static' -GroupId 'namespace' -MemberName 'namespace' `
    -PrivateIpAddress $StaticAddress
}
$groups = @()
if ($SecurityGroupName) {
  $group = Get-Named $SecurityGroupName { Get-AzApplicationSecurityGroup -ResourceGroupName $ResourceGroupName }
  if (-not $group) { $group = New-AzApplicationSecurityGroup @place -Name $SecurityGroupName }
  $groups += $group
}
if ($SecurityGroupId) {
  $parts = $SecurityGroupId -split '/'
  $groups += Get-AzApplicationSecurityGroup -ResourceGroupName $parts[4] -Name $parts[8]
}
if ($groups) { $wanted.ApplicationSecurityGroup = $groups }

$endpoint = Get-Named $EndpointName { Get-AzPrivateEndpoint -ResourceGroupName $ResourceGroupName }
if ($endpoint) {
  $links = @($endpoint.PrivateLinkServiceConnections) + @($endpoint.ManualPrivateLinkServiceConnections) | Where-Object { $_ }
  $leadsTo = @($links | ForEach-Object PrivateLinkServiceId)
  if ($leadsTo -notcontains $NamespaceId) { throw "There is an endpoint $EndpointName already, and it leads to $leadsTo." }
} else {
  $endpoint = New-AzPrivateEndpoint @place @wanted
}

if (-not $NoDnsZone) {
  $recordsIn = $ZoneId
  if (-not $recordsIn) {
    $zone = Get-Named $zoneName { Get-AzPrivateDnsZone -ResourceGroupName $ResourceGroupName }
    if (-not $zone) { $zone = New-AzPrivateDnsZone -ResourceGroupName $ResourceGroupName -Name $zoneName -Tag $Tag }
    $inZone = @{ ResourceGroupName = $ResourceGroupName; ZoneName = $zoneName }
    if (-not (Get-Named "to-$NetworkName" { Get-AzPrivateDnsVirtualNetworkLink @inZone })) {
      New-AzPrivateDnsVirtualNetworkLink @inZone -Name "to-$NetworkName" -VirtualNetworkId $network.Id -Tag $Tag | Out-Null
    }
    $recordsIn = $zone.ResourceId
  }
  $ofEndpoint = @{ ResourceGroupName = $ResourceGroupName; PrivateEndpointName = $EndpointName }
  if (-not (Get-Named 'default' { Get-AzPrivateDnsZoneGroup @ofEndpoint })) {
    $named = New-AzPrivateDnsZoneConfig -Name 'relay' -PrivateDnsZoneId $recordsIn
    New-AzPrivateDnsZoneGroup @ofEndpoint -Name 'default' -PrivateDnsZoneConfig $named | Out-Null
  }
}

$endpoint
