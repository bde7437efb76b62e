<#
.SYNOPSIS
Asks for a private endpoint of an Azure Relay namespace: network, endpoint and names, as main.bicep beside this does.

.DESCRIPTION
The requester's side of Microsoft's article "Integrate Azure Relay with Azure Private Link". What is there already is left as it is,
so that it may be run again. Needs the modules Az.Network and Az.PrivateDns and a session of Connect-AzAccount.

.EXAMPLE
./Connect-RelayNamespace.ps1 -NamespaceId /subscriptions/…/providers/Microsoft.Relay/namespaces/contoso-orders `
  -ResourceGroupName rg-orders -Location westeurope -RequestMessage 'Order import, ticket 4711'
#>
[CmdletBinding(SupportsShouldProcess)]
param(
  # Resource id of the namespace, in any subscription or tenant.
  [Parameter(Mandatory)]
  [ValidatePattern('^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Relay/namespaces/[^/]+$')]
  [string] $NamespaceId,

  # Resource group of network and endpoint.
  [Parameter(Mandatory)] [string] $ResourceGroupName,

  # Region of network and endpoint. The namespace may be in another.
  [Parameter(Mandatory)] [string] $Location,

  # Name of the private endpoint; rules of the policy may go by it.
  [string] $EndpointName = "pe-$(($NamespaceId -split '/')[-1])",

  # What the owners read about why it is wanted.
  [ValidateLength(1, 140)] [string] $RequestMessage = 'Please approve this connection',

  # For who may approve at the namespace: the endpoint then needs no decision.
  [switch] $Automatic,

  [string] $NetworkName = 'vnet-relay',
  [string] $NetworkPrefix = '10.0.0.0/16',
  [string] $SubnetName = 'snet-relay',
  [string] $SubnetPrefix = '10.0.0.0/24',

  # Fixed address of the endpoint; any free one without it.
  [string] $StaticAddress,

  # Name of an application security group that shall hold the endpoint; it is made when it is not there.
  [string] $SecurityGroupName,

  # Leaves the names to you: without a zone they lead to the public address.
  [switch] $NoDnsZone,

  [hashtable] $Tag = @{}
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Of the public cloud.
$zoneName = 'privatelink.servicebus.windows.net'
$place = @{ ResourceGroupName = $ResourceGroupName; Location = $Location; Tag = $Tag }

function Get-OrUndefined([scriptblock] $Ask) {
  try { & $Ask } catch { if ("$_" -match 'NotFound|was not found') { $null } else { throw } }
}

if (-not $PSCmdlet.ShouldProcess($NamespaceId, "Ask for the private endpoint $EndpointName")) { return }

$network = Get-OrUndefined { Get-AzVirtualNetwork -ResourceGroupName $ResourceGroupName -Name $NetworkName }
if (-not $network) {
  $subnetOfNew = New-AzVirtualNetworkSubnetConfig -Name $SubnetName -AddressPrefix $SubnetPrefix -PrivateEndpointNetworkPoliciesFlag Disabled
  $network = New-AzVirtualNetwork @place -Name $NetworkName -AddressPrefix $NetworkPrefix -Subnet $subnetOfNew
}
$subnet = $network.Subnets | Where-Object Name -EQ $SubnetName
if (-not $subnet) { throw "The network $NetworkName has no subnet $SubnetName." }

$connection = New-AzPrivateLinkServiceConnection -Name $EndpointName -PrivateLinkServiceId $NamespaceId -GroupId 'namespace' `
  -RequestMessage $RequestMessage
$wanted = @{ Name = $EndpointName; Subnet = $subnet; PrivateLinkServiceConnection = $connection; ByManualRequest = -not $Automatic }
if ($StaticAddress) {
  $wanted.IpConfiguration = New-AzPrivateEndpointIpConfiguration -Name 'static' -GroupId 'namespace' -MemberName 'namespace' `
    -PrivateIpAddress $StaticAddress
}
if ($SecurityGroupName) {
  $group = Get-OrUndefined { Get-AzApplicationSecurityGroup -ResourceGroupName $ResourceGroupName -Name $SecurityGroupName }
  if (-not $group) { $group = New-AzApplicationSecurityGroup @place -Name $SecurityGroupName }
  $wanted.ApplicationSecurityGroup = $group
}
$endpoint = Get-OrUndefined { Get-AzPrivateEndpoint -ResourceGroupName $ResourceGroupName -Name $EndpointName }
if (-not $endpoint) { $endpoint = New-AzPrivateEndpoint @place @wanted }

if (-not $NoDnsZone) {
  $zone = Get-OrUndefined { Get-AzPrivateDnsZone -ResourceGroupName $ResourceGroupName -Name $zoneName }
  if (-not $zone) { $zone = New-AzPrivateDnsZone -ResourceGroupName $ResourceGroupName -Name $zoneName -Tag $Tag }
  $inZone = @{ ResourceGroupName = $ResourceGroupName; ZoneName = $zoneName; Name = "to-$NetworkName" }
  if (-not (Get-OrUndefined { Get-AzPrivateDnsVirtualNetworkLink @inZone })) {
    New-AzPrivateDnsVirtualNetworkLink @inZone -VirtualNetworkId $network.Id | Out-Null
  }
  $named = New-AzPrivateDnsZoneConfig -Name 'relay' -PrivateDnsZoneId $zone.ResourceId
  $ofEndpoint = @{ ResourceGroupName = $ResourceGroupName; PrivateEndpointName = $EndpointName; Name = 'default' }
  if (-not (Get-OrUndefined { Get-AzPrivateDnsZoneGroup @ofEndpoint })) {
    New-AzPrivateDnsZoneGroup @ofEndpoint -PrivateDnsZoneConfig $named | Out-Null
  }
}

$endpoint
