using '../events/main.bicep'

param location = 'westeurope'
param functionAppId = '/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg-relay-approvals-contoso/providers/Microsoft.Web/sites/func-relay-approvals-contoso'
param principalId = 'cccccccc-0000-4000-8000-000000000002'
param mayCleanUp = true
