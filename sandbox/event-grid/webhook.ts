import { randomUUID } from "node:crypto";
import { at } from "../clock.ts";
import { type AzureEvent, cloudEventOf } from "./event.ts";

export interface Webhook {
  readonly name: string;
  readonly url: string;
  /** Sent as `code`, as a Functions host wants it. */
  readonly key?: string | undefined;
  readonly schema: "EventGridSchema" | "CloudEventSchemaV1_0";
  /** The subscription whose changes are the topic. */
  readonly topic: string;
}

/** An HTTP status, or why there was none. */
export type Outcome = number | "timed-out" | "unreachable" | "no-handshake";

const origin = "eventgrid.azure.net";

/** Delivers one event; the answer must come within `answerMs` of the sandbox's clock. */
export async function deliver(webhook: Webhook, event: AzureEvent, count: number, answerMs: number): Promise<Outcome> {
  const cloud = webhook.schema === "CloudEventSchemaV1_0";
  const headers = {
    "content-type": cloud ? "application/cloudevents+json; charset=utf-8" : "application/json; charset=utf-8",
    "aeg-event-type": "Notification",
    "aeg-subscription-name": webhook.name.toUpperCase(),
    "aeg-delivery-count": String(count),
    "aeg-data-version": cloud ? "" : event.dataVersion,
    "aeg-metadata-version": cloud ? "" : event.metadataVersion,
  };
  const body = JSON.stringify(cloud ? cloudEventOf(event) : [event]);
  const answer = await send(webhook, { method: "POST", headers, body }, answerMs);
  return typeof answer === "string" ? answer : answer.status;
}

/** Whether whoever listens there wants the events of this topic. */
export function shakeHands(webhook: Webhook, answerMs: number): Promise<boolean> {
  return webhook.schema === "CloudEventSchemaV1_0" ? askOrigin(webhook, answerMs) : echoCode(webhook, answerMs);
}

async function askOrigin(webhook: Webhook, answerMs: number): Promise<boolean> {
  const answer = await send(webhook, { method: "OPTIONS", headers: { "webhook-request-origin": origin } }, answerMs);
  if (typeof answer === "string" || answer.status !== 200) return false;
  return ["*", origin].includes(answer.headers.get("webhook-allowed-origin") ?? "");
}

async function echoCode(webhook: Webhook, answerMs: number): Promise<boolean> {
  const validationCode = randomUUID();
  const event = {
    id: randomUUID(),
    topic: `/subscriptions/${webhook.topic}`,
    subject: "",
    data: { validationCode },
    eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
    eventTime: new Date().toISOString(),
    metadataVersion: "1",
    dataVersion: "1",
  };
  const headers = { "content-type": "application/json", "aeg-event-type": "SubscriptionValidation" };
  const answer = await send(webhook, { method: "POST", headers, body: JSON.stringify([event]) }, answerMs);
  if (typeof answer === "string" || answer.status !== 200) return false;
  return codeIn(answer.text) === validationCode;
}

function codeIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { validationResponse?: unknown } | null)?.validationResponse;
  } catch {
    return undefined;
  }
}

interface WebhookAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(
  { url, key }: Webhook,
  request: RequestInit,
  answerMs: number,
): Promise<WebhookAnswer | "timed-out" | "unreachable"> {
  const address = new URL(url);
  if (key !== undefined) address.searchParams.set("code", key);
  const patience = new AbortController();
  const timer = at(new Date(Date.now() + answerMs), () => patience.abort());
  try {
    const answer = await fetch(address, { ...request, redirect: "manual", signal: patience.signal });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch {
    return patience.signal.aborted ? "timed-out" : "unreachable";
  } finally {
    timer[Symbol.dispose]();
  }
}
