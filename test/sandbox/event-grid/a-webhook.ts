import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listen, stopListening } from "../../../sandbox/listening.ts";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Of whatever shape came over the wire: tests look into it freely. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface AWebhook {
  readonly url: string;
  readonly received: Received[];
  /** Answers to notifications, in turn; 202 when there is none left. `never`: no answer. */
  readonly answers: (number | "never")[];
  handshakes: "good" | "bad";
  close(): Promise<void>;
}

export async function aWebhook(): Promise<AWebhook> {
  const server = createServer(async (request, response) => {
    const content = await text(request);
    const { method = "", url = "", headers } = request;
    const body = content === "" ? undefined : JSON.parse(content);
    webhook.received.push({ method, url, headers, body });
    answer(webhook, request, body, response);
  });
  const port = await listen(server, 0, "a webhook");
  const webhook: AWebhook = {
    url: `http://127.0.0.1:${port}/runtime/webhooks/EventGrid?functionName=connectionEvent`,
    received: [],
    answers: [],
    handshakes: "good",
    close: () => stopListening(server),
  };
  return webhook;
}

function answer(webhook: AWebhook, request: IncomingMessage, body: unknown, response: ServerResponse): void {
  if (request.method === "OPTIONS") answerOrigin(webhook, request, response);
  else if (request.headers["aeg-event-type"] === "SubscriptionValidation") answerCode(webhook, body, response);
  else answerNotification(webhook, response);
}

function answerNotification({ answers }: AWebhook, response: ServerResponse): void {
  const status = answers.shift() ?? 202;
  if (status !== "never") response.writeHead(status).end();
}

function answerOrigin({ handshakes }: AWebhook, { headers }: IncomingMessage, response: ServerResponse): void {
  const allowed = handshakes === "good" ? String(headers["webhook-request-origin"]) : "example.org";
  response.writeHead(200, { "webhook-allowed-origin": allowed }).end();
}

function answerCode({ handshakes }: AWebhook, body: unknown, response: ServerResponse): void {
  const [{ data }] = body as [{ data: { validationCode: string } }];
  response
    .writeHead(200)
    .end(JSON.stringify({ validationResponse: handshakes === "good" ? data.validationCode : "guess" }));
}
