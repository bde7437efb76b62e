import { EVENT_OPERATIONS, EVENT_TYPES } from "../../src/domain/event-filter.ts";
import type { Change } from "../arm/model.ts";
import { contoso, ownerSubscription } from "../world.ts";
import {
  type DeadLetter,
  type Deliveries,
  type Delivery,
  type DeliverySettings,
  defaultDelivery,
  deliveriesTo,
} from "./delivery.ts";
import { type Disturbed, disturbed } from "./disturbed.ts";
import { type AzureEvent, eventOf } from "./event.ts";
import { type EventFaults, eventFaultsOnDemand } from "./event-faults.ts";

export interface EventSubscription {
  readonly name?: string;
  readonly url: string;
  readonly key?: string;
  readonly schema: "EventGridSchema" | "CloudEventSchemaV1_0";
  /** The Azure subscription whose changes are wanted; the owner's when absent. */
  readonly topic?: string;
  /** Asked at each event; nothing is wanted while there is none. By default that of the templates. */
  readonly filter?: EventFilter | (() => EventFilter | undefined);
}

export interface EventFilter {
  readonly eventTypes?: readonly string[];
  readonly operations?: readonly string[];
}

export interface EventGridOptions {
  readonly subscriptions: readonly EventSubscription[];
  /** The tenant that events name as the owner's. */
  readonly tenant?: string;
  readonly settings?: Partial<DeliverySettings>;
}

export interface EventGrid {
  /** What the ARM stand-in emits. */
  publish(change: Change): void;
  /** Shakes hands with every webhook; throws naming those that refuse. Without it the first event does. */
  ready(): Promise<void>;
  readonly faults: EventFaults;
  readonly delivered: Delivered;
  deadLetters(): readonly DeadLetter[];
  close(): void;
}

/** The last 500 attempts. */
export interface Delivered {
  list(): readonly Delivery[];
  /** The first that fits, among those kept or to come. */
  find(wanted: (delivery: Delivery) => boolean): Promise<Delivery>;
}

/** The filter of the templates. */
const recommendedFilter: Required<EventFilter> = { eventTypes: EVENT_TYPES, operations: EVENT_OPERATIONS };

interface Outlet {
  readonly name: string;
  readonly wants: (event: AzureEvent) => boolean;
  readonly deliveries: Deliveries;
  readonly queue: Disturbed;
}

export function startEventGrid({ subscriptions, tenant = contoso.tenant, settings }: EventGridOptions): EventGrid {
  const delivery = { ...defaultDelivery, ...settings };
  const letters: DeadLetter[] = [];
  const { record, ...delivered } = deliveredKept();
  const faults = eventFaultsOnDemand();
  const outlets = subscriptions.map((subscription, index): Outlet => {
    const { name = `subscription-${index + 1}`, topic = ownerSubscription.id, url, key, schema } = subscription;
    const records = { delivered: record, dead: (letter: DeadLetter) => void letters.push(letter) };
    const deliveries = deliveriesTo({ name, topic, url, key, schema }, delivery, records);
    return { name, wants: wantsOf(topic, subscription.filter), deliveries, queue: disturbed(deliveries.send, faults) };
  });
  return {
    publish(change) {
      const event = eventOf(change, tenant);
      for (const outlet of outlets) if (outlet.wants(event)) outlet.queue.put(event);
    },
    async ready() {
      const answers = await Promise.all(
        outlets.map(async ({ name, deliveries }) => ((await deliveries.ready()) ? [] : [name])),
      );
      const refusing = answers.flat();
      if (refusing.length > 0) throw new Error(`No handshake with the webhook of ${refusing.join(", ")}`);
    },
    faults: {
      ...faults,
      clear() {
        faults.clear();
        for (const { queue } of outlets) queue.release();
      },
    },
    delivered,
    deadLetters: () => [...letters],
    close() {
      for (const { deliveries, queue } of outlets) {
        queue.close();
        deliveries.close();
      }
    },
  };
}

function wantsOf(topic: string, filter: EventSubscription["filter"] = {}): Outlet["wants"] {
  return ({ topic: from, eventType, data }) => {
    const now = typeof filter === "function" ? filter() : filter;
    if (!now || from.toLowerCase() !== `/subscriptions/${topic.toLowerCase()}`) return false;
    const { eventTypes, operations } = { ...recommendedFilter, ...now };
    const operation = data.operationName.toLowerCase();
    return eventTypes.includes(eventType) && operations.some((one) => one.toLowerCase() === operation);
  };
}

function deliveredKept(): Delivered & { record(delivery: Delivery): void } {
  const entries: Delivery[] = [];
  const waiting = new Set<(delivery: Delivery) => void>();
  return {
    record(delivery) {
      entries.push(delivery);
      if (entries.length > 500) entries.shift();
      for (const look of [...waiting]) look(delivery);
    },
    list: () => [...entries],
    async find(wanted) {
      const found = entries.find(wanted);
      if (found) return found;
      return new Promise((resolve) => {
        const look = (delivery: Delivery) => {
          if (!wanted(delivery)) return;
          waiting.delete(look);
          resolve(delivery);
        };
        waiting.add(look);
      });
    },
  };
}
