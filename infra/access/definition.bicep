targetScope = 'subscription'

@description('Name of the role, unique in the tenant.')
param roleName string

@description('What the role is for.')
param roleDescription string

@description('What the role permits.')
param actions string[]

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, roleName)
  properties: {
    roleName: roleName
    description: roleDescription
    type: 'CustomRole'
    permissions: [{ actions: actions, notActions: [], dataActions: [], notDataActions: [] }]
    assignableScopes: [subscription().id]
  }
}

@description('Resource id of the role.')
output id string = role.id
