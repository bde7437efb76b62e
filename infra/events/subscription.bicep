@description('Name of the system topic of the subscription.')
param topicName string

@description('Name of the event subscription.')
param name string

@description('Resource id of the function app.')
param functionAppId string

@description('Function that takes the events.')
param functionName string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  scope: resourceGroup(split(functionAppId, '/')[2], split(functionAppId, '/')[4])
  name: last(split(functionAppId, '/'))

  resource taker 'functions' existing = {
    name: functionName
  }
}

@description('Straight to the function: Event Grid then gets the key by itself, and tries again while the app starts.')
resource toFunction 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'AzureFunction'
      properties: { resourceId: app::taker.id, maxEventsPerBatch: 1 }
    }
    filter: {
      includedEventTypes: ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Resources.ResourceDeleteSuccess']
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.operationName'
          values: [
            'Microsoft.Relay/namespaces/privateEndpointConnectionProxies/write'
            'Microsoft.Relay/namespaces/privateEndpointConnectionProxies/delete'
            'Microsoft.Relay/namespaces/privateEndpointConnections/write'
            'Microsoft.Relay/namespaces/privateEndpointConnections/delete'
          ]
        }
      ]
    }
    retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 }
  }
}
