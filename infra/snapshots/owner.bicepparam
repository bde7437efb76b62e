using '../owner/main.bicep'

param namespaceName = 'contoso-orders'
param location = 'westeurope'
param hybridConnections = ['orders']
