@description('Name of the storage account.')
param name string

@description('Region of the account.')
param location string

@description('Tags of the account.')
param tags object

@description('Container of the deployed package.')
param packageContainer string

@description('Whether the account is reached through private endpoints only.')
param isPrivate bool

@description('The host, the task hub and the requests. Holds no record: what is lost here is found again in Azure and in the audit account.')
resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { deleteRetentionPolicy: { enabled: true, days: 7 } }

    resource package 'containers' = {
      name: packageContainer
    }
  }
}

@description('Resource id, for private endpoints.')
output id string = account.id

@description('Address of the blobs.')
output blobUrl string = 'https://${account.name}.blob.${environment().suffixes.storage}'

@description('Address of the queues.')
output queueUrl string = 'https://${account.name}.queue.${environment().suffixes.storage}'

@description('Address of the tables.')
output tableUrl string = 'https://${account.name}.table.${environment().suffixes.storage}'
