using '../access/management-group.bicep'

param principalId = 'cccccccc-0000-4000-8000-000000000002'
param mayCleanUp = true
