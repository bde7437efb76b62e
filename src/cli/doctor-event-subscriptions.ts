import type { Finding } from "../domain/answers.ts";
import { isSameId } from "../domain/azure-id.ts";
import { EVENT_FUNCTION } from "../domain/event-filter.ts";
import { finding, notChecked } from "../domain/examination.ts";
import { EVENT_GRID_API } from "./api-versions.ts";
import { isAppId } from "./doctor-cures.ts";
import type { Reading } from "./doctor-reading.ts";
import { textIn } from "./json-in.ts";

/** An event subscription that sends to the function of a deployment. */
export interface EventSubscription {
  readonly id: string;
  /** Resource id of its system topic. */
  readonly topic: string;
  /** Resource id of the function app that it sends to. */
  readonly app: string;
  readonly body: unknown;
}

/** Where the events of one subscription go. */
export interface EventSubscriptions {
  readonly subscription: string;
  /** Resource id of its system topic: Azure allows one. */
  readonly topic: string | undefined;
  readonly all: readonly EventSubscription[];
  /** Where others send that may not be asked about: ids of something else than a function app. */
  readonly odd: readonly string[];
  /** What could not be looked at: then there may be more of them. */
  readonly unseen: readonly Finding[];
}

export async function eventSubscriptionsOf(reading: Reading, subscription: string): Promise<EventSubscriptions> {
  const scope = `/subscriptions/${subscription}`;
  const below = "/providers/Microsoft.EventGrid/systemTopics";
  const topics = await reading.list({ at: scope, below, apiVersion: EVENT_GRID_API });
  const none = { subscription, topic: undefined, all: [], odd: [] };
  if (topics.kind === "gone") return { ...none, unseen: [noSubscription(subscription)] };
  if (topics.kind !== "seen") return { ...none, unseen: [topics.finding] };
  const own = topics.value.find((topic) => isSameId(textIn(topic, "properties", "source"), scope));
  const topic = textIn(own, "id");
  if (topic === "") return { ...none, unseen: [] };
  const found = await reading.list({ at: topic, below: "/eventSubscriptions", apiVersion: EVENT_GRID_API });
  if (found.kind !== "seen") return { ...none, topic, unseen: [found.finding] };
  const sending = found.value.flatMap((body) => eventSubscriptionIn(body, topic));
  const odd = sending.filter(({ app }) => !isAppId(app));
  const all = sending.filter(({ app }) => isAppId(app));
  return { subscription, topic, all, odd: odd.map(({ app }) => app), unseen: odd.map(toOddApp) };
}

const FUNCTION = new RegExp(`/functions/${EVENT_FUNCTION}$`, "i");

function eventSubscriptionIn(body: unknown, topic: string): readonly EventSubscription[] {
  const taker = textIn(body, "properties", "destination", "properties", "resourceId");
  const app = taker.replace(FUNCTION, "");
  return FUNCTION.test(taker) ? [{ id: textIn(body, "id"), topic, app, body }] : [];
}

function toOddApp({ id, app }: EventSubscription): Finding {
  return notChecked({
    what: `It sends to ${app}, which is not asked about: its id is none of a function app.`,
    where: id,
    cure: "Look whether it is the service's: a deployment slot has the events of another one than the app",
  });
}

function noSubscription(subscription: string): Finding {
  return finding("error", "no-subscription", {
    what: `Azure knows no subscription ${subscription}.`,
    where: `/subscriptions/${subscription}`,
    cure: "Compare its id, in the policy or behind --subscription, with those that there are",
    commands: ["az account list --all --output table"],
  });
}
