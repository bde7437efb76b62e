using '../access/main.bicep'

param principalId = 'cccccccc-0000-4000-8000-000000000002'
param mayApprove = false
param mayRead = true
