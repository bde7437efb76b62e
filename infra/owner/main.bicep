metadata description = 'The owner\'s side: a Relay namespace that is reached through private endpoints only.'

@description('Name of the namespace.')
param namespaceName string

@description('Region of the namespace.')
param location string = resourceGroup().location

@description('Names of hybrid connections; those that are there already may be left out.')
param hybridConnections string[] = []

@description('Whether Azure services that Microsoft trusts may pass while the public network is shut.')
param trustedServices bool = true

@description('Whether the public network may still call. Shut it only once the endpoints work.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Disabled'

@description('Address ranges that alone may call while the public network is open; empty for all. What is left out here is taken off.')
param addressRanges string[] = []

@description('Tags of the namespace. What is left out here is taken off.')
param tags object = {}

// Rules mean nothing then, and Azure may refuse to deny everybody where nobody is allowed.
var isShut = publicNetworkAccess == 'Disabled'

resource namespace 'Microsoft.Relay/namespaces@2024-01-01' = {
  name: namespaceName
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { publicNetworkAccess: publicNetworkAccess }

  resource connections 'hybridConnections' = [
    for name in hybridConnections: {
      name: name
      properties: { requiresClientAuthorization: true }
    }
  ]

  resource rules 'networkRuleSets' = {
    name: 'default'
    properties: {
      publicNetworkAccess: publicNetworkAccess
      defaultAction: isShut ? null : empty(addressRanges) ? 'Allow' : 'Deny'
      trustedServiceAccessEnabled: trustedServices
      ipRules: isShut ? null : map(addressRanges, range => { ipMask: range, action: 'Allow' })
    }
  }
}

@description('Resource id of the namespace: what requesters need.')
output namespaceId string = namespace.id
