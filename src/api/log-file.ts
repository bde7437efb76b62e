import type { Answered, Call } from "./parts.ts";
import { notFound } from "./problem.ts";

/** Names of C2SP tlog-tiles, the checkpoints that were ever signed, and the key; nothing else is a file of the log. */
const NAMES =
  /^(checkpoint|key|checkpoints\/\d{12}-\d{1,12}|tile\/(entries|\d{1,2})\/(x\d{3}\/){0,3}\d{3}(\.p\/([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?)$/;

export async function readLogFile({ parts, path }: Call): Promise<Answered> {
  const name = path["file"] ?? "";
  const bytes = NAMES.test(name) ? await parts.sealedLog.read(name) : undefined;
  if (!bytes) throw notFound();
  const isText = name === "key" || name.startsWith("checkpoint");
  const contentType = isText ? "text/plain; charset=utf-8" : "application/octet-stream";
  return { bytes, contentType };
}
