@description('Name of the system topic of the subscription.')
param topicName string

@description('Tags of the alerts.')
param tags object

@description('Action group that is told; empty for none.')
param actionGroupId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource dropped 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for metric in ['DroppedEventCount', 'DeliveryAttemptFailCount']: {
    name: 'relay-approvals-${toLower(metric)}'
    location: 'global'
    tags: tags
    properties: {
      description: metric == 'DroppedEventCount'
        ? 'Event Grid gave events up. The sweep finds what they were about, only later. See docs/deploy.md#alerts.'
        : 'Event Grid could not deliver again and again. See docs/deploy.md#alerts.'
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
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: metric == 'DroppedEventCount' ? 0 : 20
          }
        ]
      }
      actions: empty(actionGroupId) ? [] : [{ actionGroupId: actionGroupId }]
    }
  }
]
