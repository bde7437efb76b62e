import type { Finding } from "../domain/answers.ts";
import { EVENT_FUNCTION, EVENT_OPERATIONS, EVENT_TYPES } from "../domain/event-filter.ts";
import { finding } from "../domain/examination.ts";
import type { Arm } from "./arm.ts";
import { listIn, textIn, textsIn, valueIn } from "./json-in.ts";

const EVENT_GRID_API = "2025-02-15";
const METRICS_API = "2024-02-01";
const DAY_MS = 86_400_000;

export interface EventsLooked {
  readonly findings: readonly Finding[];
  /** Resource ids of the function apps that get the events. */
  readonly apps: readonly string[];
}

/** Whether Azure tells the service what happens in a subscription. Without it the sweep does, minutes later. */
export async function eventFindings(arm: Arm, subscription: string, now: Date): Promise<EventsLooked> {
  const scope = `/subscriptions/${subscription}`;
  const topics = (await arm.list(`${scope}/providers/Microsoft.EventGrid/systemTopics`, EVENT_GRID_API)).filter(
    (topic) => textIn(topic, "properties", "source").toLowerCase() === scope.toLowerCase(),
  );
  const ids = topics.map((topic) => textIn(topic, "id"));
  const wired = await Promise.all(ids.map((id) => arm.list(`${id}/eventSubscriptions`, EVENT_GRID_API)));
  const ours = wired.flat().filter((one) => functionOf(one).endsWith(`/functions/${EVENT_FUNCTION}`.toLowerCase()));
  if (ours.length === 0) return { findings: [missing(subscription)], apps: [] };
  const dropped = await Promise.all(ours.map((one) => droppedFindings(arm, textIn(one, "id"), now)));
  const apps = ours.map((one) => resourceOf(one).replace(/\/functions\/[^/]+$/i, ""));
  return {
    findings: [...ours.flatMap((one) => aboutFilter(one, subscription)), ...dropped.flat()],
    apps: [...new Set(apps)],
  };
}

const resourceOf = (one: unknown) => textIn(one, "properties", "destination", "properties", "resourceId");
const functionOf = (one: unknown) => resourceOf(one).toLowerCase();

function missing(subscription: string): Finding {
  return finding("warning", "no-events", {
    what: "No event subscription sends what happens here to the service: a card comes with the next sweep only, minutes late.",
    where: `/subscriptions/${subscription}`,
    cure: `infra/add-subscription.sh ${subscription}`,
  });
}

function aboutFilter(one: unknown, subscription: string): readonly Finding[] {
  const [where, cure] = [textIn(one, "id"), `infra/add-subscription.sh ${subscription}`];
  const told = (severity: Finding["severity"], id: string, what: string) =>
    finding(severity, id, { what, where, cure });
  const state = textIn(one, "properties", "provisioningState");
  const passes = operationsIn(one);
  const unheard = EVENT_OPERATIONS.filter((operation) => !passes.lets(operation));
  const types = textsIn(one, "properties", "filter", "includedEventTypes");
  const typeless = types.length === 0 ? [] : EVENT_TYPES.filter((type) => !types.includes(type));
  return [
    ...(state === "" || state === "Succeeded" ? [] : [told("error", "events-state", `It is in the state ${state}.`)]),
    ...(unheard.length > 0
      ? [
          told(
            "warning",
            "events-unheard",
            `The filter leaves out what the service has to hear of: ${unheard.join(", ")}.`,
          ),
        ]
      : []),
    ...(typeless.length > 0
      ? [told("warning", "events-types", `The filter leaves out events of the type ${typeless.join(", ")}.`)]
      : []),
    ...(passes.tooMuch.length > 0
      ? [told("warning", "events-too-many", `The filter lets through what is of no use: ${passes.tooMuch.join(", ")}.`)]
      : []),
  ];
}

interface Passing {
  readonly lets: (operation: string) => boolean;
  readonly tooMuch: readonly string[];
}

/** All filters must let an event pass; only those about the operation's name are looked at. */
function operationsIn(one: unknown): Passing {
  const filters = listIn(one, "properties", "filter", "advancedFilters").filter(
    (filter) => textIn(filter, "key").toLowerCase() === "data.operationname",
  );
  if (filters.length === 0) return { lets: () => true, tooMuch: ["every operation in the subscription"] };
  const known = EVENT_OPERATIONS.map((operation) => operation.toLowerCase());
  const named = filters
    .filter((filter) => textIn(filter, "operatorType") === "StringIn")
    .flatMap((filter) => textsIn(filter, "values"));
  return {
    lets: (operation) => filters.every((filter) => isLetBy(filter, operation.toLowerCase())),
    tooMuch: named.filter((operation) => !known.includes(operation.toLowerCase())),
  };
}

function isLetBy(filter: unknown, operation: string): boolean {
  const values = textsIn(filter, "values").map((value) => value.toLowerCase());
  switch (textIn(filter, "operatorType")) {
    case "StringIn":
      return values.includes(operation);
    case "StringBeginsWith":
      return values.some((value) => operation.startsWith(value));
    case "StringEndsWith":
      return values.some((value) => operation.endsWith(value));
    case "StringContains":
      return values.some((value) => operation.includes(value));
    case "StringNotIn":
      return !values.includes(operation);
    default:
      return false;
  }
}

/** Events that Event Grid gave up in the last day: not those of other subscriptions to the same topic. */
async function droppedFindings(arm: Arm, where: string, now: Date): Promise<readonly Finding[]> {
  const [topic = "", name = ""] = where.split(/\/eventSubscriptions\//i);
  const span = `${new Date(now.getTime() - DAY_MS).toISOString()}/${now.toISOString()}`;
  const query = new URLSearchParams({
    metricnames: "DroppedEventCount",
    aggregation: "Total",
    interval: "PT1H",
    timespan: span,
    $filter: `EventSubscriptionName eq '${name}'`,
  });
  const answer = await arm.get(`${topic}/providers/Microsoft.Insights/metrics?${query}`, METRICS_API);
  const points = listIn(answer, "value").flatMap((metric) =>
    listIn(metric, "timeseries").flatMap((series) => listIn(series, "data")),
  );
  const dropped = points.reduce<number>((sum, point) => sum + (Number(valueIn(point, "total")) || 0), 0);
  if (dropped === 0) return [];
  return [
    finding("warning", "events-dropped", {
      what: `Event Grid gave up ${dropped} events in the last day; the sweep found what they told of.`,
      where,
      cure: "az functionapp config access-restriction show --resource-group <group> --name <function app>: the service tag AzureEventGrid must be let in; see that the function connectionEvent is there",
    }),
  ];
}
