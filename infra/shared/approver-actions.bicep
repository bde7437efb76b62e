// What the service may do in Azure. A contract test compares the lists with src/adapters/arm/needed-actions.ts.

@export()
@description('Where the namespaces are: read and decide about connections, read who else may, and tell the tenant of a requester there.')
var approverActions = [
  'Microsoft.Authorization/denyAssignments/read'
  'Microsoft.Authorization/roleAssignments/read'
  'Microsoft.Authorization/roleDefinitions/read'
  'Microsoft.Relay/namespaces/networkRuleSets/read'
  'Microsoft.Relay/namespaces/privateEndpointConnections/delete'
  'Microsoft.Relay/namespaces/privateEndpointConnections/read'
  'Microsoft.Relay/namespaces/privateEndpointConnections/write'
  'Microsoft.Relay/namespaces/privateEndpointConnectionsApproval/action'
  'Microsoft.Relay/namespaces/read'
  'Microsoft.Resources/subscriptions/read'
]

@export()
@description('In the requesters\' subscriptions: to tell their tenant and their name.')
var readerActions = [
  'Microsoft.Resources/subscriptions/read'
]

@export()
@description('In the requesters\' subscriptions: the same, and to clean up endpoints that lead nowhere.')
var cleanUpActions = [
  'Microsoft.Network/privateEndpoints/delete'
  'Microsoft.Network/privateEndpoints/read'
  'Microsoft.Resources/subscriptions/read'
]

@export()
@description('Name of the role that approves.')
var approverName = 'Relay Private Endpoint Approver'

@export()
@description('What it is for. Never give it to requesters: whoever holds it approves their own endpoints by making them.')
var approverDescription = 'Reads, approves, rejects and removes private endpoint connections of Azure Relay namespaces. For the identity of Relay Approvals; never for requesters.'

@export()
@description('Name of the role that reads a requester\'s subscription.')
var readerName = 'Relay Requester Reader'

@export()
@description('What it is for.')
var readerDescription = 'Reads of a subscription which tenant it belongs to and what it is called, and nothing in it. For the identity of Relay Approvals.'

@export()
@description('Name of the role that cleans up.')
var cleanUpName = 'Relay Private Endpoint Clean-up'

@export()
@description('What it is for.')
var cleanUpDescription = 'Reads private endpoints, and deletes those that lead to nothing any more. For the identity of Relay Approvals.'
