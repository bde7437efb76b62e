import { EVENT, type HistoryEvent } from "../../support/histories.ts";
import { type Arrival, type Instance, isLive, type Message } from "./messages.ts";

/** What a turn makes of the messages that it took. */
export interface Sorted {
  /** Goes into the history. */
  readonly accepted: readonly Message[];
  /** For an execution, or a task, that is not in the table yet: put back, and discarded after the fifth time. */
  readonly putBack: readonly Message[];
}

/** Messages in the order in which they came, the start first. All that is neither accepted nor put back is dropped. */
export function sorted(instance: Instance | undefined, messages: readonly Message[]): Sorted {
  if (instance && !isLive(instance)) return { accepted: [], putBack: [] };
  const start = instance && startOf(instance, messages);
  const accepted: Message[] = start ? [start] : [];
  const others = messages.filter(({ kind }) => kind !== "started");
  const fates = others.map((message) => {
    const fate = start || !instance ? fateBesideStart(message, start) : fateOf(message, instance, accepted);
    if (fate === "accepted") accepted.push(message);
    return fate;
  });
  return { accepted, putBack: others.filter((_, index) => fates[index] === "put back") };
}

/** A second start of an instance that runs is dropped. */
function startOf({ history, execution }: Instance, messages: readonly Message[]): Message | undefined {
  if (history.length > 0) return undefined;
  return messages.find((message) => message.kind === "started" && message.execution === execution);
}

type Fate = "accepted" | "put back" | "dropped";

function fateBesideStart({ execution }: Message, start: Message | undefined): Fate {
  if (execution !== undefined) return "put back";
  return start ? "accepted" : "dropped";
}

function fateOf(message: Message, { execution, past, history }: Instance, accepted: readonly Message[]): Fate {
  if (message.execution === undefined) return history.length > 0 ? "accepted" : "dropped";
  if (message.execution !== execution) return past.has(message.execution) ? "dropped" : "put back";
  return message.kind === "fired"
    ? fateOfCompletion(EVENT.timerCreated, ({ TimerId }) => TimerId, message, history, accepted)
    : fateOfCompletion(EVENT.taskScheduled, ({ TaskScheduledId }) => TaskScheduledId, message, history, accepted);
}

function fateOfCompletion(
  scheduled: number,
  idIn: (event: Arrival) => number | undefined,
  { event }: Message,
  history: readonly HistoryEvent[],
  accepted: readonly Message[],
): Fate {
  const id = idIn(event);
  if (!history.some(({ EventType, EventId }) => EventType === scheduled && EventId === id)) return "put back";
  const arrived = [...history, ...accepted.map((message) => message.event)];
  return arrived.some((other) => idIn(other) === id) ? "dropped" : "accepted";
}
