using '../main.bicep'

param environmentName = 'contoso'
param location = 'westeurope'
