import { isSystemEvent } from "@azure/eventgrid";
import * as z from "zod";
import { isSameId, type NamespaceId, namespaceIdOf, parseNamespaceId } from "../../domain/azure-id.ts";

/** Only what is named here is taken from an event: who called and from where (`claims`, `httpRequest`) is dropped. */
const data = z.object({
  resourceUri: z.string().optional(),
  operationName: z.string().optional(),
  subscriptionId: z.string().optional(),
  resourceInfo: z.object({ id: z.string(), type: z.string() }).optional(),
});

const gridEvent = z
  .object({ eventType: z.string(), topic: z.string().optional(), subject: z.string(), data })
  .transform(({ eventType, topic, ...rest }) => ({ ...rest, type: eventType, source: topic }));

const cloudEvent = z.object({
  specversion: z.literal("1.0"),
  type: z.string(),
  source: z.string(),
  subject: z.string().optional(),
  data,
});

/** Either schema, in the words of CloudEvents. */
interface RelayEvent {
  readonly type: string;
  readonly source?: string | undefined;
  readonly subject?: string | undefined;
  readonly data: z.infer<typeof data>;
}

/** The namespace at which an event of either schema says that something happened to a connection. It is a hint, never believed further. */
export function namespaceOf(event: unknown): NamespaceId | undefined {
  const read = z.union([gridEvent, cloudEvent]).safeParse(event);
  if (!read.success || !isAboutConnections(read.data)) return undefined;
  const [namespace, ...others] = idsIn(read.data).map((id) => parseNamespaceId(id, "below"));
  if (!namespace || others.some((other) => !isSameNamespace(other, namespace))) return undefined;
  return subscriptionsIn(read.data).every((id) => isSameId(id, namespace.subscription)) ? namespace : undefined;
}

const OPERATIONS = /^microsoft\.relay\/namespaces\/privateendpointconnection(s|proxies)\//i;
/** The child resources of a namespace are no resources of this topic, so it tells of the namespace. */
const CREATED_OR_UPDATED = "Microsoft.ResourceNotifications.Resources.CreatedOrUpdated";

function isAboutConnections({ type, data: { operationName = "", resourceInfo } }: RelayEvent): boolean {
  if (isResourceSuccess(type)) return OPERATIONS.test(operationName);
  return type === CREATED_OR_UPDATED && /^microsoft\.relay\/namespaces$/i.test(resourceInfo?.type ?? "");
}

function isResourceSuccess(type: string): boolean {
  const event = { type, source: "", id: "", data: undefined };
  return (
    isSystemEvent("Microsoft.Resources.ResourceWriteSuccess", event) ||
    isSystemEvent("Microsoft.Resources.ResourceActionSuccess", event) ||
    isSystemEvent("Microsoft.Resources.ResourceDeleteSuccess", event)
  );
}

function idsIn({ subject, data: { resourceUri, resourceInfo } }: RelayEvent): readonly string[] {
  return [subject, resourceUri, resourceInfo?.id].filter((id) => id !== undefined);
}

/** Of the topic, and as the event says; a topic that is not of a subscription gives one that fits no id. */
function subscriptionsIn({ source, data: { subscriptionId } }: RelayEvent): readonly string[] {
  const ofTopic = source === undefined ? undefined : (/^\/subscriptions\/([^/]+)/i.exec(source)?.[1] ?? "");
  return [ofTopic, subscriptionId].filter((id) => id !== undefined);
}

function isSameNamespace(one: NamespaceId | undefined, other: NamespaceId): boolean {
  return one !== undefined && isSameId(namespaceIdOf(one), namespaceIdOf(other));
}
