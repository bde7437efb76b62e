using '../main.bicep'

param environmentName = 'contoso'
param location = 'westeurope'
param resourceGroupName = 'rg-relay'
param tags = { 'cost-center': '4711' }
param hostReplication = 'Standard_ZRS'
param auditRetentionLocked = true
param auditSigningKeyVersion = '0123456789abcdef0123456789abcdef'
param auditLogEarlierKeys = 'straaudit.blob.core.windows.net/audit-log+2e01c860+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIHJDz0keJYU3ij/V8W3iKA/4m25/FZCm+Xnd23T++d9FaE6BuOozWv5jpgVkEvxTNkbNcPDMXk0djN9ZFbB6wY='
param vnetEnabled = true
