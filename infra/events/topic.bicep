@description('Name of the system topic.')
param name string

@description('Tags of the topic.')
param tags object

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: 'global'
  tags: tags
  properties: { source: subscription().id, topicType: 'Microsoft.Resources.Subscriptions' }
}
