#Requires -Version 7
#Requires -Modules Az.Accounts

<#
.SYNOPSIS
Shuts the public network of a Relay namespace, or opens it again, and says whether trusted Microsoft services may pass.

.DESCRIPTION
The owner's side of Microsoft's article "Integrate Azure Relay with Azure Private Link". Shut it only once the private endpoints are
approved and their names lead to private addresses: whoever uses the public address is cut off at once. Needs PowerShell 7, Az.Accounts
and a session of Connect-AzAccount. Rules for addresses, and what becomes of everybody else, are kept: opened again, the namespace is as it was.

.EXAMPLE
./Protect-RelayNamespace.ps1 -NamespaceId /subscriptions/…/providers/Microsoft.Relay/namespaces/contoso-orders
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
  [Parameter(Mandatory)]
  [ValidatePattern('^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Relay/namespaces/[^/]+$')]
  [string] $NamespaceId,

  # Whether the public network may still call.
  [ValidateSet('Enabled', 'Disabled')] [string] $PublicNetworkAccess = 'Disabled',

  # Keeps Azure services out that Microsoft trusts.
  [switch] $NoTrustedServices
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# As the service and owner/main.bicep: Az.Relay has no cmdlet for the rule set.
$rules = "$NamespaceId/networkRuleSets/default?api-version=2024-01-01"

function Invoke-Arm([string] $Method, [string] $Path, [string] $Payload) {
  $call = @{ Method = $Method; Path = $Path }
  if ($Payload) { $call.Payload = $Payload }
  $answer = Invoke-AzRestMethod @call
  if ($answer.StatusCode -ge 300) { throw "Azure answered $($answer.StatusCode): $($answer.Content)" }
  $answer.Content | ConvertFrom-Json -AsHashtable
}

$current = Invoke-Arm -Method GET -Path $rules
$properties = $current.properties
$properties.publicNetworkAccess = $PublicNetworkAccess
$properties.trustedServiceAccessEnabled = -not $NoTrustedServices

if ($PSCmdlet.ShouldProcess($NamespaceId, "Public network $PublicNetworkAccess, trusted services $(-not $NoTrustedServices)")) {
  $body = @{ properties = $properties } | ConvertTo-Json -Depth 10
  (Invoke-Arm -Method PUT -Path $rules -Payload $body).properties
}
