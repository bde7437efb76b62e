@description('Name of the workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Region of both.')
param location string

@description('Tags of both.')
param tags object

@description('How many days logs are kept. The record is the audit log, not this.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Most gigabytes of logs a day; what comes after is lost.')
@minValue(1)
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: { Application_Type: 'web', WorkspaceResourceId: workspace.id, DisableLocalAuth: true }
}

@description('Resource id of the workspace, for alerts and diagnostic settings.')
output workspaceId string = workspace.id

@description('Where telemetry goes. Holds no secret: publishing needs the identity.')
output connectionString string = insights.properties.ConnectionString
