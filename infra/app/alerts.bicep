@description('What makes the names of the alerts unique in the resource group.')
param token string

@description('Region of the alerts.')
param location string

@description('Tags of the alerts.')
param tags object

@description('Workspace that is asked.')
param workspaceId string

@description('Addresses that get a mail; with none the alerts only stand in the portal.')
param mailTo string[]

@description('Function that looks at every namespace.')
param sweepFunction string = 'sweep'

@description('Function that seals the audit log.')
param sealFunction string = 'seal'

@description('An alert: how often it asks, how far it looks back, and from how many rows on it fires.')
type alert = {
  @description('Last part of its name.')
  name: string
  @description('Title.')
  title: string
  @description('What it means and what to do.')
  description: string
  @description('0 is the worst.')
  severity: 0 | 1 | 2 | 3
  @description('What is asked of the workspace.')
  query: string
  @description('How often.')
  every: string
  @description('How far back.')
  window: string
  @description('How the rows are compared with the threshold.')
  operator: 'GreaterThan' | 'LessThan'
  @description('Number of rows.')
  threshold: int
  @description('Column of which each value is counted and told for itself.')
  forEach: string?
}

var parsed = 'AppTraces | extend line = parse_json(Message) | extend message = tostring(line.message)'
var swept = '${parsed} | where message == "Swept"'

var alerts alert[] = [
  {
    name: 'no-sweep'
    title: 'Relay Approvals: no sweep'
    description: 'No sweep ended well for half an hour, or no log comes any more. Requests whose event is lost are not seen. Restart the app, then see docs/deploy.md#alerts.'
    severity: 1
    query: 'AppRequests | where Name == "${sweepFunction}" and Success == true'
    every: 'PT10M'
    window: 'PT30M'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'seal-lag'
    title: 'Relay Approvals: the audit log is not sealed'
    description: 'No run of the sealing ended well for ten minutes: it is stopped, what it found does not fit what it sealed before, or no log comes any more. See docs/deploy.md#alerts.'
    severity: 1
    query: 'AppRequests | where Name == "${sealFunction}" and Success == true'
    every: 'PT5M'
    window: 'PT10M'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'log-cap'
    title: 'Relay Approvals: the daily cap of the logs is reached'
    description: 'Nothing more is logged until the cap is reset, so no alert but those for silence can come. See docs/deploy.md#alerts.'
    severity: 1
    query: '_LogOperation | where Category =~ "Ingestion" | where Detail contains "OverQuota"'
    every: 'PT15M'
    // As long as the cap lasts at most: told once, and over when the log is back.
    window: 'P1D'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'sweep-partly'
    title: 'Relay Approvals: sweeps leave something out'
    description: 'Three sweeps within an hour could not look at a subscription, a namespace or a channel: mostly a role is missing. Requests there are not seen. Run relay-approvals doctor.'
    severity: 2
    query: '${swept} | where toint(line.failed) > 0'
    every: 'PT15M'
    // Sweeps may be as seldom as each quarter of an hour.
    window: 'PT1H'
    operator: 'GreaterThan'
    threshold: 2
  }
  {
    name: 'pending-a-day'
    title: 'Relay Approvals: a request waits for more than a day'
    description: 'Somebody asked for a private endpoint more than a day ago, and the request is still open. Told once for each request; over when it has ended.'
    severity: 3
    query: '${swept} | mv-expand request = split(tostring(line.overdueIds), " ") to typeof(string) | where isnotempty(request)'
    every: 'PT1H'
    window: 'PT1H'
    operator: 'GreaterThan'
    threshold: 0
    forEach: 'request'
  }
  {
    name: 'forged-tokens'
    title: 'Relay Approvals: many calls with bad tokens'
    description: 'More than 100 calls to the bot were refused in five minutes. They change nothing; somebody is trying, or the keys of the Bot Framework cannot be read.'
    severity: 2
    query: '${parsed} | where message in ("A call to the bot was refused", "More calls to the bot were refused") | summarize calls = sum(toint(line.calls)) | where calls > 100'
    every: 'PT5M'
    window: 'PT5M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'changed-by-others'
    title: 'Relay Approvals: somebody else changed a connection'
    description: 'A connection was approved, rejected or removed past this service. It is on record as external.change.'
    severity: 3
    query: '${parsed} | where message == "Somebody else changed a connection"'
    every: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'not-carried-out'
    title: 'Relay Approvals: a decision could not be carried out'
    description: 'Azure refused what owners decided, or gave no answer for a day. The card says why.'
    severity: 2
    query: '${parsed} | where message == "A decision could not be carried out"'
    every: 'PT15M'
    window: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-relay-approvals-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'relay-appr'
    emailReceivers: [
      for (address, index) in mailTo: { name: 'mail-${index}', emailAddress: address, useCommonAlertSchema: true }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in alerts: {
    name: 'relay-approvals-${alert.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: alert.description
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: true
      // The tables have no columns before the first telemetry comes.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            dimensions: contains(alert, 'forEach') ? [{ name: alert.forEach!, operator: 'Include', values: ['*'] }] : []
            operator: alert.operator
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

@description('Who is told, for the alerts of the events.')
output actionGroupId string = people.id
