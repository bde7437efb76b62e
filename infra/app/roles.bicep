import {
  monitoringMetricsPublisher
  storageBlobDataOwner
  storageBlobDataReader
  storageQueueDataContributor
  storageTableDataContributor
} from '../shared/built-in-roles.bicep'
import { logContainer, policyContainer, recordTable, signingKeyName, workTables } from '../shared/record.bicep'

metadata description = 'What the identity of the app may do here. Each name is made of the identity too: Azure lets no assignment change its holder, and what is kept from an earlier deployment has those of the earlier identity.'

@description('Object id of the identity that the app runs as.')
param principalId string

@description('Role that may add to the record and sign it, and nothing more.')
param recorderRoleId string

@description('Storage account of the host.')
param hostStorageName string

@description('Storage account of the record.')
param auditStorageName string

@description('Vault of the signing key.')
param vaultName string

@description('Application Insights component.')
param insightsName string

var hostRoles = [storageBlobDataOwner, storageQueueDataContributor, storageTableDataContributor]

resource host 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostStorageName
}

resource audit 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: auditStorageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource log 'containers' existing = {
      name: logContainer
    }

    resource policies 'containers' existing = {
      name: policyContainer
    }
  }

  resource tables 'tableServices' existing = {
    name: 'default'

    resource record 'tables' existing = {
      name: recordTable
    }

    resource work 'tables' existing = [
      for table in workTables: {
        name: table
      }
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName

  resource key 'keys' existing = {
    name: signingKeyName
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource ofHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: {
    scope: host
    name: guid(host.id, principalId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource addsToRecord 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: audit::tables::record
  name: guid(audit::tables::record.id, principalId, 'recorder')
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: recorderRoleId }
}

resource addsToLog 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: audit::blobs::log
  name: guid(audit::blobs::log.id, principalId, 'recorder')
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: recorderRoleId }
}

resource signs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::key
  name: guid(vault::key.id, principalId, 'recorder')
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: recorderRoleId }
}

resource worksInTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, index) in workTables: {
    scope: audit::tables::work[index]
    name: guid(audit::tables::work[index].id, principalId, storageTableDataContributor)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
    }
  }
]

resource readsPolicy 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: audit::blobs::policies
  name: guid(audit::blobs::policies.id, principalId, storageBlobDataReader)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
  }
}

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, monitoringMetricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}
