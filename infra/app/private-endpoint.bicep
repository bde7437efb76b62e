@description('Name of the private endpoint.')
param name string

@description('Region of the endpoint: that of its subnet.')
param location string

@description('Tags of the endpoint.')
param tags object

@description('Subnet in which the endpoint gets its address.')
param subnetId string

@description('Resource to which it leads.')
param targetId string

@description('Part of that resource, like blob or vault.')
param groupId string

@description('DNS zone that names its address.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: groupId, properties: { privateLinkServiceId: targetId, groupIds: [groupId] } }
    ]
  }

  resource dns 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: groupId, properties: { privateDnsZoneId: zoneId } }] }
  }
}
