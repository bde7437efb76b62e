@description('Name of the function app.')
param appName string

@description('Client id of the app registration of the API and the page; empty for nobody to be signed in.')
param clientId string

@description('Settings name that holds the client id of the managed identity, used in place of a client secret.')
param identitySetting string

@description('Paths of those who bring another token than the page: Teams and Event Grid.')
param excludedPaths string[]

var provider = {
  enabled: true
  registration: {
    clientId: clientId
    clientSecretSettingName: identitySetting
    openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  }
  // With offline_access there is something to renew a token with when it ends: /.auth/refresh.
  login: { loginParameters: ['scope=openid profile email offline_access'] }
  validation: { allowedAudiences: [clientId, 'api://${clientId}'] }
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

// Without a client id it is there all the same, switched off: what a deployment leaves out stays as it was.
@description('Signs people in for the page. Nobody is turned away here: Teams, Event Grid and the command line bring tokens that the code verifies itself.')
resource signIn 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: !empty(clientId) }
    globalValidation: {
      requireAuthentication: false
      unauthenticatedClientAction: 'AllowAnonymous'
      redirectToProvider: 'azureactivedirectory'
      excludedPaths: excludedPaths
    }
    httpSettings: { requireHttps: true, forwardProxy: { convention: 'NoProxy' } }
    identityProviders: empty(clientId) ? {} : { azureActiveDirectory: provider }
    login: {
      tokenStore: { enabled: true }
      preserveUrlFragmentsForLogins: true
      cookieExpiration: { convention: 'FixedTime', timeToExpiration: '08:00:00' }
    }
  }
}
