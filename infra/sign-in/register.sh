#!/usr/bin/env bash
# Registers the audit API and the page in Entra, without a secret: the managed identity of the service vouches for it. May be run again.
# usage: infra/sign-in/register.sh [--adopt CLIENT-ID]     after `azd up`; then `azd up` once more, which takes the API_CLIENT_ID that this leaves in azd
# --adopt takes an app that azd does not know, once you have seen who owns it.
set -euo pipefail
cd "$(dirname "$0")"

refuse() {
  printf '%s\n' "$@" >&2
  exit 1
}
adopted=
if [[ $# -gt 0 ]]; then
  if [[ $# -ne 2 || $1 != --adopt || ! $2 =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ ]]; then
    echo "usage: infra/sign-in/register.sh [--adopt CLIENT-ID]" >&2
    exit 2
  fi
  adopted=$2
fi

# What `azd up` wrote down of the service.
value() {
  azd env get-value "$1" || refuse "azd knows no $1: run azd up first, or azd env select"
}
name="Relay Approvals ($(value AZURE_FUNCTION_APP_NAME))"
callback=$(value SERVICE_API_URI)/.auth/login/aad/callback
principal=$(value SERVICE_PRINCIPAL_OBJECT_ID)
tenant=$(az account show --query tenantId --output tsv)

# azd says on its standard output too that it knows nothing.
known=$(azd env get-value API_CLIENT_ID 2>/dev/null) || known=
client=${adopted:-$known}
if [[ -z $client ]]; then
  # Anybody in the tenant may have given an app this name, and stay its owner.
  found=$(az ad app list --filter "displayName eq '$name'" --query '[].appId' --output tsv)
  if [[ -n $found ]]; then
    refuse "There is an app $name that azd does not know:" "$found" \
      "Its owners, and whoever has a credential of it, decide who gets in. Look at both:" \
      "  az ad app owner list --id CLIENT-ID; az ad app credential list --id CLIENT-ID; az ad app federated-credential list --id CLIENT-ID" \
      "If it is yours: infra/sign-in/register.sh --adopt CLIENT-ID"
  fi
  client=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
object=$(az ad app show --id "$client" --query id --output tsv) ||
  refuse "az shows no app $client. Has it been deleted? Then: azd env set API_CLIENT_ID \"\", and run this again."
# Before anything else can fail, so that the next run knows the app.
azd env set API_CLIENT_ID "$client"

# Tokens go to no address but the service's.
others=$(az ad app show --id "$client" --query "web.redirectUris[?@!='$callback']" --output tsv)
if [[ -n $others ]]; then
  printf '%s\n' "Taken off, since tokens would go there too:" "$others"
fi
az ad app update --id "$client" \
  --sign-in-audience AzureADMyOrg \
  --app-roles @app-roles.json \
  --identifier-uris "api://$client" \
  --enable-id-token-issuance true \
  --web-redirect-uris "$callback"

# Tokens of version 2, as the service expects them, also for people who are signed in to the Azure CLI, azd (which shares its id) or Azure PowerShell.
scope=6f0d2c0e-7d0a-4f0e-9f6c-2b1f4f3a1aff
azure_cli=04b07795-8ddb-461a-bbee-02f9e1bf7b46
azure_powershell=1950a258-227b-4e31-a9cf-717495945fc2
change() {
  az rest --method PATCH --url "https://graph.microsoft.com/v1.0/$1" --body "$2"
}
change "applications/$object" "{ \"spa\": { \"redirectUris\": [] }, \"publicClient\": { \"redirectUris\": [] },
  \"api\": { \"requestedAccessTokenVersion\": 2, \"oauth2PermissionScopes\": [{
  \"id\": \"$scope\", \"value\": \"access\", \"type\": \"User\", \"isEnabled\": true,
  \"adminConsentDisplayName\": \"Use Relay Approvals\", \"adminConsentDescription\": \"Use Relay Approvals as the person who is signed in.\"
}] } }"
change "applications/$object" \
  "{ \"api\": { \"preAuthorizedApplications\": [
  { \"appId\": \"$azure_cli\", \"delegatedPermissionIds\": [\"$scope\"] },
  { \"appId\": \"$azure_powershell\", \"delegatedPermissionIds\": [\"$scope\"] }
] } }"

# Whoever has no role gets no token. The portal lists as enterprise applications only what has the tag.
az ad sp show --id "$client" --output none 2>/dev/null || az ad sp create --id "$client" --output none
tag=WindowsAzureActiveDirectoryIntegratedApp
tags=$(az ad sp show --id "$client" --query "[tags[?@!='$tag'], ['$tag']][]" --output json)
change "servicePrincipals(appId='$client')" "{ \"appRoleAssignmentRequired\": true, \"tags\": $tags }"

# A deployment that was taken away and made again has another identity.
trust="\"issuer\": \"https://login.microsoftonline.com/$tenant/v2.0\", \"subject\": \"$principal\", \"audiences\": [\"api://AzureADTokenExchange\"]"
trusted=$(az ad app federated-credential list --id "$client" --query "[?name=='service'].subject" --output tsv)
if [[ -z $trusted ]]; then
  az ad app federated-credential create --id "$client" --parameters "{ \"name\": \"service\", $trust }" --output none
elif [[ $trusted != "$principal" ]]; then
  az ad app federated-credential update --id "$client" --federated-credential-id service --parameters "{ $trust }" --output none
fi

echo "Registered as $client. Now: azd up, and give people roles (docs/deploy.md#the-audit-page)."
