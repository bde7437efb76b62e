@description('Region of network and endpoints.')
param location string

@description('Tags of what is made.')
param tags object

@description('What makes names unique.')
param token string

@description('Network in which the names are known.')
param networkName string

@description('Subnet of the private endpoints.')
param subnetId string

@description('Storage account of the host.')
param hostStorageId string

@description('Storage account of the audit log.')
param auditStorageId string

@description('Vault of the signing key.')
param vaultId string

var storageSuffix = environment().suffixes.storage
var vaultSuffix = replace(environment().suffixes.keyvaultDns, '.vault.', '')
var zones = {
  blob: 'privatelink.blob.${storageSuffix}'
  queue: 'privatelink.queue.${storageSuffix}'
  table: 'privatelink.table.${storageSuffix}'
  vault: 'privatelink.vaultcore.${vaultSuffix}'
}
var endpoints = [
  { name: 'host-blob', groupId: 'blob', targetId: hostStorageId }
  { name: 'host-queue', groupId: 'queue', targetId: hostStorageId }
  { name: 'host-table', groupId: 'table', targetId: hostStorageId }
  { name: 'audit-blob', groupId: 'blob', targetId: auditStorageId }
  { name: 'audit-table', groupId: 'table', targetId: auditStorageId }
  { name: 'signing-key', groupId: 'vault', targetId: vaultId }
]
var groupIds = map(items(zones), zone => zone.key)

module privateZones 'private-zone.bicep' = [
  for zone in items(zones): {
    name: 'zone-${zone.key}'
    params: { name: zone.value, tags: tags, networkName: networkName }
  }
]

module privateEndpoints 'private-endpoint.bicep' = [
  for endpoint in endpoints: {
    name: 'endpoint-${endpoint.name}'
    params: {
      name: 'pe-${endpoint.name}-${token}'
      location: location
      tags: tags
      subnetId: subnetId
      targetId: endpoint.targetId
      groupId: endpoint.groupId
      zoneId: privateZones[indexOf(groupIds, endpoint.groupId)].outputs.id
    }
  }
]
