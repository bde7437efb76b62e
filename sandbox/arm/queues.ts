import { randomBytes } from "node:crypto";
import { eventOf } from "../event-grid/event.ts";
import { contoso } from "../world.ts";
import type { Change } from "./model.ts";
import { keyOf } from "./resource-id.ts";
import type { Answer } from "./router.ts";
import type { Store } from "./store.ts";

/** Storage queues into which Event Grid writes, read as Azure's are: with a signature that Resource Manager gave, and as XML. */
export interface Queues {
  /** A change that Event Grid tells to who subscribed. */
  take(change: Change): void;
  /** Allows whoever has it to read the queues of an account. */
  sign(account: string): string;
  answer(url: URL): Answer | undefined;
}

interface Subscribed {
  readonly destination: { readonly properties: { readonly resourceId: string; readonly queueName: string } };
  readonly filter: {
    readonly subjectBeginsWith: string;
    readonly includedEventTypes: readonly string[];
    readonly advancedFilters: readonly { readonly values: readonly string[] }[];
  };
}

const EVENT_SUBSCRIPTION = /\/providers\/microsoft\.eventgrid\/eventsubscriptions\//i;
const MOST_AT_ONCE = 32;

export function queuesOf(store: Pick<Store, "resources">): Queues {
  const messages = new Map<string, string[]>();
  const signatures = new Map<string, string>();
  const messagesOf = (account: string, queue: string) => {
    const key = keyOf(`${account}/${queue}`);
    const known = messages.get(key) ?? [];
    messages.set(key, known);
    return known;
  };
  return {
    take(change) {
      const event = eventOf(change, contoso.tenant);
      for (const { id, body } of store.resources.all()) {
        if (!EVENT_SUBSCRIPTION.test(id)) continue;
        // What was put there was checked then.
        const { destination, filter } = body["properties"] as Subscribed;
        if (!wants(filter, event)) continue;
        const { resourceId, queueName } = destination.properties;
        messagesOf(resourceId, queueName).push(Buffer.from(JSON.stringify(event)).toString("base64"));
      }
    },
    sign(account) {
      const signature = randomBytes(16).toString("base64url");
      signatures.set(signature, account);
      return signature;
    },
    answer(url) {
      const [, queues, name, queue, last] = url.pathname.split("/");
      if (queues !== "queues" || last !== "messages" || !queue) return undefined;
      const account = signatures.get(url.searchParams.get("sig") ?? "");
      if (account === undefined || !account.endsWith(`/${name}`)) return { status: 403, text: "<Error/>" };
      return listed(messagesOf(account, queue).splice(0, MOST_AT_ONCE));
    },
  };
}

function wants(filter: Subscribed["filter"], event: ReturnType<typeof eventOf>): boolean {
  const begins = (text: string, start: string) => text.toLowerCase().startsWith(start.toLowerCase());
  return (
    begins(event.subject, filter.subjectBeginsWith) &&
    filter.includedEventTypes.includes(event.eventType) &&
    filter.advancedFilters.every(({ values }) => values.some((value) => begins(event.data.operationName, value)))
  );
}

function listed(texts: readonly string[]): Answer {
  const messages = texts.map((text) => `<QueueMessage><MessageText>${text}</MessageText></QueueMessage>`).join("");
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    text: `<?xml version="1.0" encoding="utf-8"?><QueueMessagesList>${messages}</QueueMessagesList>`,
  };
}
