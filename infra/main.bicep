targetScope = 'subscription'

metadata description = 'Relay Approvals without its events: identity, storage, key, logs, app, bot, alerts. The events come after the code.'

@description('Name of the environment: a part of every name.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region. Flex Consumption has to be there.')
@minLength(1)
param location string

@description('Name of the resource group; empty for rg-relay-approvals-<environment>.')
param resourceGroupName string = ''

@description('Tags of every resource, besides azd-env-name.')
param tags object = {}

@description('Major version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Memory of an instance in megabytes.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at the same time.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances for HTTP that are never taken away. One spares a click after a quiet hour the cold start.')
@minValue(0)
@maxValue(10)
param alwaysReadyHttp int = 0

@description('Name of the bot as people see it.')
@maxLength(42)
param botDisplayName string = 'Relay Approvals'

@description('F0 is free and has no limit in Teams; S1 has an SLA.')
@allowed(['F0', 'S1'])
param botSku string = 'F0'

@description('Client id of the app registration of the audit API and the page; empty for neither.')
param apiClientId string = ''

@description('Whether the policy is read from a blob instead of the package.')
param policyInBlob bool = false

@description('Settings of docs/settings.md that differ from their defaults, like { CLEAN_UP: \'delete\' }.')
param settings object = {}

@description('Copies of the audit account: three in one zone, in three zones, or more in a second region. Not every region has zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_GRS'])
param auditReplication string = 'Standard_ZRS'

@description('Copies of the account of the host, the requests and the people.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_GRS'])
param hostReplication string = 'Standard_LRS'

@description('How many days a sealed entry can neither be changed nor deleted: seven years.')
@minValue(1)
@maxValue(146000)
param auditRetentionDays int = 2557

@description('Whether somebody has locked that retention, which can never be undone. It is not deployed any more then.')
param auditRetentionLocked bool = false

@description('Whether locks keep both storage accounts from being deleted.')
param lockStorage bool = true

@description('Version of the key that signs the audit log; empty for the newest one.')
@maxLength(32)
param auditSigningKeyVersion string = ''

@description('Verifier keys of the versions that signed before, with commas between them; empty for none.')
param auditLogEarlierKeys string = ''

@description('Object id of a group that may read the audit account without this service; empty for none.')
param auditorsGroupId string = ''

@description('Addresses that get a mail from the alerts.')
param alertMailTo string[] = []

@description('How many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most gigabytes of logs a day.')
@minValue(1)
param logDailyCapGb int = 1

@description('Whether the app calls through a virtual network, and storage and vault are private.')
param vnetEnabled bool = false

@description('Address range of that network, at least a /25.')
param vnetAddressPrefix string = '10.71.0.0/24'

@description('Whether only Teams, Event Grid and the ranges of operatorRanges may call the app.')
param restrictInbound bool = false

@description('Public IPv4 ranges from which people use the service, and storage and vault where these are private.')
param operatorRanges string[] = []

@description('Address ranges from which Teams calls bots.')
param teamsRanges string[] = ['52.112.0.0/14', '52.122.0.0/15']

var token = uniqueString(subscription().id, environmentName, location)
var allTags = union(tags, { 'azd-env-name': environmentName })
var packageContainer = 'app-package'
var appName = 'func-relay-approvals-${token}'
var hostStorageName = 'strahost${token}'
var auditStorageName = 'straaudit${token}'
var vaultName = 'kv-ra-${token}'
var insightsName = 'appi-relay-approvals-${token}'
var networkName = 'vnet-relay-approvals-${token}'
var identitySetting = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: empty(resourceGroupName) ? 'rg-relay-approvals-${environmentName}' : resourceGroupName
  location: location
  tags: allTags
}

module identity 'app/identity.bicep' = {
  scope: group
  name: 'identity'
  params: { name: 'id-relay-approvals-${token}', location: location, tags: allTags }
}

module recorderRole 'app/recorder-role.bicep' = {
  name: 'recorder-role-${token}'
  params: { suffix: token, resourceGroupName: group.name }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-relay-approvals-${token}'
    insightsName: insightsName
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
  }
}

module hostStorage 'app/host-storage.bicep' = {
  scope: group
  name: 'host-storage'
  params: {
    name: hostStorageName
    location: location
    tags: allTags
    packageContainer: packageContainer
    isPrivate: vnetEnabled
    operatorRanges: operatorRanges
    replication: hostReplication
    locked: lockStorage
  }
}

