@description('Whether anybody is kept out.')
param restrictInbound bool

@description('Ranges from which Teams calls bots.')
param teamsRanges string[]

@description('Ranges from which people use the page, the API and the command line.')
param operatorRanges string[]

var teams = [
  for (range, index) in teamsRanges: {
    name: 'teams-${index}'
    priority: 100 + index
    tag: 'Default'
    ipAddress: range
    action: 'Allow'
  }
]
// Event Grid gives an event up at once when it is answered 403.
var events = [{ name: 'event-grid', priority: 200, tag: 'ServiceTag', ipAddress: 'AzureEventGrid', action: 'Allow' }]
var operators = [
  for (range, index) in operatorRanges: {
    name: 'operators-${index}'
    priority: 300 + index
    tag: 'Default'
    ipAddress: range
    action: 'Allow'
  }
]

@description('Rules that allow; whoever none of them names is denied. Empty: everybody may call.')
output rules array = restrictInbound ? concat(teams, events, operators) : []
