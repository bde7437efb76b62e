metadata description = 'The requester\'s side of "Integrate Azure Relay with Azure Private Link": network, private endpoint and names.'

@description('Region of network and endpoint. The namespace may be in another.')
param location string = resourceGroup().location

@description('Resource id of the Relay namespace, in any subscription or tenant.')
param namespaceId string

@description('Name of the private endpoint; rules of the policy may go by it.')
param endpointName string = 'pe-${last(split(namespaceId, '/'))}'

@description('manual: asked for and decided by the owners. automatic: for who may approve there; then nobody is asked.')
@allowed(['manual', 'automatic'])
param connection string = 'manual'

@description('What the owners read about why it is wanted.')
@maxLength(140)
param requestMessage string = 'Please approve this connection'

@description('Name of the virtual network.')
param networkName string = 'vnet-relay'

@description('Whether the network and its subnet are there already.')
param networkExists bool = false

@description('Resource group of the network. In another one than that of the endpoint it has to be there already.')
param networkResourceGroup string = resourceGroup().name

@description('Address range of a new network.')
param networkPrefix string = '10.0.0.0/16'

@description('Name of the subnet.')
param subnetName string = 'snet-relay'

@description('Address range of a new subnet.')
param subnetPrefix string = '10.0.0.0/24'

@description('Fixed address of the endpoint; empty for any free one.')
param staticAddress string = ''

@description('Name of the network interface; empty for a name of Azure\'s.')
param interfaceName string = ''

@description('Whether an application security group is made that holds the endpoint.')
param withSecurityGroup bool = false

@description('Resource id of one that is there already and shall hold it too; empty for none.')
param existingSecurityGroupId string = ''

@description('Whether a private DNS zone is made and linked. Without it, or one of your own, the name leads to the public address.')
param withDnsZone bool = true

@description('Resource id of a zone that is there already, in any resource group, and is linked to the network; empty to make one.')
param existingZoneId string = ''

@description('Tags of all of this.')
param tags object = {}

// Of the public cloud; in another one the namespace has another name.
var zoneName = 'privatelink.servicebus.windows.net'
var makesNetwork = !networkExists && toLower(networkResourceGroup) == toLower(resourceGroup().name)
var link = {
  name: endpointName
  properties: union(
    { privateLinkServiceId: namespaceId, groupIds: ['namespace'] },
    connection == 'manual' ? { requestMessage: requestMessage } : {}
  )
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = if (makesNetwork) {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [networkPrefix] }
    subnets: [
      { name: subnetName, properties: { addressPrefix: subnetPrefix, privateEndpointNetworkPolicies: 'Disabled' } }
    ]
  }
}

resource anyNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  scope: resourceGroup(networkResourceGroup)
  name: networkName

  resource subnet 'subnets' existing = {
    name: subnetName
  }
}

resource securityGroup 'Microsoft.Network/applicationSecurityGroups@2025-05-01' = if (withSecurityGroup) {
  name: 'asg-${endpointName}'
  location: location
  tags: tags
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: endpointName
  location: location
  tags: tags
  properties: {
    subnet: { id: anyNetwork::subnet.id }
    customNetworkInterfaceName: empty(interfaceName) ? null : interfaceName
    applicationSecurityGroups: union(
      withSecurityGroup ? [{ id: securityGroup.id }] : [],
      empty(existingSecurityGroupId) ? [] : [{ id: existingSecurityGroupId }]
    )
    ipConfigurations: empty(staticAddress)
      ? []
      : [
          {
            name: 'static'
            properties: { groupId: 'namespace', memberName: 'namespace', privateIPAddress: staticAddress }
          }
        ]
    privateLinkServiceConnections: connection == 'automatic' ? [link] : []
    manualPrivateLinkServiceConnections: connection == 'manual' ? [link] : []
  }
  dependsOn: [network]
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (withDnsZone && empty(existingZoneId)) {
  name: zoneName
  location: 'global'
  tags: tags

  resource toNetwork 'virtualNetworkLinks' = {
    name: 'to-${networkName}'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: anyNetwork.id } }
    dependsOn: [network]
  }
}

@description('Written down here since policies that attach zones look at automatic connections only.')
resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = if (withDnsZone) {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: 'relay', properties: { privateDnsZoneId: empty(existingZoneId) ? zone.id : existingZoneId } }
    ]
  }
}

@description('Resource id of the private endpoint.')
output endpointId string = endpoint.id
