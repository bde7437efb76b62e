targetScope = 'managementGroup'

metadata description = 'The roles, defined once for a management group, and given to the service there or subscription by subscription.'

import {
  approverActions
  approverDescription
  approverName
  cleanUpActions
  cleanUpDescription
  cleanUpName
  readerActions
  readerDescription
  readerName
} from '../shared/approver-actions.bicep'

@description('Object id of the identity of the service; empty to define the roles only.')
param principalId string = ''

@description('Whether the subscriptions below have Relay namespaces to decide about.')
param mayApprove bool = true

@description('Whether the subscriptions below have requesters whose tenant is to be known. The other two roles may tell it too.')
param mayRead bool = false

@description('Whether the service may also clean up private endpoints in every subscription below.')
param mayCleanUp bool = false

@description('What tells these roles from those of another management group: names of roles are unique in a tenant.')
param roleSuffix string = managementGroup().name

resource approver 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, approverName)
  properties: {
    roleName: '${approverName} (${roleSuffix})'
    description: approverDescription
    type: 'CustomRole'
    permissions: [{ actions: approverActions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [managementGroup().id]
  }
}

resource reader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, readerName)
  properties: {
    roleName: '${readerName} (${roleSuffix})'
    description: readerDescription
    type: 'CustomRole'
    permissions: [{ actions: readerActions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [managementGroup().id]
  }
}

resource cleaner 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, cleanUpName)
  properties: {
    roleName: '${cleanUpName} (${roleSuffix})'
    description: cleanUpDescription
    type: 'CustomRole'
    permissions: [{ actions: cleanUpActions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [managementGroup().id]
  }
}

resource approves 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId) && mayApprove) {
  name: guid(managementGroup().id, principalId, 'approves')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: approver.id
    description: 'Relay Approvals: approves'
  }
}

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId) && mayRead) {
  name: guid(managementGroup().id, principalId, 'reads')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: reader.id
    description: 'Relay Approvals: reads'
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

@description('Resource id of the reading role, for the subscriptions.')
output READER_ROLE_ID string = reader.id

@description('Resource id of the cleaning role, for the subscriptions.')
output CLEAN_UP_ROLE_ID string = cleaner.id
