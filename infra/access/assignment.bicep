targetScope = 'subscription'

@description('Object id of the identity of the service.')
param principalId string

@description('Role that it gets in this subscription.')
param roleId string

@description('What tells this assignment from others.')
param purpose string

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, purpose)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId
    description: 'Relay Approvals: ${purpose}'
  }
}
