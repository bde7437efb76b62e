@description('Client id of the identity that the app and the bot are.')
param identityClientId string

@description('Blobs of the host.')
param blobUrl string

@description('Queues of the host.')
param queueUrl string

@description('Tables of the host and of the requests.')
param tableUrl string

@description('Tables of the audit log.')
param auditTableUrl string

@description('Container of the sealed log.')
param auditLogUrl string

@description('Key that signs the log, with its version.')
param signingKeyUrl string

@description('Verifier keys of versions that signed before; empty for none.')
param earlierKeys string

@description('Whether the policy is read from a blob instead of the package.')
param policyInBlob bool

@description('That blob.')
param policyUrl string

@description('Client id of the app registration of API and page; empty for none.')
param apiClientId string

@description('Name of the setting that stands for a client secret.')
param identitySetting string

@description('Where telemetry goes.')
param insightsConnection string

@description('Settings that win over all others.')
param more object

var host = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: blobUrl
  AzureWebJobsStorage__queueServiceUri: queueUrl
  AzureWebJobsStorage__tableServiceUri: tableUrl
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}
var service = {
  TENANT_ID: tenant().tenantId
  AZURE_CLIENT_ID: identityClientId
  BOT_APP_ID: identityClientId
  TABLES_URL: tableUrl
  AUDIT_TABLES_URL: auditTableUrl
  AUDIT_LOG_CONTAINER: auditLogUrl
  AUDIT_SIGNING_KEY: signingKeyUrl
  ARM_ENDPOINT: environment().resourceManager
}
var log = empty(earlierKeys) ? {} : { AUDIT_LOG_EARLIER_KEYS: earlierKeys }
var policy = policyInBlob ? { POLICY_BLOB: policyUrl } : {}
var api = empty(apiClientId) ? {} : { API_CLIENT_ID: apiClientId, '${identitySetting}': identityClientId }

@description('Application settings: those of the host and those of docs/settings.md.')
output settings object = union(host, service, log, policy, api, more)
