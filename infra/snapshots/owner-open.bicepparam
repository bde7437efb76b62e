using '../owner/main.bicep'

param namespaceName = 'contoso-orders'
param location = 'westeurope'
param publicNetworkAccess = 'Enabled'
param addressRanges = ['198.51.100.0/24']
param trustedServices = false
