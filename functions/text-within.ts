import type { HttpRequest } from "@azure/functions";

/** The body as text; `undefined` when it is larger than allowed, without reading the rest. */
export async function textWithin(
  request: Pick<HttpRequest, "headers" | "body">,
  mostBytes: number,
): Promise<string | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
