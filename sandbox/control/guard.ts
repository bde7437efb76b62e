import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

const LONGEST_BODY_BYTES = 64 * 1024;

/** A name of somebody else's that was pointed at this machine (DNS rebinding) stands in the Host header. */
export function refuseForeignHost({ host = "" }: IncomingHttpHeaders, port: number): void {
  if (!hostsAt(port).includes(host.toLowerCase()))
    throw new Refusal(403, `This page answers as localhost:${port} and as 127.0.0.1:${port} only.`);
}

/** A page of another site may send a form or a plain text, but no JSON, and says where it is from. */
export function refuseForeignPage({ origin, "content-type": type = "" }: IncomingHttpHeaders, port: number): void {
  const own = hostsAt(port).map((host) => `http://${host}`);
  if (origin !== undefined && !own.includes(origin.toLowerCase()))
    throw new Refusal(403, "Changes are taken from the control page only, not from another site.");
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415, "Send application/json.");
}

export async function jsonWithin(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Else the socket would go before the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LONGEST_BODY_BYTES) throw new Refusal(413, `The body is longer than ${LONGEST_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, "The body is no JSON.");
  }
}

function hostsAt(port: number): readonly string[] {
  return [`localhost:${port}`, `127.0.0.1:${port}`, ...(port === 80 ? ["localhost", "127.0.0.1"] : [])];
}
