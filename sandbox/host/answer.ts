import type { IncomingMessage, ServerResponse } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export function textAnswer(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}

export function jsonAnswer(status: number, body: unknown, headers: Answer["headers"] = {}): Answer {
  const contentType = { "content-type": "application/json; charset=utf-8" };
  return { status, headers: { ...contentType, ...headers }, body: JSON.stringify(body) };
}

/** The body of a request is longer than the part of the host that reads it allows. */
export class TooLong extends Error {
  constructor(limitBytes: number) {
    super(`The body is longer than ${limitBytes} bytes`);
    this.name = "TooLong";
  }
}

/** Reads a body and never keeps more than `limitBytes` of it. */
export async function bodyOf(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw new TooLong(limitBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitBytes) throw new TooLong(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value as string | string[]);
  closeIfStillSending(request, response);
  response.writeHead(status);
  response.end(status === 204 || status === 304 ? undefined : body);
}

/** A rest of this length is read and dropped, so that a caller who is still sending gets the answer and no reset. */
const longestDroppedBytes = 8 * 1024 * 1024;

/** What a caller would go on sending after the answer is not waited for. */
export function closeIfStillSending(request: IncomingMessage, response: ServerResponse): void {
  if (!request.complete && !isSoonRead(request)) response.setHeader("connection", "close");
}

function isSoonRead({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? Number.POSITIVE_INFINITY) <= longestDroppedBytes;
}
