import { randomUUID } from "node:crypto";
import type { Change } from "../arm/model.ts";

/** An event of a subscription's system topic, in Event Grid's own schema. */
export interface AzureEvent {
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly dataVersion: string;
  readonly metadataVersion: string;
  readonly data: EventContent;
}

export interface EventContent {
  readonly operationName: string;
  readonly [name: string]: unknown;
}

export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly specversion: "1.0";
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: EventContent;
}

const callerAddress = "203.0.113.7";
const objectIdClaim = "http://schemas.microsoft.com/identity/claims/objectidentifier";
const tenantClaim = "http://schemas.microsoft.com/identity/claims/tenantid";
const upnClaim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";

/** Neither the state of the connection nor the consumer's endpoint stands in it; who made the change does. */
export function eventOf(change: Change, ownerTenant: string): AzureEvent {
  const subject = asAzureWritesIt(change);
  return {
    subject,
    eventType: eventTypeOf(change.operation),
    id: randomUUID(),
    data: contentOf(change, subject, ownerTenant),
    dataVersion: "2",
    metadataVersion: "1",
    eventTime: change.at.replace(/Z$/, "0000Z"),
    topic: `/subscriptions/${change.subscription}`,
  };
}

export function cloudEventOf({ id, topic, eventType, subject, eventTime, data }: AzureEvent): CloudEvent {
  return { id, source: topic, specversion: "1.0", type: eventType, subject, time: eventTime, data };
}

function eventTypeOf(operation: string): string {
  const verb = operation.slice(operation.lastIndexOf("/") + 1);
  const words: Readonly<Record<string, string>> = { write: "Write", delete: "Delete", action: "Action" };
  return `Microsoft.Resources.Resource${words[verb] ?? "Action"}Success`;
}

/** Some of Azure's ids come with a lower-case `resourcegroups`. */
function asAzureWritesIt({ operation, resource }: Change): string {
  return operation.endsWith("Proxies/write") ? resource.replace("/resourceGroups/", "/resourcegroups/") : resource;
}

function contentOf(change: Change, subject: string, ownerTenant: string): EventContent {
  const { operation, method, resource, subscription } = change;
  const action = operation.endsWith("/validate/action") ? "/validate" : "";
  return {
    authorization: { scope: subject, action: operation, evidence: { role: roleOf(change) } },
    claims: claimsOf(change),
    correlationId: randomUUID(),
    httpRequest: {
      clientRequestId: randomUUID(),
      clientIpAddress: callerAddress,
      method,
      url: `https://management.azure.com${resource}${action}?api-version=2024-01-01`,
    },
    resourceProvider: "Microsoft.Relay",
    resourceUri: subject,
    operationName: operation,
    status: "Succeeded",
    subscriptionId: subscription,
    tenantId: ownerTenant,
  };
}

function roleOf({ operation }: Change): string {
  return operation.includes("/privateEndpointConnectionProxies/") ? "Azure Service Role" : "Contributor";
}

function claimsOf({ at, caller }: Change): Record<string, string> {
  const issued = Math.floor(Date.parse(at) / 1000) - 60;
  return {
    aud: "https://management.core.windows.net/",
    iss: `https://sts.windows.net/${caller.tenant}/`,
    iat: String(issued),
    nbf: String(issued),
    exp: String(issued + 3900),
    appid: caller.appId,
    appidacr: "2",
    ipaddr: callerAddress,
    [objectIdClaim]: caller.objectId,
    [tenantClaim]: caller.tenant,
    ver: "1.0",
    ...(caller.userName === undefined ? {} : { [upnClaim]: caller.userName }),
    ...(caller.name === undefined ? {} : { name: caller.name }),
  };
}
