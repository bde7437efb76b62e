targetScope = 'subscription'

metadata description = 'What Relay Approvals may do in one subscription: decide about connections, clean up endpoints, or both.'

import {
  approverActions
  approverDescription
  approverName
  cleanUpActions
  cleanUpDescription
  cleanUpName
} from '../shared/approver-actions.bicep'

@description('Object id of the identity of the service.')
param principalId string

@description('Whether the subscription has Relay namespaces to decide about.')
param mayApprove bool = true

@description('Whether the subscription has private endpoints that may be cleaned up.')
param mayCleanUp bool = false

@description('Resource id of the approving role where a management group defines it; empty to define it here.')
param approverRoleId string = ''

@description('Resource id of the cleaning role where a management group defines it; empty to define it here.')
param cleanUpRoleId string = ''

// Names of roles are unique in a tenant, so a role that only this subscription knows says so.
var suffix = substring(subscription().subscriptionId, 0, 8)

module approver 'definition.bicep' = if (mayApprove && empty(approverRoleId)) {
  name: 'approver-role'
  params: {
    roleName: '${approverName} (${suffix})'
    roleDescription: approverDescription
    actions: approverActions
  }
}

module approves 'assignment.bicep' = if (mayApprove) {
  name: 'approves'
  params: {
    principalId: principalId
    roleId: empty(approverRoleId) ? approver!.outputs.id : approverRoleId
    purpose: 'approves'
  }
}

module cleaner 'definition.bicep' = if (mayCleanUp && empty(cleanUpRoleId)) {
  name: 'clean-up-role'
  params: {
    roleName: '${cleanUpName} (${suffix})'
    roleDescription: cleanUpDescription
    actions: cleanUpActions
  }
}

module cleansUp 'assignment.bicep' = if (mayCleanUp) {
  name: 'cleans-up'
  params: {
    principalId: principalId
    roleId: empty(cleanUpRoleId) ? cleaner!.outputs.id : cleanUpRoleId
    purpose: 'cleans up'
  }
}
