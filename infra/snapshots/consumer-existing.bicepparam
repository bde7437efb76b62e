using '../consumer/main.bicep'

param location = 'westeurope'
param namespaceId = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders'
param connection = 'automatic'
param networkName = 'vnet-landing-zone'
param networkResourceGroup = 'rg-network'
param subnetName = 'snet-endpoints'
param interfaceName = 'nic-contoso-orders'
param existingSecurityGroupId = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/applicationSecurityGroups/asg-endpoints'
param existingZoneId = '/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net'
param tags = { team: 'orders' }
