import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import { isGuid, parseConnectionId } from "../../domain/azure-id.ts";

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
      if (!isOwnAddress(request.url, origin)) throw new ForeignAddress(`Not an address of ours at ${origin}`);
      return next(request);
    },
  };
}

const WRITTEN_PATH = /^https:\/\/[^/\\?#@]+(\/[^?#]*)/i;

export function isOwnAddress(address: string, origin: string): boolean {
  const written = WRITTEN_PATH.exec(address)?.[1];
  if (written === undefined || !URL.canParse(address)) return false;
  const url = new URL(address);
  return url.origin === origin && url.pathname === written && isOwnPath(written);
}

function isOwnPath(path: string): boolean {
  const isConnection = parseConnectionId(path) !== undefined;
  return isConnection || parseConnectionId(`${path}/any`) !== undefined || isSubscriptionPath(path);
}

/** `/subscriptions/{id}`, or the namespaces of one. */
function isSubscriptionPath(path: string): boolean {
  const [root, subscriptions, subscription, ...rest] = path.toLowerCase().split("/");
  const isOfSubscription = root === "" && subscriptions === "subscriptions" && isGuid(subscription ?? "");
  return isOfSubscription && ["", "providers/microsoft.relay/namespaces"].includes(rest.join("/"));
}
