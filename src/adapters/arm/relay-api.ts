// Loaded through import() only, as a module of our own: of a CommonJS package a bundle gives import() nothing but the default export.
import { RelayAPI } from "@azure/arm-relay";
import type { TokenCredential } from "@azure/core-auth";
import { ownAddressesOnly } from "./own-addresses.ts";

/** One client serves all subscriptions: an operation's own subscription wins. */
const ANY_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

export function relayApi(endpoint: string, credential: TokenCredential): RelayAPI {
  const { origin } = new URL(endpoint);
  const client = new RelayAPI(credential, ANY_SUBSCRIPTION, {
    endpoint: origin,
    $host: origin,
    credentialScopes: [`${origin}/.default`],
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.removePolicy({ name: "redirectPolicy" });
  client.pipeline.addPolicy(ownAddressesOnly(origin));
  return client;
}
