#!/usr/bin/env bash
# Registers the audit API and the page in Entra, without a secret: the managed identity of the service vouches for it. May be run again.
# usage: infra/sign-in/register.sh     after `azd up`; then `azd up` once more, which takes the API_CLIENT_ID that this leaves in azd
set -euo pipefail
cd "$(dirname "$0")"

name="Relay Approvals ($(azd env get-value AZURE_ENV_NAME))"
address=$(azd env get-value SERVICE_API_URI)
principal=$(azd env get-value SERVICE_PRINCIPAL_OBJECT_ID)
tenant=$(az account show --query tenantId --output tsv)

client=$(az ad app list --filter "displayName eq '$name'" --query '[0].appId' --output tsv)
if [[ -z $client ]]; then
  client=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
az ad app update --id "$client" \
  --app-roles @app-roles.json \
  --identifier-uris "api://$client" \
  --enable-id-token-issuance true \
  --web-redirect-uris "$address/.auth/login/aad/callback"

# Tokens of version 2, as the service expects them, also for people who are signed in to the Azure CLI.
object=$(az ad app show --id "$client" --query id --output tsv)
scope=6f0d2c0e-7d0a-4f0e-9f6c-2b1f4f3a1aff
azure_cli=04b07795-8ddb-461a-bbee-02f9e1bf7b46
change() {
  az rest --method PATCH --url "https://graph.microsoft.com/v1.0/applications/$object" --body "$1"
}
change "{ \"api\": { \"requestedAccessTokenVersion\": 2, \"oauth2PermissionScopes\": [{
  \"id\": \"$scope\", \"value\": \"access\", \"type\": \"User\", \"isEnabled\": true,
  \"adminConsentDisplayName\": \"Use Relay Approvals\", \"adminConsentDescription\": \"Use Relay Approvals as the person who is signed in.\"
}] } }"
change "{ \"api\": { \"preAuthorizedApplications\": [{ \"appId\": \"$azure_cli\", \"delegatedPermissionIds\": [\"$scope\"] }] } }"

# Whoever has no role gets no token.
az ad sp show --id "$client" --output none 2>/dev/null || az ad sp create --id "$client" --output none
az ad sp update --id "$client" --set appRoleAssignmentRequired=true

if [[ -z $(az ad app federated-credential list --id "$client" --query "[?name=='service'].name" --output tsv) ]]; then
  az ad app federated-credential create --id "$client" --parameters "{
    \"name\": \"service\",
    \"issuer\": \"https://login.microsoftonline.com/$tenant/v2.0\",
    \"subject\": \"$principal\",
    \"audiences\": [\"api://AzureADTokenExchange\"]
  }" --output none
fi

azd env set API_CLIENT_ID "$client"
echo "Registered as $client. Now: azd up, and give people roles (docs/deploy.md#the-audit-page)."
