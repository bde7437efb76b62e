import {
  createSerializer,
  type Mapper,
  type OperationParameter,
  type OperationQueryParameter,
  type OperationSpec,
  type OperationURLParameter,
} from "@azure/core-client";

/**
 * The operations that `@azure/arm-relay` lacks. Bodies pass as they are on the wire: `wire.ts` checks them, while mappers
 * would drop what they do not know and let through what has another type.
 */
const serializer = createSerializer({}, false);
const ANY_BODY: Mapper = { serializedName: "body", type: { name: "any" } };

const text = (serializedName: string): Mapper => ({ serializedName, required: true, type: { name: "String" } });
const inPath = (name: string): OperationURLParameter => ({ parameterPath: name, mapper: text(name) });
const asIs = (name: string): OperationURLParameter => ({ ...inPath(name), skipEncoding: true });
const constant = (name: string, defaultValue: string): OperationParameter => ({
  parameterPath: name,
  mapper: { ...text(name), defaultValue, isConstant: true },
});

/** Not constant: the client's own constant would win, and it knows no private endpoint connections. */
const apiVersion: OperationQueryParameter = { parameterPath: "apiVersion", mapper: text("api-version") };
const filter: OperationQueryParameter = { parameterPath: "filter", mapper: text("$filter") };
const accept = constant("Accept", "application/json");

const SUBSCRIPTION = "/subscriptions/{subscriptionId}";
const NAMESPACES = `${SUBSCRIPTION}/providers/Microsoft.Relay/namespaces`;
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroupName}`;
const NAMESPACE = `${GROUP}/providers/Microsoft.Relay/namespaces/{namespaceName}`;
const CONNECTIONS = `${NAMESPACE}/privateEndpointConnections`;
const CONNECTION = `${CONNECTIONS}/{connectionName}`;
const AUTHORIZATION = "/providers/Microsoft.Authorization";
const ENDPOINTS = `${SUBSCRIPTION}/providers/Microsoft.Network/privateEndpoints`;
const ENDPOINT = `${GROUP}/providers/Microsoft.Network/privateEndpoints/{endpointName}`;

function parametersOf(path: string): readonly OperationURLParameter[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((found) => String(found[1]));
  return [asIs("$host"), ...names.map(inPath)];
}

function get(path: string): OperationSpec {
  return {
    serializer,
    httpMethod: "GET",
    path,
    urlParameters: parametersOf(path),
    queryParameters: [apiVersion],
    headerParameters: [accept],
    responses: { 200: { bodyMapper: ANY_BODY }, default: { bodyMapper: ANY_BODY } },
  };
}

function filtered(path: string): OperationSpec {
  return { ...get(path), queryParameters: [apiVersion, filter] };
}

/** Its answers carry nothing to read; when it is done, only a later GET tells. */
function remove(path: string): OperationSpec {
  return {
    ...get(path),
    httpMethod: "DELETE",
    responses: { 200: {}, 202: {}, 204: {}, default: { bodyMapper: ANY_BODY } },
  };
}

export const getSubscription = get(SUBSCRIPTION);
export const listNamespaces = get(NAMESPACES);
export const getNamespace = get(NAMESPACE);
export const getNetworkRules = get(`${NAMESPACE}/networkRuleSets/default`);
export const listConnections = get(CONNECTIONS);
export const getConnection = get(CONNECTION);

/** Roles and denials as they count for a namespace, wherever above it they were given. */
export const listRoleAssignments = filtered(`${NAMESPACE}${AUTHORIZATION}/roleAssignments`);
export const listDenyAssignments = filtered(`${NAMESPACE}${AUTHORIZATION}/denyAssignments`);
export const getRoleDefinition = get(`${NAMESPACE}${AUTHORIZATION}/roleDefinitions/{role}`);

/** The same for a whole subscription. */
export const listRoleAssignmentsIn = filtered(`${SUBSCRIPTION}${AUTHORIZATION}/roleAssignments`);
export const listDenyAssignmentsIn = filtered(`${SUBSCRIPTION}${AUTHORIZATION}/denyAssignments`);
export const getRoleDefinitionIn = get(`${SUBSCRIPTION}${AUTHORIZATION}/roleDefinitions/{role}`);

export const listEndpoints = get(ENDPOINTS);
export const getEndpoint = get(ENDPOINT);
export const deleteEndpoint = remove(ENDPOINT);

/** The address of a next page is whole and carries its own api-version. */
export const getNextPage: OperationSpec = {
  ...get("{nextLink}"),
  urlParameters: [asIs("$host"), asIs("nextLink")],
  queryParameters: [],
};

export const deleteConnection = remove(CONNECTION);

export const putConnection: OperationSpec = {
  ...get(CONNECTION),
  httpMethod: "PUT",
  mediaType: "json",
  requestBody: { parameterPath: "body", mapper: { ...ANY_BODY, required: true } },
  headerParameters: [accept, constant("Content-Type", "application/json")],
  responses: {
    200: { bodyMapper: ANY_BODY },
    201: { bodyMapper: ANY_BODY },
    202: { bodyMapper: ANY_BODY },
    default: { bodyMapper: ANY_BODY },
  },
};
