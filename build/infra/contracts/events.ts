import * as z from "zod";
import { namespaceOf } from "../../../src/adapters/event-grid/namespace-of.ts";
import { passingOf } from "../../../src/cli/doctor-filter.ts";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
const NAMESPACE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/contoso-orders`;

const wired = z.object({
  eventDeliverySchema: z.literal("EventGridSchema"),
  destination: z.object({
    endpointType: z.literal("AzureFunction"),
    properties: z.object({ resourceId: z.string(), maxEventsPerBatch: z.literal(1) }),
  }),
  filter: z.object({
    includedEventTypes: z.array(z.string()),
    advancedFilters: z.tuple([
      z.object({
        operatorType: z.literal("StringIn"),
        key: z.literal("data.operationName"),
        values: z.array(z.string()),
      }),
    ]),
  }),
});

export function eventFaults(snapshots: Snapshots, functions: readonly string[]): readonly string[] {
  const found = ofType(resourcesIn(snapshots, "events"), "Microsoft.EventGrid/systemTopics/eventSubscriptions");
  if (found.length !== 1) return [`events: ${found.length} event subscriptions instead of 1`];
  return found.flatMap((one) => faultsOf(one, functions));
}

function faultsOf({ properties }: Resource, functions: readonly string[]): readonly string[] {
  const read = wired.safeParse(properties);
  if (!read.success) return read.error.issues.map(({ path, message }) => `events: ${path.join(".")}: ${message}`);
  const { destination, filter } = read.data;
  const { values } = filter.advancedFilters[0];
  const taker = destination.properties.resourceId.split("/functions/")[1] ?? "none";
  const { unheard: filteredOut, typeless, narrowed } = passingOf({ properties }, SUBSCRIPTION);
  return [
    ...[...filteredOut, ...typeless].map((what) => `events: ${what} is filtered out`),
    ...narrowed.map((what) => `events: let through are no more than ${what}`),
    ...values.flatMap((operation) => unheard(operation, filter.includedEventTypes)),
    ...(functions.includes(taker) ? [] : [`events: there is no function ${taker}`]),
  ];
}

/** An operation that is let through and that the code then takes for somebody else's. */
function unheard(operation: string, types: readonly string[]): readonly string[] {
  const heard = types.every((eventType) =>
    namespaceOf({
      eventType,
      topic: `/subscriptions/${SUBSCRIPTION}`,
      subject: `${NAMESPACE}/privateEndpointConnections/one`,
      data: { operationName: operation, resourceUri: `${NAMESPACE}/privateEndpointConnections/one` },
    }),
  );
  return heard ? [] : [`events: the code takes no notice of ${operation}`];
}
