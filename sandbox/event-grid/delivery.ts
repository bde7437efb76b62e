import { at } from "../clock.ts";
import type { AzureEvent } from "./event.ts";
import { deliver, type Outcome, shakeHands, type Webhook } from "./webhook.ts";

export interface DeliverySettings {
  /** Between attempts; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly maxAttempts: number;
  readonly timeToLiveMs: number;
  readonly answerMs: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultDelivery: DeliverySettings = {
  retryDelaysMs: [10_000, 30_000, minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour],
  maxAttempts: 30,
  timeToLiveMs: 24 * hour,
  answerMs: 30_000,
};

/** One attempt. */
export interface Delivery {
  readonly sentAt: string;
  /** When the answer came. */
  readonly at: string;
  readonly id: string;
  readonly operation: string;
  readonly subscription: string;
  readonly status: Outcome;
  /** This one included. */
  readonly attempts: number;
}

export interface DeadLetter {
  readonly event: AzureEvent;
  readonly subscription: string;
  readonly deadLetterReason: "MaxDeliveryAttemptsExceeded" | "TimeToLiveExceeded" | "Undeliverable";
  readonly deliveryAttempts: number;
  readonly lastDeliveryOutcome: Outcome;
  readonly publishTime: string;
  readonly lastDeliveryAttemptTime: string;
}

export interface Records {
  delivered(delivery: Delivery): void;
  dead(letter: DeadLetter): void;
}

/** At least once, in no promised order: each event is tried until it is taken, refused for good, or too old. */
export interface Deliveries {
  /** Settles after the first attempt. */
  send(event: AzureEvent): Promise<void>;
  /** Shakes hands if that was not done yet. */
  ready(): Promise<boolean>;
  close(): void;
}

/** Answers that trying again cannot change. */
const refusals: readonly Outcome[] = [400, 401, 403, 413];

interface Attempt {
  readonly event: AzureEvent;
  readonly published: number;
  readonly attempts: number;
  readonly sentAt: string;
}

export function deliveriesTo(webhook: Webhook, settings: DeliverySettings, records: Records): Deliveries {
  const timers = new Set<Disposable>();
  const ready = onceTrue(() => shakeHands(webhook, settings.answerMs));
  let closed = false;
  const tryOnce = async (event: AzureEvent, attempts: number): Promise<Outcome> =>
    (await ready()) ? deliver(webhook, event, attempts - 1, settings.answerMs) : "no-handshake";
  const attempt = async (event: AzureEvent, published: number, attempts: number): Promise<void> => {
    const sentAt = new Date().toISOString();
    const taken = await tryOnce(event, attempts);
    if (closed) return;
    records.delivered({ ...deliveryOf(webhook, event, taken), sentAt, attempts });
    const next = nextStep(settings, taken, { event, published, attempts, sentAt });
    if (next === "done") return;
    if (typeof next === "string") records.dead(letterOf(webhook, { event, published, attempts, sentAt }, taken, next));
    else later(next.at, () => void attempt(event, published, attempts + 1));
  };
  const later = (due: number, run: () => void) => {
    const timer = at(new Date(due), () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  };
  return {
    send: (event) => attempt(event, Date.now(), 1),
    ready,
    close() {
      closed = true;
      for (const timer of timers) timer[Symbol.dispose]();
    },
  };
}

/** Asks again as long as the answer was false; those who wait together hear the same answer. */
function onceTrue(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  return () => {
    asked ??= ask().then((answer) => {
      if (!answer) asked = undefined;
      return answer;
    });
    return asked;
  };
}

type Next = "done" | DeadLetter["deadLetterReason"] | { readonly at: number };

function nextStep(settings: DeliverySettings, outcome: Outcome, { published, attempts }: Attempt): Next {
  if (typeof outcome === "number" && outcome >= 200 && outcome < 205) return "done";
  if (refusals.includes(outcome)) return "Undeliverable";
  if (attempts >= settings.maxAttempts) return "MaxDeliveryAttemptsExceeded";
  const delay = settings.retryDelaysMs[attempts - 1] ?? settings.retryDelaysMs.at(-1) ?? 0;
  const due = Date.now() + delay;
  return due - published > settings.timeToLiveMs ? "TimeToLiveExceeded" : { at: due };
}

function deliveryOf({ name }: Webhook, { id, data }: AzureEvent, status: Outcome) {
  return { at: new Date().toISOString(), id, operation: data.operationName, subscription: name, status };
}

function letterOf(
  { name }: Webhook,
  { event, published, attempts, sentAt }: Attempt,
  lastDeliveryOutcome: Outcome,
  deadLetterReason: DeadLetter["deadLetterReason"],
): DeadLetter {
  const publishTime = new Date(published).toISOString();
  return {
    ...{ event, subscription: name, deadLetterReason, deliveryAttempts: attempts, lastDeliveryOutcome, publishTime },
    lastDeliveryAttemptTime: sentAt,
  };
}
