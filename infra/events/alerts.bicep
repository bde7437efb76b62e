@description('Name of the system topic of the subscription.')
param topicName string

@description('Event subscription that they are about: others of the topic are somebody else\'s.')
param eventSubscriptionName string

@description('What makes the names of the alerts unique in the resource group.')
param suffix string

@description('Tags of the alerts.')
param tags object

@description('Action group that is told; empty for none.')
param actionGroupId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource dropped 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for metric in ['DroppedEventCount', 'DeliveryAttemptFailCount']: {
    name: 'relay-approvals-${toLower(metric)}-${suffix}'
    location: 'global'
    tags: tags
    properties: {
      description: metric == 'DroppedEventCount'
        ? 'Event Grid gave events up. The sweep finds what they were about, only later. See docs/deploy.md#alerts.'
        : 'Event Grid could not deliver again and again, and will try for a day. See docs/deploy.md#alerts.'
      enabled: true
      severity: metric == 'DroppedEventCount' ? 2 : 3
      scopes: [topic.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: metric
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: metric
            dimensions: [{ name: 'EventSubscriptionName', operator: 'Include', values: [eventSubscriptionName] }]
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            // One event is tried five times in that time.
            threshold: metric == 'DroppedEventCount' ? 0 : 3
          }
        ]
      }
      actions: empty(actionGroupId) ? [] : [{ actionGroupId: actionGroupId }]
    }
  }
]
