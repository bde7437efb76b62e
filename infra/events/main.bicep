targetScope = 'subscription'

metadata description = 'Once for each subscription that has Relay namespaces and each environment, after the code is deployed: events to the function, and the right to decide.'

@description('Region of the resource group and its deployments. Events have none.')
param location string

@description('Resource id of the function app, in any subscription of the tenant.')
param functionAppId string

@description('Object id of the identity of the service.')
param principalId string

@description('Resource group of the topic; with an existing topic, its group.')
param resourceGroupName string = 'rg-relay-approvals-events'

@description('Name of the system topic that this subscription has already: Azure allows one. Empty to make one.')
param existingTopicName string = ''

@description('Name of the event subscription; empty for one that no other environment has.')
param eventSubscriptionName string = ''

@description('Action group that is told of lost events; empty for none.')
param actionGroupId string = ''

@description('Whether the role is assigned here; not where it was at a management group.')
param assignRole bool = true

@description('Resource id of the role where a management group defines it; empty to define it here.')
param approverRoleId string = ''

@description('Whether the service may also clean up private endpoints of this subscription.')
param mayCleanUp bool = false

@description('Tags of the resource group and what is in it.')
param tags object = {}

// Several environments may watch a subscription: they share group, topic and role, and what is their own has their suffix.
var suffix = uniqueString(toLower(functionAppId))
// A deployment of the same name in another region is refused.
var deploymentSuffix = uniqueString(suffix, location)
var topicName = empty(existingTopicName) ? 'evgt-relay-approvals' : existingTopicName
var subscriptionName = empty(eventSubscriptionName) ? 'relay-approvals-${suffix}' : eventSubscriptionName

resource ownGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = if (empty(existingTopicName)) {
  name: resourceGroupName
  location: location
  tags: tags
}

module topic 'topic.bicep' = if (empty(existingTopicName)) {
  scope: resourceGroup(resourceGroupName)
  name: 'relay-approvals-topic-${deploymentSuffix}'
  params: { name: topicName, tags: tags }
  dependsOn: [ownGroup]
}

module access '../access/main.bicep' = {
  name: 'relay-approvals-access-${deploymentSuffix}'
  params: {
    location: location
    principalId: principalId
    mayApprove: assignRole
    mayCleanUp: mayCleanUp
    approverRoleId: approverRoleId
  }
}

module events 'subscription.bicep' = {
  scope: resourceGroup(resourceGroupName)
  name: 'relay-approvals-events-${deploymentSuffix}'
  params: {
    topicName: topicName
    name: subscriptionName
    functionAppId: functionAppId
    functionName: 'connectionEvent'
  }
  dependsOn: [topic]
}

module alerts 'alerts.bicep' = {
  scope: resourceGroup(resourceGroupName)
  name: 'relay-approvals-event-alerts-${deploymentSuffix}'
  params: {
    topicName: topicName
    eventSubscriptionName: subscriptionName
    suffix: suffix
    tags: tags
    actionGroupId: actionGroupId
  }
  dependsOn: [topic]
}
