import { isSameId } from "../../domain/azure-id.ts";
import type { PrivateEndpoint } from "../../domain/private-endpoint.ts";
import { type Endpoints, Fault } from "../../ports.ts";
import { faultOf, isGone } from "./answers.ts";
import { change } from "./changing.ts";
import { endpointNames, subscriptionNames } from "./names.ts";
import { deleteEndpoint, getEndpoint, listEndpoints } from "./operations.ts";
import { pagesOf } from "./pages.ts";
import type { Arm } from "./sender.ts";
import { readEndpoint } from "./wire.ts";

const apiVersion = "2024-05-01";

/** The private endpoints of requesters in subscriptions where the service has a role. */
export function armEndpoints(arm: Arm): Endpoints {
  return {
    get: (id) => endpointAt(arm, id),
    list: (subscription) => endpointsOf(arm, subscription),
    remove: async (id) => {
      const names = { ...endpointNames(id), apiVersion };
      return change(arm, { id, operation: deleteEndpoint, names });
    },
  };
}

async function endpointAt({ send, clock }: Arm, id: string): Promise<PrivateEndpoint | "gone"> {
  const what = `GET of ${id}`;
  try {
    const endpoint = readEndpoint((await send(getEndpoint, { ...endpointNames(id), apiVersion })).body);
    if (endpoint && isSameId(endpoint.id, id)) return endpoint;
    throw new Fault(`${what} answered something else`);
  } catch (error) {
    if (isGone(error)) return "gone";
    throw faultOf(error, what, clock());
  }
}

async function* endpointsOf({ send, clock, log }: Arm, subscription: string): AsyncGenerator<PrivateEndpoint> {
  try {
    const names = { ...subscriptionNames(subscription), apiVersion };
    for await (const page of pagesOf(send, listEndpoints, names)) {
      const endpoints = page.map(readEndpoint).filter((endpoint) => endpoint !== undefined);
      const count = page.length - endpoints.length;
      if (count > 0) log.warn("Private endpoints in ARM's list are malformed and left out", { subscription, count });
      yield* endpoints;
    }
  } catch (error) {
    throw faultOf(error, `GET of the private endpoints of subscription ${subscription}`, clock());
  }
}
