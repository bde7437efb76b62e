@description('Name of the storage account.')
param name string

@description('Region of the account.')
param location string

@description('Tags of the account.')
param tags object

@description('Container of the deployed package.')
param packageContainer string

@description('Whether the account is reached through private endpoints, and from the ranges of operatorRanges.')
param isPrivate bool

@description('Public IPv4 ranges from which people come past the private endpoints; with none the public network is off.')
param operatorRanges string[]

@description('Copies of the account: three in one zone, in three zones, or more in a second region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_GRS'])
param replication string

@description('Whether a lock keeps the account from being deleted.')
param locked bool

// Storage refuses a range of one address.
var operators = map(operatorRanges, range => { value: replace(range, '/32', ''), action: 'Allow' })

@description('The host, the task hub, the requests, the last good policy, and the people. The sweep makes requests anew; who a pseudonym of the record is stands here only.')
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

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { deleteRetentionPolicy: { enabled: true, days: 7 } }

    resource package 'containers' = {
      name: packageContainer
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'keep-the-people'
  properties: { level: 'CanNotDelete', notes: 'Only the table People knows who the pseudonyms of the record are.' }
}

@description('Resource id, for private endpoints.')
output id string = account.id

@description('Address of the blobs.')
output blobUrl string = 'https://${account.name}.blob.${environment().suffixes.storage}'

@description('Address of the queues.')
output queueUrl string = 'https://${account.name}.queue.${environment().suffixes.storage}'

@description('Address of the tables.')
output tableUrl string = 'https://${account.name}.table.${environment().suffixes.storage}'
