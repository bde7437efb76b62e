using '../consumer/main.bicep'

param location = 'westeurope'
param namespaceId = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders'
param requestMessage = 'Order import, ticket 4711'
param staticAddress = '10.0.0.10'
param withSecurityGroup = true
