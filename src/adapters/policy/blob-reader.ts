import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  type TransferProgressEvent,
} from "@azure/core-rest-pipeline";
import { Fault } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";

export type BlobAnswer =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "read";
      readonly text: string;
      readonly etag: string | undefined;
      /** ISO; when the blob was written. */
      readonly modifiedAt: string | undefined;
    };

/** Reads a blob unless it still has that etag. Everything but a blob is a `Fault` with the reason in words. */
export type BlobReader = (etag: string | undefined) => Promise<BlobAnswer>;

export interface BlobAccess {
  readonly credential: TokenCredential;
  /** A read that takes longer has failed; 10 s by default. */
  readonly timeoutMs?: number;
}

/** The first version that takes Entra tokens is of 2017; this one all clouds and Azurite know. */
const STORAGE_VERSION = "2021-12-02";
const MOST_BYTES = 1_000_000;

/** One GET, never a second time by itself, and no redirect is followed: the token goes to this address only. */
export function blobReader(url: string, { credential, timeoutMs = 10_000 }: BlobAccess): BlobReader {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: "https://storage.azure.com/.default" }));
  const httpClient = createDefaultHttpClient();
  return async (etag) => {
    const tooLarge = new AbortController();
    const abortSignal = AbortSignal.any([AbortSignal.timeout(timeoutMs), tooLarge.signal]);
    const onDownloadProgress = ({ loadedBytes }: TransferProgressEvent) => loadedBytes > MOST_BYTES && tooLarge.abort();
    const headers = createHttpHeaders({ "x-ms-version": STORAGE_VERSION, ...(etag && { "if-none-match": etag }) });
    const request = createPipelineRequest({ url, headers, abortSignal, onDownloadProgress });
    const response = await pipeline.sendRequest(httpClient, request).catch((cause: unknown) => {
      throw new Fault(tooLarge.signal.aborted ? "The blob is larger than 1 MB" : whyNoAnswer(cause), { cause });
    });
    return answerOf(response);
  };
}

function answerOf({ status, headers, bodyAsText }: PipelineResponse): BlobAnswer {
  if (status === 304) return { kind: "unchanged" };
  if (status !== 200) throw new Fault(`Storage answered ${status} ${headers.get("x-ms-error-code") ?? ""}`.trim());
  const modified = new Date(headers.get("last-modified") ?? "");
  const modifiedAt = Number.isNaN(modified.getTime()) ? undefined : modified.toISOString();
  return { kind: "read", text: bodyAsText ?? "", etag: headers.get("etag"), modifiedAt };
}
