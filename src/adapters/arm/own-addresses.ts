import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { isGuid, parseConnectionId, parseNamespaceId, parsePrivateEndpointId } from "../../domain/azure-id.ts";

/** A call that would have gone elsewhere than to a resource of ours at the configured ARM. Nothing was sent. */
export class ForeignAddress extends Error {}

/**
 * Stands before everything that is sent, next pages too: the token goes to the configured host only, and a name can not
 * lead to another resource than the one that it names (`..` and its encodings collapse in an address).
 */
export function ownAddressesOnly(origin: string): PipelinePolicy {
  return {
    name: "ownAddressesOnly",
    async sendRequest(request, next) {
      if (!isOwnCall(request.method, request.url, origin))
        throw new ForeignAddress(`Not an address of ours at ${origin}`);
      return next(request);
    },
  };
}

const WRITTEN_PATH = /^https:\/\/[^/\\?#@]+(\/[^?#]*)/i;

export function isOwnCall(method: string, address: string, origin: string): boolean {
  const written = WRITTEN_PATH.exec(address)?.[1];
  if (written === undefined || !URL.canParse(address)) return false;
  const url = new URL(address);
  return url.origin === origin && url.pathname === written && isOwnPath(method, written);
}

/** What is changed is one connection or one endpoint, never what holds them. */
function isOwnPath(method: string, path: string): boolean {
  switch (method) {
    case "GET":
      return isConnection(path) || isConnection(`${path}/any`) || isEndpoint(path) || isReadOnlyPath(path);
    case "PUT":
      return isConnection(path);
    case "DELETE":
      return isConnection(path) || isEndpoint(path);
    default:
      return false;
  }
}

const isConnection = (path: string) => parseConnectionId(path) !== undefined;
const isEndpoint = (path: string) => parsePrivateEndpointId(path) !== undefined;
const isReadOnlyPath = (path: string) => isSubscriptionPath(path) || isAuthorizationPath(path) || isNamespacePath(path);

const NETWORK_RULES = /\/networkrulesets\/default$/i;

/** A namespace, or its network rules. */
function isNamespacePath(path: string): boolean {
  return parseNamespaceId(path.replace(NETWORK_RULES, "")) !== undefined;
}

const AUTHORIZATION_PATH =
  /^(.+)\/providers\/microsoft\.authorization\/(?:(?:role|deny)assignments|roledefinitions\/([^/]+))$/i;

/** The roles, the denials or one role's definition, as they count for a namespace or a subscription. */
function isAuthorizationPath(path: string): boolean {
  const [, place, role] = AUTHORIZATION_PATH.exec(path) ?? [];
  return place !== undefined && isPlace(place) && (role === undefined || isGuid(role));
}

function isPlace(path: string): boolean {
  const [, subscription] = /^\/subscriptions\/([^/]+)$/i.exec(path) ?? [];
  return subscription === undefined ? parseNamespaceId(path) !== undefined : isGuid(subscription);
}

const LISTS = ["", "providers/microsoft.relay/namespaces", "providers/microsoft.network/privateendpoints"];

/** `/subscriptions/{id}`, or the namespaces or private endpoints of one. */
function isSubscriptionPath(path: string): boolean {
  const [root, subscriptions, subscription, ...rest] = path.toLowerCase().split("/");
  const isOfSubscription = root === "" && subscriptions === "subscriptions" && isGuid(subscription ?? "");
  return isOfSubscription && LISTS.includes(rest.join("/"));
}
