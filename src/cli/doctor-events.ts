import type { Finding } from "../domain/answers.ts";
import { foldedId, isSameId } from "../domain/azure-id.ts";
import { EVENT_FUNCTION } from "../domain/event-filter.ts";
import { finding } from "../domain/examination.ts";
import { accessRestrictions, addSubscriptionTo, optionsOf } from "./doctor-cures.ts";
import type { EventSubscription, EventSubscriptions } from "./doctor-event-subscriptions.ts";
import { type Passing, passingOf } from "./doctor-filter.ts";
import { found, type Reading } from "./doctor-reading.ts";
import { listIn, textIn, valueIn } from "./json-in.ts";

const METRICS_API = "2024-02-01";
const DAY_MS = 86_400_000;

/** Whether Azure tells the service, in one of these apps, what happens in a subscription. Without it the sweep does, minutes later. */
export async function eventFindings(
  reading: Reading,
  events: EventSubscriptions,
  { apps, now }: { readonly apps: readonly string[]; readonly now: Date },
): Promise<readonly Finding[]> {
  const { unseen, subscription } = events;
  const own = ownAmong(events, apps);
  if (own.length === 0) return mayBeOwn(events, apps) ? unseen : [...unseen, missing(events, apps)];
  const about = own.map(async (one) => [
    ...aboutOne(one, subscription, now),
    ...(await droppedFindings(reading, one, now)),
  ]);
  return [...unseen, ...(await Promise.all(about)).flat()];
}

/** Whether what could not be looked at may send to one of these apps after all: not where it all goes elsewhere. */
function mayBeOwn({ unseen, all, odd }: EventSubscriptions, apps: readonly string[]): boolean {
  if (odd.length === 0) return unseen.length > 0;
  const own = odd.some((taker) => apps.some((app) => foldedId(taker).startsWith(`${foldedId(app)}/`)));
  return own || (apps.length === 0 && all.length === 0);
}

/** Those that go to one of these apps: others of the same subscription are of other deployments. */
export function ownAmong({ all }: EventSubscriptions, apps: readonly string[]): readonly EventSubscription[] {
  return all.filter((one) => apps.some((app) => isSameId(app, one.app)));
}

function missing({ subscription, topic, all }: EventSubscriptions, apps: readonly string[]): Finding {
  const [elsewhere] = all;
  const told = {
    where: `/subscriptions/${subscription}`,
    cure: "Make an event subscription for the service: Azure allows one system topic, which the script is told of where there is one",
    commands: [addSubscriptionTo(topic, subscription)],
  };
  const late = "a card comes with the next sweep only, minutes late";
  if (!elsewhere)
    return finding("warning", "no-events", {
      what: `No event subscription sends what happens here to the service: ${late}.`,
      ...told,
    });
  return finding("warning", "events-elsewhere", {
    what: `What happens here is sent to ${elsewhere.app} and not to ${apps.join(", ")}: ${late}.`,
    ...told,
  });
}

function aboutOne({ id: where, topic, body }: EventSubscription, subscription: string, now: Date): readonly Finding[] {
  const name = where.split("/").at(-1) ?? "";
  const cure = "Make it anew as the templates have it: the script sets its filter, its end and where it goes";
  const commands = [addSubscriptionTo(topic, subscription, name)];
  return [...stateFaults(body, now), ...filterFaults(passingOf(body, subscription))].map(([severity, id, what]) =>
    finding(severity, id, { what, where, cure, commands }),
  );
}

type Fault = readonly [severity: Finding["severity"], id: string, what: string];

function stateFaults(body: unknown, now: Date): readonly Fault[] {
  const state = textIn(body, "properties", "provisioningState") || "Succeeded";
  const end = textIn(body, "properties", "expirationTimeUtc");
  return [
    ...(state === "Succeeded" ? [] : [["error", "events-state", `It is in the state ${state}.`] as const]),
    ...(Date.parse(end) <= now.getTime()
      ? [["warning", "events-expired", `It ended ${end}: nothing is sent any more.`] as const]
      : []),
  ];
}

function filterFaults({ unheard, typeless, narrowed, tooMuch }: Passing): readonly Fault[] {
  const told = (id: string, words: string, what: readonly string[]): readonly Fault[] =>
    what.length === 0 ? [] : [["warning", id, `The filter ${words} ${what.join(", ")}.`]];
  return [
    ...told("events-unheard", "leaves out what the service has to hear of:", unheard),
    ...told("events-types", "leaves out events of the type", typeless),
    ...told("events-narrowed", "lets through no more than", narrowed),
    ...told("events-too-many", "lets through what is of no use:", tooMuch),
  ];
}

/** Events that Event Grid gave up in the last day: not those of other event subscriptions to the same topic. */
async function droppedFindings(
  reading: Reading,
  { id, topic, app }: EventSubscription,
  now: Date,
): Promise<readonly Finding[]> {
  const query = new URLSearchParams({
    metricnames: "DroppedEventCount",
    aggregation: "Total",
    interval: "PT1H",
    timespan: `${new Date(now.getTime() - DAY_MS).toISOString()}/${now.toISOString()}`,
    $filter: `EventSubscriptionName eq '${id.split("/").at(-1)}'`,
  });
  const below = `/providers/Microsoft.Insights/metrics?${query}`;
  return found(await reading.get({ at: topic, below, apiVersion: METRICS_API }), (answer) => {
    const dropped = totalIn(answer);
    return dropped === 0 ? [] : [droppedFinding(dropped, id, app)];
  });
}

function totalIn(answer: unknown): number {
  const points = listIn(answer, "value").flatMap((metric) =>
    listIn(metric, "timeseries").flatMap((series) => listIn(series, "data")),
  );
  return points.reduce<number>((sum, point) => sum + (Number(valueIn(point, "total")) || 0), 0);
}

function droppedFinding(count: number, where: string, app: string): Finding {
  const options = optionsOf(app);
  return finding("warning", "events-dropped", {
    what: `Event Grid gave up ${count} events in the last day; the sweep found what they told of.`,
    where,
    cure: "Let the service tag AzureEventGrid in, and see that the function is there",
    commands: [
      accessRestrictions(options),
      `az functionapp function show ${options} --function-name ${EVENT_FUNCTION}`,
    ],
  });
}
