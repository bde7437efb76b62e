. "$PSScriptRoot/../recorder.ps1"

function Get-AzPrivateDnsZone {
  [CmdletBinding()] param([string] $ResourceGroupName)
  Get-There 'zone' $ResourceGroupName
}

function New-AzPrivateDnsZone {
  [CmdletBinding()] param([string] $ResourceGroupName, [string] $Name, [hashtable] $Tag)
  Write-Call 'New-AzPrivateDnsZone' $PSBoundParameters
  New-Thing $ResourceGroupName 'privateDnsZones' $Name
}

function Get-AzPrivateDnsVirtualNetworkLink {
  [CmdletBinding()] param([string] $ResourceGroupName, [string] $ZoneName)
  Get-There 'link' $ResourceGroupName
}

function New-AzPrivateDnsVirtualNetworkLink {
  [CmdletBinding()] param(
    [string] $ResourceGroupName, [string] $ZoneName, [string] $Name, [string] $VirtualNetworkId, [switch] $EnableRegistration, [hashtable] $Tag
  )
  Write-Call 'New-AzPrivateDnsVirtualNetworkLink' $PSBoundParameters
}
