import { z } from "zod";
import { badRequest } from "../arm-error.ts";
import type { Joining, Network } from "../network.ts";
import { listBody } from "../paging.ts";
import { type Answer, type ArmRequest, network as provider, type Route, route } from "../router.ts";
import { endpointBody } from "../wire.ts";

const group = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/privateEndpoints";
const endpoint = `${group}/{name}`;

function idOf({ values: { subscription, group: groupName, name } }: ArmRequest): string {
  return `/subscriptions/${subscription}/resourceGroups/${groupName}/providers/Microsoft.Network/privateEndpoints/${name}`;
}

/** The consumer's side: private endpoints, made at once where Azure takes a minute. */
export function networkRoutes(network: Network, page: number): Route[] {
  const list = ({ values: { subscription = "", group: groupName }, url }: ArmRequest): Answer => ({
    status: 200,
    body: listBody(network.endpointsIn(subscription, groupName).map(endpointBody), url, page),
  });
  return [
    route("GET", "/subscriptions/{subscription}/providers/Microsoft.Network/privateEndpoints", provider, list),
    route("GET", group, provider, list),
    route("GET", endpoint, provider, (request) => ({
      status: 200,
      body: endpointBody(network.endpoint(idOf(request))),
    })),
    route("PUT", endpoint, provider, (request) => {
      const { endpoint: joined, created } = network.join(joiningOf(request));
      return { status: created ? 201 : 200, body: endpointBody(joined) };
    }),
    route("DELETE", endpoint, provider, (request) => ({
      status: network.leave(idOf(request)) === "gone" ? 204 : 200,
    })),
  ];
}

const link = z.object({
  name: z.string().min(1),
  properties: z.object({
    privateLinkServiceId: z.string(),
    groupIds: z.tuple([z.literal("namespace")]),
    requestMessage: z.string().optional(),
  }),
});

const putBody = z.object({
  location: z.string(),
  properties: z.object({
    privateLinkServiceConnections: z.array(link).optional(),
    manualPrivateLinkServiceConnections: z.array(link).optional(),
  }),
});

function joiningOf(request: ArmRequest): Joining {
  const parsed = putBody.safeParse(request.body);
  if (!parsed.success) throw badRequest(`The request body is invalid: ${z.prettifyError(parsed.error)}`);
  const { privateLinkServiceConnections: automatic = [], manualPrivateLinkServiceConnections: manual = [] } =
    parsed.data.properties;
  const [only, ...more] = [...automatic, ...manual];
  if (!only || more.length > 0) throw badRequest("A private endpoint has exactly one private link service connection.");
  const { privateLinkServiceId: namespace, requestMessage: message = "" } = only.properties;
  const { location } = parsed.data;
  return { id: idOf(request), location, namespace, linkName: only.name, manual: manual.length > 0, message };
}
