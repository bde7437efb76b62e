@description('Name of the zone, as Azure asks for it.')
param name string

@description('Tags of the zone.')
param tags object

@description('Network in which the names are known.')
param networkName string

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: networkName
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: name
  location: 'global'
  tags: tags
}

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: zone
  name: 'to-${networkName}'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

@description('Resource id of the zone.')
output id string = zone.id
