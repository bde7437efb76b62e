. "$PSScriptRoot/../recorder.ps1"

# What is there is the answer of Azure to whoever reads.
function Invoke-AzRestMethod {
  [CmdletBinding()] param([string] $Method, [string] $Path, [string] $Payload)
  Write-Call 'Invoke-AzRestMethod' $PSBoundParameters
  $content = if ($Method -eq 'GET') { ConvertTo-Json -Depth 10 $global:There.Content } else { $Payload }
  [pscustomobject] @{ StatusCode = $global:There.StatusCode; Content = $content }
}
