# Runs the commands that come in as JSON, { name: { script, words, there } }, and says of each { output, error, calls }.
# Before those that the machine may have: what is loaded already is not looked for.
Import-Module "$PSScriptRoot/Az.Accounts", "$PSScriptRoot/Az.Network", "$PSScriptRoot/Az.PrivateDns"
$ran = @{}
foreach ($run in ($input | ConvertFrom-Json).PSObject.Properties) {
  $global:There = $run.Value.there
  $global:Calls = [System.Collections.Generic.List[object]]::new()
  $failed = ''
  $output = try { & ([scriptblock]::Create("& '$env:INFRA/$($run.Value.script)' $($run.Value.words)")) | Out-String } catch { $failed = "$_" }
  $ran[$run.Name] = @{ output = "$output"; error = $failed; calls = $global:Calls }
}
ConvertTo-Json -Compress -Depth 12 -InputObject $ran
