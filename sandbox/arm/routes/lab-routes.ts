import { z } from "zod";
import { badRequest, resourceNotFound } from "../arm-error.ts";
import type { Network } from "../network.ts";
import type { Queues } from "../queues.ts";
import type { RelayWorld } from "../relay.ts";
import { lastPart, subscriptionOf } from "../resource-id.ts";
import {
  type Answer,
  type ArmRequest,
  eventGrid,
  network as networkProvider,
  type Provider,
  type Route,
  relay,
  resources,
  route,
  storage,
} from "../router.ts";
import { namespaceBody } from "../wire.ts";

const group = "/subscriptions/{subscription}/resourceGroups/{group}";
const account = `${group}/providers/Microsoft.Storage/storageAccounts/{account}`;
const namespace = `${group}/providers/Microsoft.Relay/namespaces/{namespace}`;
const eventSubscription = "/subscriptions/{subscription}/providers/Microsoft.EventGrid/eventSubscriptions/{name}";

/** What somebody makes who tries something out: all at once, where Azure takes its time. */
export function labRoutes(world: RelayWorld, network: Network, queues: Queues): Route[] {
  const { store } = world;
  const kept = (path: string, provider: Provider, schema: z.ZodType = anyBody) => [
    route("PUT", path, provider, (request) => keep(store, request, schema)),
    route("GET", path, provider, (request) => ({ status: 200, body: keptAt(store, request) })),
    route("DELETE", path, provider, (request) => removeKept(store, request)),
  ];
  return [
    route("DELETE", group, resources, (request) => removeGroup(world, network, request)),
    ...kept(group, resources),
    ...kept(`${group}/providers/Microsoft.Network/virtualNetworks/{network}`, networkProvider),
    ...kept(account, storage),
    ...kept(`${account}/queueServices/default/queues/{queue}`, storage),
    route("POST", `${account}/ListAccountSas`, storage, (request) => {
      const { id } = keptAt(store, { ...request, url: above(request.url, 1) }) as { readonly id: string };
      return { status: 200, body: { accountSasToken: `sv=2021-08-06&ss=q&sp=rp&sig=${queues.sign(id)}` } };
    }),
    ...kept(eventSubscription, eventGrid, eventsBody),
    route("PUT", namespace, relay, (request) => makeNamespace(world, request)),
    route("DELETE", namespace, relay, (request) => removeNamespace(world, request)),
  ];
}

const anyBody = z.looseObject({ location: z.string().optional(), properties: z.looseObject({}).optional() });

const namespaceToMake = z.looseObject({
  location: z.string(),
  properties: z.looseObject({ publicNetworkAccess: z.enum(["Enabled", "Disabled"]).optional() }).optional(),
});

/** Only events into a queue of the same stand-in, for what begins so. */
const eventsBody = z.looseObject({
  properties: z.looseObject({
    destination: z.looseObject({
      endpointType: z.literal("StorageQueue"),
      properties: z.object({ resourceId: z.string(), queueName: z.string() }),
    }),
    filter: z.object({
      subjectBeginsWith: z.string(),
      includedEventTypes: z.array(z.string()),
      advancedFilters: z.array(
        z.object({
          operatorType: z.literal("StringBeginsWith"),
          key: z.literal("data.operationName"),
          values: z.array(z.string()),
        }),
      ),
    }),
  }),
});

function idOf({ url }: Pick<ArmRequest, "url">): string {
  return decodeURIComponent(url.pathname.replace(/\/+$/, ""));
}

function above(url: URL, parts: number): URL {
  const found = new URL(url);
  found.pathname = url.pathname.split("/").slice(0, -parts).join("/");
  return found;
}

function keep({ resources: shelf }: RelayWorld["store"], request: ArmRequest, schema: z.ZodType): Answer {
  const parsed = schema.safeParse(request.body);
  if (!parsed.success) throw badRequest(`The request body is invalid: ${z.prettifyError(parsed.error)}`);
  const id = idOf(request);
  const given = parsed.data as { readonly properties?: object };
  const primaryEndpoints = { queue: `${request.url.origin}/queues/${lastPart(id)}/` };
  const properties = { ...given.properties, provisioningState: "Succeeded", primaryEndpoints };
  const status = shelf.get(id) ? 200 : 201;
  const body = { ...given, id, name: lastPart(id), properties };
  shelf.put({ id, body });
  return { status, body };
}

function keptAt({ resources: shelf }: RelayWorld["store"], request: ArmRequest): unknown {
  const found = shelf.get(idOf(request));
  if (!found) throw resourceNotFound("resource", lastPart(idOf(request)), request.values["group"] ?? "");
  return found.body;
}

function makeNamespace({ store, emit }: RelayWorld, request: ArmRequest): Answer {
  const id = idOf(request);
  const known = store.namespaces.get(id);
  const parsed = namespaceToMake.safeParse(request.body);
  if (!parsed.success) throw badRequest(`The request body is invalid: ${z.prettifyError(parsed.error)}`);
  const { location, properties } = parsed.data;
  const namespace = known ?? {
    id,
    location,
    publicNetworkAccess: properties?.publicNetworkAccess ?? ("Enabled" as const),
    createdAt: new Date().toISOString(),
  };
  store.namespaces.put(namespace);
  const change = { at: new Date().toISOString(), operation: "Microsoft.Relay/namespaces/write", resource: id } as const;
  emit({ ...change, subscription: subscriptionOf(id), method: "PUT", caller: request.caller });
  return { status: known ? 200 : 201, body: namespaceBody(namespace, store, request.apiVersion) };
}

function removeKept(store: RelayWorld["store"], request: ArmRequest): Answer {
  keptAt(store, request);
  store.resources.remove(idOf(request));
  return { status: 200 };
}

/** With its connections; the endpoints stay with whoever asked. */
function removeNamespace({ store }: RelayWorld, request: ArmRequest): Answer {
  const id = idOf(request);
  if (!store.namespaces.get(id))
    throw resourceNotFound("Microsoft.Relay/namespaces", lastPart(id), request.values["group"] ?? "");
  for (const one of store.connections.under(id)) store.connections.remove(one.id);
  store.namespaces.remove(id);
  return { status: 202 };
}

/** With everything in it. */
function removeGroup({ store }: RelayWorld, network: Network, request: ArmRequest): Answer {
  keptAt(store, request);
  const id = idOf(request);
  for (const endpoint of store.endpoints.under(id)) network.leave(endpoint.id);
  for (const shelf of [store.connections, store.namespaces, store.resources])
    for (const one of shelf.under(id)) shelf.remove(one.id);
  store.resources.remove(id);
  return { status: 202 };
}
