import { buffer } from "node:stream/consumers";
import type { TokenCredential } from "@azure/core-auth";
import { isRestError } from "@azure/core-rest-pipeline";
import type { ContainerClient } from "@azure/storage-blob";
import type { LogFiles } from "../../log.ts";
import { type Clock, Fault } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";
import { retryAtOf } from "../retry-after.ts";

export interface BlobLogParts {
  readonly credential: TokenCredential;
  readonly clock: Clock;
}

/** What storage says of a blob that is there already, whether or not it is locked. */
const THERE = { BlobAlreadyExists: "there", BlobImmutableDueToPolicy: "there", ConditionNotMet: "there" } as const;

/** The log's files as blobs of one container, each created if absent and never written again. */
export function blobLogFiles(containerUrl: string, parts: BlobLogParts): LogFiles {
  const call = callsTo(containerUrl, parts);
  return {
    read: (path) =>
      call(`read ${path}`, (container, options) => bytesOf(container, path, options), { BlobNotFound: undefined }),
    create: (path, bytes) =>
      call(`create ${path}`, (container, options) => createdIn(container, path, bytes, options), THERE),
    first: (prefix) => call(`list ${prefix}`, (container, options) => firstIn(container, prefix, options), {}),
  };
}

interface CallOptions {
  readonly abortSignal: AbortSignal;
}

async function bytesOf(container: ContainerClient, path: string, options: CallOptions): Promise<Uint8Array> {
  const { readableStreamBody } = await container.getBlobClient(path).download(0, undefined, options);
  return Uint8Array.from(readableStreamBody ? await buffer(readableStreamBody) : []);
}

async function createdIn(
  container: ContainerClient,
  path: string,
  bytes: Uint8Array,
  options: CallOptions,
): Promise<"created"> {
  const blobContentType = path.startsWith("checkpoint") ? "text/plain; charset=utf-8" : "application/octet-stream";
  const once = { conditions: { ifNoneMatch: "*" }, blobHTTPHeaders: { blobContentType } };
  await container.getBlockBlobClient(path).upload(bytes, bytes.length, { ...options, ...once });
  return "created";
}

async function firstIn(container: ContainerClient, prefix: string, options: CallOptions): Promise<string | undefined> {
  // Storage may answer a page without blobs, and that there are more: only its end is the end.
  for await (const { segment } of container.listBlobsFlat({ ...options, prefix }).byPage({ maxPageSize: 1 }))
    if (segment.blobItems[0]) return segment.blobItems[0].name;
  return undefined;
}

/** A call that takes longer has failed. */
const CALL_TIMEOUT_MS = 20_000;

/** Codes in `expected` are answers, all else is a `Fault`. The library is loaded with the first call: no start waits for it. */
function callsTo(containerUrl: string, { credential, clock }: BlobLogParts) {
  let client: Promise<ContainerClient> | undefined;

  async function clientOf(): Promise<ContainerClient> {
    const { ContainerClient } = await import("@azure/storage-blob");
    return new ContainerClient(containerUrl, credential, { retryOptions: { maxTries: 1 } });
  }

  return async <Answer, Value>(
    what: string,
    send: (container: ContainerClient, options: CallOptions) => Promise<Answer>,
    expected: Readonly<Record<string, Value>>,
  ): Promise<Answer | Value> => {
    client ??= clientOf();
    try {
      return await send(await client, { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    } catch (cause) {
      const value = Object.entries(expected).find(([code]) => codeOf(cause) === code);
      if (value) return value[1];
      throw faultOf(cause, what, clock());
    }
  };
}

function codeOf(cause: unknown): string | undefined {
  return isRestError(cause) ? cause.response?.headers.get("x-ms-error-code") : undefined;
}

function faultOf(cause: unknown, what: string, now: Date): Fault {
  if (!isRestError(cause) || cause.statusCode === undefined)
    return new Fault(`Storage gave no answer to ${what}: ${whyNoAnswer(cause)}`, { cause });
  const retryAt = retryAtOf(cause.response?.headers.get("retry-after"), now);
  const status = `${cause.statusCode} ${codeOf(cause) ?? ""}`.trim();
  return new Fault(`Storage answered ${status} to ${what} of the log`, { cause, retryAt });
}
