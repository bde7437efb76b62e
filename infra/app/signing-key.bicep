import { signingKeyName } from '../shared/record.bicep'

@description('Name of the vault.')
param name string

@description('Region of the vault.')
param location string

@description('Tags of the vault.')
param tags object

@description('Whether the vault is reached through a private endpoint, and from the ranges of operatorRanges.')
param isPrivate bool

@description('Public IPv4 ranges from which people come past the private endpoint; with none the public network is off.')
param operatorRanges string[]

@description('Version of the key that signs; empty for the newest.')
@maxLength(32)
param keyVersion string

@description('Workspace that is told of every use of the vault.')
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: isPrivate && empty(operatorRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'None'
      ipRules: isPrivate ? map(operatorRanges, range => { value: range }) : []
    }
  }
}

@description('Signs checkpoints: ECDSA with P-256, which is what signed notes and Key Vault both know. It does nothing else.')
resource key 'Microsoft.KeyVault/vaults/keys@2025-05-01' = {
  parent: vault
  name: signingKeyName
  tags: tags
  properties: {
    kty: 'EC'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    attributes: { enabled: true, exportable: false }
  }
}

resource uses 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'uses'
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }] }
}

@description('Resource id of the vault, for the private endpoint.')
output id string = vault.id

@description('Address of the key with the version that signs: another version is a step that somebody takes, not one that happens.')
output keyUrl string = empty(keyVersion) ? key.properties.keyUriWithVersion : '${key.properties.keyUri}/${keyVersion}'
