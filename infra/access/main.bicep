targetScope = 'subscription'

metadata description = 'What Relay Approvals may do in one subscription: decide about connections, tell the tenant of requesters, clean up endpoints.'

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

@description('Object id of the identity of the service.')
param principalId string

@description('Whether the subscription has Relay namespaces to decide about.')
param mayApprove bool = true

@description('Whether the subscription has requesters whose tenant is to be known. The other two roles may tell it too.')
param mayRead bool = false

@description('Whether the subscription has private endpoints that may be cleaned up.')
param mayCleanUp bool = false

@description('Resource id of the approving role where a management group defines it; empty to define it here.')
param approverRoleId string = ''

@description('Resource id of the reading role where a management group defines it; empty to define it here.')
param readerRoleId string = ''

@description('Resource id of the cleaning role where a management group defines it; empty to define it here.')
param cleanUpRoleId string = ''

@description('Region of the deployments. Roles have none.')
param location string = deployment().location

// Names of roles are unique in a tenant, so a role that only this subscription knows says so.
var roleSuffix = substring(subscription().subscriptionId, 0, 8)
// A deployment of the same name in another region is refused, and another environment may deploy at the same time.
var deploymentSuffix = uniqueString(principalId, location)

module approver 'definition.bicep' = if (mayApprove && empty(approverRoleId)) {
  name: 'approver-role-${deploymentSuffix}'
  params: {
    roleName: '${approverName} (${roleSuffix})'
    roleDescription: approverDescription
    actions: approverActions
  }
}

module approves 'assignment.bicep' = if (mayApprove) {
  name: 'approves-${deploymentSuffix}'
  params: {
    principalId: principalId
    roleId: empty(approverRoleId) ? approver!.outputs.id : approverRoleId
    purpose: 'approves'
  }
}

module reader 'definition.bicep' = if (mayRead && empty(readerRoleId)) {
  name: 'reader-role-${deploymentSuffix}'
  params: {
    roleName: '${readerName} (${roleSuffix})'
    roleDescription: readerDescription
    actions: readerActions
  }
}

module reads 'assignment.bicep' = if (mayRead) {
  name: 'reads-${deploymentSuffix}'
  params: {
    principalId: principalId
    roleId: empty(readerRoleId) ? reader!.outputs.id : readerRoleId
    purpose: 'reads'
  }
}

module cleaner 'definition.bicep' = if (mayCleanUp && empty(cleanUpRoleId)) {
  name: 'clean-up-role-${deploymentSuffix}'
  params: {
    roleName: '${cleanUpName} (${roleSuffix})'
    roleDescription: cleanUpDescription
    actions: cleanUpActions
  }
}

module cleansUp 'assignment.bicep' = if (mayCleanUp) {
  name: 'cleans-up-${deploymentSuffix}'
  params: {
    principalId: principalId
    roleId: empty(cleanUpRoleId) ? cleaner!.outputs.id : cleanUpRoleId
    purpose: 'cleans up'
  }
}
