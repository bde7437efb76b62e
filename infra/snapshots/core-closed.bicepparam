using '../main.bicep'

param environmentName = 'contoso'
param location = 'westeurope'
param alwaysReadyHttp = 1
param apiClientId = 'dddddddd-0000-4000-8000-000000000001'
param policyInBlob = true
param settings = { CLEAN_UP: 'delete' }
param auditorsGroupId = 'eeeeeeee-0000-4000-8000-000000000001'
param alertMailTo = ['relay-team@contoso.example']
param vnetEnabled = true
param restrictInbound = true
param operatorRanges = ['198.51.100.0/24', '203.0.113.7/32']
