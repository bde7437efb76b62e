targetScope = 'subscription'

@description('What makes the name of the role unique in the tenant.')
param suffix string

@description('Resource group in which the role may be assigned.')
param resourceGroupName string

@description('Writes the record and signs it. No built-in role fits: each of them may also change or delete what was written, or use the key for more than signing.')
resource recorder 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, 'Relay Approvals Recorder', suffix)
  properties: {
    roleName: 'Relay Approvals Recorder (${suffix})'
    description: 'Adds entries to the audit log of Relay Approvals and signs it. Neither changes nor deletes them.'
    type: 'CustomRole'
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/sign/action'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
          'Microsoft.Storage/storageAccounts/tableServices/tables/entities/add/action'
          'Microsoft.Storage/storageAccounts/tableServices/tables/entities/read'
        ]
        notDataActions: []
      }
    ]
    assignableScopes: [subscriptionResourceId('Microsoft.Resources/resourceGroups', resourceGroupName)]
  }
}

@description('Resource id of the role.')
output id string = recorder.id
