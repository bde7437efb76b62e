. "$PSScriptRoot/../recorder.ps1"

function Get-AzVirtualNetwork {
  [CmdletBinding()] param([string] $ResourceGroupName)
  Get-There 'network' $ResourceGroupName
}

function New-AzVirtualNetworkSubnetConfig {
  [CmdletBinding()] param([string] $Name, [string[]] $AddressPrefix, [string] $PrivateEndpointNetworkPoliciesFlag)
  [pscustomobject] @{ Name = $Name; AddressPrefix = $AddressPrefix; Policies = $PrivateEndpointNetworkPoliciesFlag }
}

function New-AzVirtualNetwork {
  [CmdletBinding()] param(
    [string] $ResourceGroupName, [string] $Location, [string] $Name, [string[]] $AddressPrefix, [object[]] $Subnet, [hashtable] $Tag
  )
  Write-Call 'New-AzVirtualNetwork' $PSBoundParameters
  New-Thing $ResourceGroupName 'virtualNetworks' $Name @{ Subnets = $Subnet }
}

function New-AzPrivateLinkServiceConnection {
  [CmdletBinding()] param([string] $Name, [string] $PrivateLinkServiceId, [string[]] $GroupId, [string] $RequestMessage)
  [pscustomobject] $PSBoundParameters
}

function New-AzPrivateEndpointIpConfiguration {
  [CmdletBinding()] param([string] $Name, [string] $GroupId, [string] $MemberName, [string] $PrivateIpAddress)
  [pscustomobject] $PSBoundParameters
}

function Get-AzApplicationSecurityGroup {
  [CmdletBinding()] param([string] $ResourceGroupName, [string] $Name)
  Get-There 'security group' $ResourceGroupName | Where-Object { -not $Name -or $_.Name -eq $Name }
}

function New-AzApplicationSecurityGroup {
  [CmdletBinding()] param([string] $ResourceGroupName, [string] $Location, [string] $Name, [hashtable] $Tag)
  Write-Call 'New-AzApplicationSecurityGroup' $PSBoundParameters
  New-Thing $ResourceGroupName 'applicationSecurityGroups' $Name
}

function Get-AzPrivateEndpoint {
  [CmdletBinding()] param([string] $ResourceGroupName)
  Get-There 'endpoint' $ResourceGroupName
}

function New-AzPrivateEndpoint {
  [CmdletBinding()] param(
    [string] $ResourceGroupName, [string] $Location, [string] $Name, [object] $Subnet, [object[]] $PrivateLinkServiceConnection,
    [switch] $ByManualRequest, [object[]] $ApplicationSecurityGroup, [object[]] $IpConfiguration, [string] $CustomNetworkInterfaceName,
    [hashtable] $Tag
  )
  Write-Call 'New-AzPrivateEndpoint' $PSBoundParameters
  New-Thing $ResourceGroupName 'privateEndpoints' $Name
}

# As the real one, it hands over its list as one thing.
function Get-AzPrivateDnsZoneGroup {
  [CmdletBinding()] param([string] $ResourceGroupName, [string] $PrivateEndpointName)
  $list = [System.Collections.Generic.List[object]]::new()
  Get-There 'zone group' $ResourceGroupName | ForEach-Object { $list.Add($_) }
  Write-Output -NoEnumerate $list
}

function New-AzPrivateDnsZoneConfig {
  [CmdletBinding()] param([string] $Name, [string] $PrivateDnsZoneId)
  [pscustomobject] $PSBoundParameters
}

function New-AzPrivateDnsZoneGroup {
  [CmdletBinding()] param([string] $ResourceGroupName, [string] $PrivateEndpointName, [string] $Name, [object[]] $PrivateDnsZoneConfig)
  Write-Call 'New-AzPrivateDnsZoneGroup' $PSBoundParameters
}
