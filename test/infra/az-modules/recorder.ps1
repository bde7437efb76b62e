# What stand-ins for cmdlets share: they have the parameters of the real ones, write down what they make, and find what the test says is there.

function Write-Call([string] $Name, [hashtable] $Given) {
  $values = @{}
  foreach ($key in $Given.Keys) { if ($Given[$key] -is [switch]) { $values[$key] = [bool] $Given[$key] } else { $values[$key] = $Given[$key] } }
  $global:Calls.Add(@{ name = $Name; given = $values })
}

function Get-There([string] $Kind, [string] $Group) {
  foreach ($one in $global:There) { if ($one.Kind -eq $Kind -and $one.ResourceGroupName -eq $Group) { $one } }
}

function New-Thing([string] $Group, [string] $Type, [string] $Name, [hashtable] $More = @{}) {
  $id = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/$Group/providers/Microsoft.Network/$Type/$Name"
  [pscustomobject] (@{ Name = $Name; Id = $id; ResourceId = $id } + $More)
}
