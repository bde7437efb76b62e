@description('Name of the bot, unique in Azure.')
param name string

@description('Tags of the bot.')
param tags object

@description('Name as people see it.')
param displayName string

@description('Resource id of the identity that the bot is.')
param identityId string

@description('Client id of that identity: the app id of the bot, which can never be changed.')
param identityClientId string

@description('Host name of the function app.')
param hostName string

@description('F0 is free and has no limit in Teams; S1 has an SLA.')
@allowed(['F0', 'S1'])
param sku string

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  tags: tags
  kind: 'azurebot'
  sku: { name: sku }
  properties: {
    displayName: displayName
    endpoint: 'https://${hostName}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identityClientId
    msaAppTenantId: subscription().tenantId
    msaAppMSIResourceId: identityId
    disableLocalAuth: true
    isStreamingSupported: false
    publicNetworkAccess: 'Enabled'
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: {
      isEnabled: true
      acceptedTerms: true
      enableCalling: false
      deploymentEnvironment: 'CommercialDeployment'
    }
  }
}
