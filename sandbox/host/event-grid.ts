import type { IncomingMessage } from "node:http";
import { type Answer, bodyOf, jsonAnswer, TooLong, textAnswer } from "./answer.ts";
import type { RegisteredFunction, Registrations, TypedData } from "./core.ts";
import { functionsOfType, type Invoke, triggerOf } from "./invocation.ts";
import { type Keys, opens, sentKeyOf } from "./keys.ts";
import { type Log, messageOf } from "./log.ts";

export const eventGridPath = "/runtime/webhooks/eventgrid";

/** The longest batch that Event Grid delivers. */
const longestBodyBytes = 1024 * 1024;

type Json = Readonly<Record<string, unknown>>;

interface Parts {
  readonly registrations: Registrations;
  readonly keys: Keys;
  readonly invoke: Invoke;
  readonly log: Log;
}

/** Answers Event Grid's deliveries and handshakes. */
export function eventGridWebhook({ registrations, keys, invoke, log }: Parts) {
  const functions = new Map(functionsOfType(registrations, "eventGridTrigger").map((one) => [one.metadata.name, one]));
  return async (request: IncomingMessage, url: URL): Promise<Answer> => {
    if (!opens(sentKeyOf(request, url), keys.eventGrid, keys.master)) return { status: 401 };
    const name = url.searchParams.get("functionName") ?? "";
    const called = functions.get(name);
    if (!called) return textAnswer(404, `cannot find function: '${name}'`);
    return deliver(request, (events) => notify(called, events, invoke, log));
  };
}

async function deliver(
  request: IncomingMessage,
  notified: (events: readonly Json[]) => Promise<Answer>,
): Promise<Answer> {
  if (request.method === "OPTIONS") return cloudEventsHandshake(request);
  const type = String(request.headers["aeg-event-type"] ?? "").toLowerCase();
  switch (type) {
    case "unsubscribe":
      return { status: 202 };
    case "subscriptionvalidation":
      return withEvents(request, validation);
    case "notification":
      return withEvents(request, notified);
    default:
      return textAnswer(400, "The header aeg-event-type is missing or unknown");
  }
}

function cloudEventsHandshake(request: IncomingMessage): Answer {
  const origin = String(request.headers["webhook-request-origin"] ?? "");
  const isKnown = /^eventgrid\.azure\.(?:net|us|cn)$/i.test(origin);
  return { status: 200, headers: { "webhook-allowed-origin": isKnown ? origin : "eventgrid.azure.net" } };
}

/** Reads a body's events: an array (Event Grid's schema, or a batch) or one object (CloudEvents). */
async function withEvents(
  request: IncomingMessage,
  answer: (events: readonly Json[]) => Answer | Promise<Answer>,
): Promise<Answer> {
  let body: unknown;
  try {
    body = JSON.parse((await bodyOf(request, longestBodyBytes)).toString());
  } catch (fault) {
    if (!(fault instanceof TooLong)) return textAnswer(400, "The body is no JSON");
    return textAnswer(413, "The body is longer than 1 MB, the most that Event Grid delivers");
  }
  const events = Array.isArray(body) ? body : [body];
  return events.every(isObject) ? answer(events) : textAnswer(400, "The body is not an event or an array of events");
}

function validation([event]: readonly Json[]): Answer {
  const code = event && validationCodeOf(event["data"]);
  if (!code) return textAnswer(400, "The validation event has no validationCode");
  return jsonAnswer(200, { validationResponse: code });
}

/** A single event carries its data as JSON text. */
function validationCodeOf(eventData: unknown): string | undefined {
  try {
    const parsed: unknown = typeof eventData === "string" ? JSON.parse(eventData) : eventData;
    return isObject(parsed) && typeof parsed["validationCode"] === "string" ? parsed["validationCode"] : undefined;
  } catch {
    return undefined;
  }
}

/** Event Grid sends the whole batch again unless every event succeeded. */
async function notify(called: RegisteredFunction, events: readonly Json[], invoke: Invoke, log: Log): Promise<Answer> {
  const isBatch = triggerOf(called)["cardinality"] === "many";
  const calls = isBatch
    ? [invoke(called, { collectionString: { string: events.map((event) => JSON.stringify(event)) } })]
    : events.map((event) => invoke(called, { string: JSON.stringify(event) }, metadataOf(event)));
  const failed = (await Promise.allSettled(calls)).filter((call) => call.status === "rejected");
  for (const { reason } of failed) log("error", called.metadata.name, messageOf(reason));
  return failed[0] ? textAnswer(500, messageOf(failed[0].reason)) : { status: 202 };
}

function metadataOf(event: Json): Record<string, TypedData> {
  return { data: { json: JSON.stringify(event["data"] ?? null) } };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
