#!/usr/bin/env bash
# Watches one more subscription: events to the function, and the right to decide. The policy names its namespaces besides.
# usage: infra/add-subscription.sh SUBSCRIPTION-ID [parameter=value …]     (parameters of infra/events/main.bicep)
set -euo pipefail

subscription=${1:-}
if [[ ! $subscription =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ ]]; then
  echo "usage: $0 SUBSCRIPTION-ID [parameter=value …]" >&2
  exit 2
fi
shift

# What `azd up` wrote down of the service.
value() {
  azd env get-value "$1" || { echo "azd knows no $1: run azd up first, or azd env select" >&2; exit 1; }
}
location=$(value AZURE_LOCATION)
app=$(value AZURE_FUNCTION_APP_ID)
principal=$(value SERVICE_PRINCIPAL_OBJECT_ID)
alerts=$(value ALERT_ACTION_GROUP_ID)

# Named like the end of the app's name, which each environment has for itself: Azure refuses the same name in another region.
az deployment sub create \
  --subscription "$subscription" \
  --name "relay-approvals-events-${app##*[-/]}" \
  --location "$location" \
  --template-file "$(dirname "$0")/events/main.bicep" \
  --parameters location="$location" functionAppId="$app" principalId="$principal" actionGroupId="$alerts" "$@"
