targetScope = 'managementGroup'

metadata description = 'Both roles, defined once for a management group, and given to the service there or subscription by subscription.'

import {
  approverActions
  approverDescription
  approverName
  cleanUpActions
  cleanUpDescription
  cleanUpName
} from '../shared/approver-actions.bicep'

@description('Object id of the identity of the service; empty to define the roles only.')
param principalId string = ''

@description('Whether the service may also clean up private endpoints in every subscription below.')
param mayCleanUp bool = false

resource approver 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, approverName)
  properties: {
    roleName: approverName
    description: approverDescription
    type: 'CustomRole'
    permissions: [{ actions: approverActions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [managementGroup().id]
  }
}

resource cleaner 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, cleanUpName)
  properties: {
    roleName: cleanUpName
    description: cleanUpDescription
    type: 'CustomRole'
    permissions: [{ actions: cleanUpActions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [managementGroup().id]
  }
}

resource approves 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  name: guid(managementGroup().id, principalId, 'approves')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: approver.id
    description: 'Relay Approvals: approves'
  }
}

resource cleansUp 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId) && mayCleanUp) {
  name: guid(managementGroup().id, principalId, 'cleans up')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: cleaner.id
    description: 'Relay Approvals: cleans up'
  }
}

@description('Resource id of the approving role, for the subscriptions.')
output APPROVER_ROLE_ID string = approver.id

@description('Resource id of the cleaning role, for the subscriptions.')
output CLEAN_UP_ROLE_ID string = cleaner.id
