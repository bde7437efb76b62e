import { storageBlobDataReader, storageTableDataReader } from '../shared/built-in-roles.bicep'
import { logContainer, policyContainer, recordTable, workTables } from '../shared/record.bicep'

@description('Name of the storage account.')
param name string

@description('Region of the account.')
param location string

@description('Tags of the account.')
param tags object

@description('Whether the account is reached through private endpoints, and from the ranges of operatorRanges.')
param isPrivate bool

@description('Public IPv4 ranges from which people come past the private endpoints; with none the public network is off.')
param operatorRanges string[]

@description('Copies of the account: three in one zone, in three zones, or more in a second region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_GRS'])
param replication string

@description('How many days a blob of the log can neither be changed nor deleted, by anybody once the policy is locked.')
@minValue(1)
@maxValue(146000)
param retentionDays int

@description('Whether somebody has locked that retention. Then it is left alone: Azure refuses to write a locked one.')
param retentionLocked bool

@description('Whether a lock keeps the account from being deleted.')
param locked bool

@description('Object id of the group that may read the tables without this service; empty for none.')
param auditorsGroupId string

@description('Workspace that is told of what is deleted.')
param workspaceId string

// Storage refuses a range of one address.
var operators = map(operatorRanges, range => { value: replace(range, '/32', ''), action: 'Allow' })

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: replication }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate && empty(operatorRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'None'
      ipRules: isPrivate ? operators : []
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: 30 }
    containerDeleteRetentionPolicy: { enabled: true, days: 30 }
  }
}

@description('Tiles, entries and checkpoints. Each is written once. Immutable by version: were one written again, what it was before would stay.')
resource log 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: logContainer
  properties: { immutableStorageWithVersioning: { enabled: true } }

  resource retention 'immutabilityPolicies' = if (!retentionLocked) {
    name: 'default'
    properties: { immutabilityPeriodSinceCreationInDays: retentionDays }
  }
}

resource policies 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: policyContainer
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource record 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = {
  parent: tables
  name: recordTable
}

resource work 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for table in workTables: {
    parent: tables
    name: table
  }
]

resource auditorsRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [storageTableDataReader, storageBlobDataReader]: if (!empty(auditorsGroupId)) {
    scope: account
    name: guid(account.id, auditorsGroupId, role)
    properties: {
      principalId: auditorsGroupId
      principalType: 'Group'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'keep-the-record'
  properties: { level: 'CanNotDelete', notes: 'The audit log of Relay Approvals.' }
}

resource deletedBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'deletions'
  properties: { workspaceId: workspaceId, logs: [{ category: 'StorageDelete', enabled: true }] }
}

resource deletedRows 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: tables
  name: 'deletions'
  properties: { workspaceId: workspaceId, logs: [{ category: 'StorageDelete', enabled: true }] }
}

@description('Resource id, for private endpoints.')
output id string = account.id

@description('Address of the tables.')
output tableUrl string = 'https://${account.name}.table.${environment().suffixes.storage}'

@description('Address of the container that holds the sealed log.')
output logUrl string = 'https://${account.name}.blob.${environment().suffixes.storage}/${log.name}'

@description('Address of the blob that holds the policy, when it is kept there.')
output policyUrl string = 'https://${account.name}.blob.${environment().suffixes.storage}/${policies.name}/policy.yaml'
