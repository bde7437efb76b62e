import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { badRequest, connectionNotFound, resourceNotFound } from "../arm-error.ts";
import { type Connection, statuses } from "../model.ts";
import { listBody } from "../paging.ts";
import type { Relay, RelayWorld, Wanted } from "../relay.ts";
import { lastPart, sameId } from "../resource-id.ts";
import { type Answer, type ArmRequest, relay as provider, type Route, route } from "../router.ts";
import { connectionBody, namespaceBody, networkRuleSetBody, privateLinkResourceBody } from "../wire.ts";

const namespaces = "/subscriptions/{subscription}/providers/Microsoft.Relay/namespaces";
const namespace =
  "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Relay/namespaces/{namespace}";
const connections = `${namespace}/privateEndpointConnections`;
const connection = `${connections}/{name}`;

function namespaceIdOf({ values: { subscription, group, namespace: name } }: ArmRequest): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Relay/namespaces/${name}`;
}

function connectionIdOf(request: ArmRequest): string {
  return `${namespaceIdOf(request)}/privateEndpointConnections/${request.values["name"]}`;
}

const ok = (body: unknown): Answer => ({
  status: 200,
  headers: { "x-ms-messaging-activity-id": randomUUID() },
  body,
});

export function relayRoutes(relay: Relay, { store, settings }: Pick<RelayWorld, "store" | "settings">): Route[] {
  const found = (request: ArmRequest) => relay.namespace(namespaceIdOf(request));
  const get = (path: string, bodyOf: (request: ArmRequest) => unknown) =>
    route("GET", path, provider, (request) => ok(bodyOf(request)));
  return [
    get(namespaces, ({ values: { subscription = "" }, url, apiVersion }) => {
      const { value, ...rest } = listBody(relay.namespacesIn(subscription), url, settings.namespacesPage);
      return { value: value.map((one) => namespaceBody(one, store, apiVersion)), ...rest };
    }),
    get(namespace, (request) => namespaceBody(found(request), store, request.apiVersion)),
    get(`${namespace}/networkRuleSets/default`, (request) => networkRuleSetBody(found(request))),
    get(`${namespace}/privateLinkResources`, (request) => ({ value: [privateLinkResourceBody(found(request))] })),
    get(`${namespace}/privateLinkResources/{resource}`, (request) => {
      const { resource = "", group = "" } = request.values;
      if (resource.toLowerCase() === "namespace") return privateLinkResourceBody(found(request));
      throw resourceNotFound("Microsoft.Relay/namespaces/privateLinkResources", resource, group);
    }),
    get(connections, (request) => {
      const bodies = relay.connectionsOf(namespaceIdOf(request)).map(connectionBody);
      return listBody(bodies, request.url, settings.connectionsPage);
    }),
    get(connection, (request) => connectionBody(relay.connection(connectionIdOf(request)))),
    route("PUT", connection, provider, (request) => put(relay, request)),
    route("DELETE", connection, provider, (request) => remove(relay, request)),
    route("GET", `${connection}/operationStatus/{operation}`, provider, (request) => status(relay, request)),
  ];
}

const putBody = z.object({
  properties: z.object({
    privateEndpoint: z.object({ id: z.string() }).optional(),
    privateLinkServiceConnectionState: z.object({ status: z.enum(statuses), description: z.string().optional() }),
  }),
});

function wantedOf(body: unknown): Wanted {
  const parsed = putBody.safeParse(body);
  if (!parsed.success) throw badRequest(`The request body is invalid: ${z.prettifyError(parsed.error)}`);
  const { privateEndpoint, privateLinkServiceConnectionState: state } = parsed.data.properties;
  return { status: state.status, description: state.description, privateEndpoint: privateEndpoint?.id };
}

function put(relay: Relay, request: ArmRequest): Answer {
  relay.connection(connectionIdOf(request));
  const decided = relay.decide(connectionIdOf(request), wantedOf(request.body), request.caller);
  return { status: 202, headers: operationHeader(request.url, "Update"), body: connectionBody(decided) };
}

function remove(relay: Relay, request: ArmRequest): Answer {
  const removed = relay.remove(connectionIdOf(request), request.caller);
  if (removed === "gone") return { status: 204 };
  return { status: 202, headers: operationHeader(request.url, "Delete") };
}

/** Azure's address carries a certificate and a signature: about 4.4 KB. Neither Location nor Retry-After comes with it. */
function operationHeader({ origin, pathname, searchParams }: URL, type: "Update" | "Delete") {
  const random = (bytes: number) => randomBytes(bytes).toString("base64url");
  const query = new URLSearchParams({
    "api-version": searchParams.get("api-version") ?? "",
    operationType: type,
    t: String(621_355_968_000_000_000n + BigInt(Date.now()) * 10_000n),
    c: random(2500),
    s: random(512),
    h: random(32),
  });
  const path = pathname.replace(/\/+$/, "");
  return { "azure-asyncoperation": `${origin}${path}/operationStatus/${lastPart(path)}?${query}` };
}

function status(relay: Relay, request: ArmRequest): Answer {
  const { name = "", operation = "" } = request.values;
  const id = connectionIdOf(request);
  const deleting = request.url.searchParams.get("operationType")?.toLowerCase() === "delete";
  const found = relay.connectionsOf(namespaceIdOf(request)).find((one) => sameId(one.id, id));
  if (!found && !deleting) throw connectionNotFound(name);
  const body = {
    id: `${id}/operationStatus/${operation}/operationStatus/${operation}`,
    name: operation,
    status: runningStatusOf(found) ?? "Succeeded",
  };
  if (body.status === "Succeeded") return ok(body);
  return { ...ok(body), headers: { "azure-asyncoperation": request.url.href } };
}

function runningStatusOf(connection: Connection | undefined): "Updating" | "Deleting" | undefined {
  if (!connection?.change) return undefined;
  return connection.change.kind === "Update" ? "Updating" : "Deleting";
}
