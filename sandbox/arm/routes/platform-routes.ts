import { ownerSubscription } from "../../world.ts";
import { resourceNotFound } from "../arm-error.ts";
import {
  botId,
  type EventFilter,
  eventSubscriptionName,
  functionId,
  type Platform,
  siteId,
  topicId,
} from "../platform.ts";
import { lastPart, sameId } from "../resource-id.ts";
import { type Answer, botService, eventGrid, insights, type Route, route, web } from "../router.ts";

const group = "/subscriptions/{subscription}/resourceGroups/{group}/providers";
const topic = `${group}/Microsoft.EventGrid/systemTopics/{topic}`;
const site = `${group}/Microsoft.Web/sites/{site}`;
const bots = `${group}/Microsoft.BotService/botServices`;

/** What the templates make besides Relay, for whoever checks a deployment from outside. */
export function platformRoutes(platform: Platform): Route[] {
  const ok = (body: unknown): Answer => ({ status: 200, body });
  const isOwners = (subscription: string | undefined) => sameId(subscription ?? "", ownerSubscription.id);
  return [
    route("GET", "/subscriptions/{subscription}/providers/Microsoft.EventGrid/systemTopics", eventGrid, ({ values }) =>
      ok({ value: isOwners(values["subscription"]) ? [topicBody()] : [] }),
    ),
    route("GET", `${topic}/eventSubscriptions`, eventGrid, ({ url }) => {
      const { eventSubscription } = platform;
      refuseOther(url, topicId, 1);
      return ok({ value: eventSubscription ? [eventSubscriptionBody(eventSubscription)] : [] });
    }),
    route("GET", `${topic}/providers/Microsoft.Insights/metrics`, insights, ({ url }) => {
      refuseOther(url, topicId, 3);
      const isAbout = url.searchParams.get("$filter") === `EventSubscriptionName eq '${eventSubscriptionName}'`;
      return ok({ value: [metricBody("DroppedEventCount", isAbout ? platform.dropped() : 0)] });
    }),
    route("GET", site, web, ({ url }) => {
      refuseOther(url, siteId, 0);
      return ok(siteBody(platform));
    }),
    route("POST", `${site}/config/appsettings/list`, web, ({ url }) => {
      refuseOther(url, siteId, 3);
      const id = `${siteId}/config/appsettings`;
      return ok({ id, name: "appsettings", type: "Microsoft.Web/sites/config", properties: platform.settings() });
    }),
    route("GET", bots, botService, ({ values }) =>
      ok({ value: isOwners(values["subscription"]) ? [botBody(platform)] : [] }),
    ),
    route("GET", `${bots}/{bot}/channels/MsTeamsChannel`, botService, ({ url }) => {
      refuseOther(url, botId, 2);
      if (!platform.bot.inTeams)
        throw resourceNotFound("Microsoft.BotService/botServices/channels", "MsTeamsChannel", "");
      return ok({
        id: `${botId}/channels/MsTeamsChannel`,
        properties: { channelName: "MsTeamsChannel", properties: { isEnabled: true } },
      });
    }),
  ];
}

/** There is one of each, above so many parts of the path. */
function refuseOther({ pathname }: URL, known: string, below: number): void {
  const parts = pathname.split("/");
  const asked = parts.slice(0, parts.length - below).join("/");
  if (!sameId(decodeURIComponent(asked), known)) throw resourceNotFound("resource", lastPart(asked), "");
}

function topicBody() {
  return {
    id: topicId,
    name: lastPart(topicId),
    type: "Microsoft.EventGrid/systemTopics",
    location: "global",
    properties: {
      provisioningState: "Succeeded",
      source: `/subscriptions/${ownerSubscription.id}`,
      topicType: "Microsoft.Resources.Subscriptions",
    },
  };
}

function eventSubscriptionBody({ eventTypes, operations }: EventFilter) {
  return {
    id: `${topicId}/eventSubscriptions/${eventSubscriptionName}`,
    name: eventSubscriptionName,
    type: "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    properties: {
      provisioningState: "Succeeded",
      topic: topicId,
      destination: { endpointType: "AzureFunction", properties: { resourceId: functionId, maxEventsPerBatch: 1 } },
      filter: {
        includedEventTypes: eventTypes,
        advancedFilters: [{ operatorType: "StringIn", key: "data.operationName", values: operations }],
      },
      eventDeliverySchema: "EventGridSchema",
      retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 },
    },
  };
}

function metricBody(name: string, total: number) {
  return { name: { value: name }, unit: "Count", timeseries: [{ metadatavalues: [], data: [{ total }] }] };
}

function siteBody({ url }: Platform) {
  return {
    id: siteId,
    name: lastPart(siteId),
    type: "Microsoft.Web/sites",
    kind: "functionapp,linux",
    properties: { state: "Running", enabled: true, defaultHostName: new URL(url()).host },
  };
}

function botBody({ bot: { endpoint, appId } }: Platform) {
  return {
    id: botId,
    name: lastPart(botId),
    type: "Microsoft.BotService/botServices",
    properties: { endpoint, msaAppId: appId, msaAppType: "UserAssignedMSI" },
  };
}
