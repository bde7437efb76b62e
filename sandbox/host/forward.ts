import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { pipeline } from "node:stream";
import { closeIfStillSending } from "./answer.ts";
import { passedOn, type SentHeaders } from "./request-headers.ts";

export interface Forwarded {
  /** Where the app's library listens for the host. */
  readonly httpUri: string;
  readonly invocationId: string;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly headers: SentHeaders;
  readonly response: ServerResponse;
  readonly longestBodyBytes: number;
}

/**
 * `over`: the caller has the answer, as much of it as there was, or has gone; `broken`: the app ended the connection without an
 * answer; `too long`: the body is longer than allowed.
 */
export type Passed = "over" | "broken" | "too long";

export interface Forwarding {
  readonly passed: Promise<Passed>;
  /** The app will not answer any more, or not to the end: what the caller has is cut off, lest it be taken for the whole. */
  abandon(): void;
}

/** Hands a request to the app and its answer to the caller, each as it comes and no faster than it is taken. */
export function forward(call: Forwarded): Forwarding {
  const { request, response, httpUri, url } = call;
  const target = { host: "127.0.0.1", port: new URL(httpUri).port, path: `${url.pathname}${url.search}` };
  const sent = send({ ...target, method: request.method, headers: headersTo(call), agent: false });
  const passed = new Promise<Passed>((resolve) => {
    sent.on("response", (answer) => {
      startAnswer(request, response, answer);
      pipeline(answer, response, () => resolve("over"));
    });
    sent.on("error", () => resolve("broken"));
    response.on("close", () => resolve("over"));
    countBytes(request, call.longestBodyBytes, () => resolve("too long"));
    request.pipe(sent);
  });
  const end = () => {
    // Node gives the caller's connection back only when all was read.
    request.unpipe(sent).resume();
    sent.destroy();
  };
  return { passed: passed.finally(end), abandon: () => void sent.destroy() };
}

function headersTo({ headers, request, invocationId, url }: Forwarded): SentHeaders {
  const isChunked = request.headers["transfer-encoding"] !== undefined;
  return {
    ...passedOn(headers),
    ...(isChunked ? { "transfer-encoding": "chunked" } : {}),
    // Else the app's side would close right after an answer that comes before the end of the request, and the answer be lost.
    connection: "keep-alive",
    "x-ms-invocation-id": invocationId,
    "x-forwarded-host": url.host,
    "x-forwarded-proto": "http",
  };
}

function countBytes(request: IncomingMessage, most: number, exceeded: () => void): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) exceeded();
  });
}

function startAnswer(request: IncomingMessage, response: ServerResponse, answer: IncomingMessage): void {
  closeIfStillSending(request, response);
  response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
  response.flushHeaders();
}