module auditStorage 'app/audit-storage.bicep' = {
  scope: group
  name: 'audit-storage'
  params: {
    name: auditStorageName
    location: location
    tags: allTags
    isPrivate: vnetEnabled
    operatorRanges: operatorRanges
    replication: auditReplication
    retentionDays: auditRetentionDays
    retentionLocked: auditRetentionLocked
    locked: lockStorage
    auditorsGroupId: auditorsGroupId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module signingKey 'app/signing-key.bicep' = {
  scope: group
  name: 'signing-key'
  params: {
    name: vaultName
    location: location
    tags: allTags
    isPrivate: vnetEnabled
    operatorRanges: operatorRanges
    keyVersion: auditSigningKeyVersion
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'app/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    // What-if cannot name these assignments, and leaves this module out.
    #disable-next-line what-if-short-circuiting
    principalId: identity.outputs.principalId
    recorderRoleId: recorderRole.outputs.id
    hostStorageName: hostStorageName
    auditStorageName: auditStorageName
    vaultName: vaultName
    insightsName: insightsName
  }
  dependsOn: [hostStorage, auditStorage, signingKey, monitoring]
}

module network 'app/network.bicep' = if (vnetEnabled) {
  scope: group
  name: 'network'
  params: {
    name: networkName
    location: location
    tags: allTags
    addressPrefix: vnetAddressPrefix
  }
}

module privateStorage 'app/private-storage.bicep' = if (vnetEnabled) {
  scope: group
  name: 'private-storage'
  params: {
    location: location
    tags: allTags
    token: token
    networkName: networkName
    subnetId: network!.outputs.endpointSubnetId
    hostStorageId: hostStorage.outputs.id
    auditStorageId: auditStorage.outputs.id
    vaultId: signingKey.outputs.id
  }
}

module access 'app/access-restrictions.bicep' = {
  scope: group
  name: 'access-restrictions'
  params: { restrictInbound: restrictInbound, teamsRanges: teamsRanges, operatorRanges: operatorRanges }
}

module appSettings 'app/settings.bicep' = {
  scope: group
  name: 'settings'
  params: {
    identityClientId: identity.outputs.clientId
    blobUrl: hostStorage.outputs.blobUrl
    queueUrl: hostStorage.outputs.queueUrl
    tableUrl: hostStorage.outputs.tableUrl
    auditTableUrl: auditStorage.outputs.tableUrl
    auditLogUrl: auditStorage.outputs.logUrl
    signingKeyUrl: signingKey.outputs.keyUrl
    earlierKeys: auditLogEarlierKeys
    policyInBlob: policyInBlob
    policyUrl: auditStorage.outputs.policyUrl
    apiClientId: apiClientId
    identitySetting: identitySetting
    insightsConnection: monitoring.outputs.connectionString
    more: settings
  }
}

module app 'app/function-app.bicep' = {
  scope: group
  name: 'function-app'
  params: {
    name: appName
    planName: 'plan-relay-approvals-${token}'
    location: location
    tags: allTags
    identityId: identity.outputs.id
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReadyHttp: alwaysReadyHttp
    packageUrl: '${hostStorage.outputs.blobUrl}/${packageContainer}'
    settings: appSettings.outputs.settings
    subnetId: vnetEnabled ? network!.outputs.appSubnetId : ''
    accessRestrictions: access.outputs.rules
  }
  // Its first start needs the storage to be reachable, and the right to it.
  dependsOn: [privateStorage, roles]
}

module signIn 'app/sign-in.bicep' = {
  scope: group
  name: 'sign-in'
  params: {
    appName: appName
    clientId: apiClientId
    identitySetting: identitySetting
    excludedPaths: ['/api/messages', '/api/health', '/runtime/webhooks/EventGrid']
  }
  dependsOn: [app]
}

module bot 'app/bot.bicep' = {
  scope: group
  name: 'bot'
  params: {
    name: 'bot-relay-approvals-${token}'
    tags: allTags
    displayName: botDisplayName
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostName: app.outputs.hostName
    sku: botSku
  }
}

module alerts 'app/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    token: token
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    mailTo: alertMailTo
  }
}

@description('Resource group of the service.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output AZURE_FUNCTION_APP_NAME string = app.outputs.name

@description('Resource id of the function app: where events go.')
output AZURE_FUNCTION_APP_ID string = app.outputs.id

@description('Address of the service.')
output SERVICE_API_URI string = 'https://${app.outputs.hostName}'

@description('Storage account of the Functions host, the requests and the people.')
output HOST_STORAGE_NAME string = last(split(hostStorage.outputs.id, '/'))

@description('Storage account of the record.')
output AUDIT_STORAGE_NAME string = last(split(auditStorage.outputs.id, '/'))

@description('Vault of the key that signs the record.')
output VAULT_NAME string = last(split(signingKey.outputs.id, '/'))

@description('Object id of the identity that approves.')
output SERVICE_PRINCIPAL_OBJECT_ID string = identity.outputs.principalId

@description('App id of the bot, for the package of the app in Teams.')
output BOT_APP_ID string = identity.outputs.clientId

@description('Who is told by alerts.')
output ALERT_ACTION_GROUP_ID string = alerts.outputs.actionGroupId

@description('Key that signs the audit log, with its version.')
output AUDIT_SIGNING_KEY string = signingKey.outputs.keyUrl

@description('That version: azd hands it back to the next deployment, so that a new one signs only when somebody says so.')
output AUDIT_SIGNING_KEY_VERSION string = last(split(signingKey.outputs.keyUrl, '/'))
