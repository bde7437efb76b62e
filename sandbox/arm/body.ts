import type { IncomingMessage } from "node:http";
import { ArmError, badRequest } from "./arm-error.ts";

/** Throws a 413 as soon as more than `limit` bytes came. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) throw new ArmError(413, "RequestEntityTooLarge", `The request is larger than ${limit} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Of PUT and POST; undefined for the others. */
export function parseBody({ method, headers }: IncomingMessage, text: string): unknown {
  if (method !== "PUT" && method !== "POST") return undefined;
  if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
    throw new ArmError(415, "UnsupportedMediaType", "The content media type must be 'application/json'.");
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badRequest(
      `The request content was invalid and could not be deserialized: '${reason}'.`,
      "InvalidRequestContent",
    );
  }
}

/** What a record keeps of a body that may be anything. */
export function legible(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text.slice(0, 1000);
  }
}
