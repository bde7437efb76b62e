import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, bodyOf, TooLong, textAnswer } from "./answer.ts";
import type { RegisteredFunction, Registrations, TypedData } from "./core.ts";
import { forward, type Passed } from "./forward.ts";
import { findFunction, httpFunctionsOf, mayCall } from "./http-functions.ts";
import type { Invoke } from "./invocation.ts";
import { type Keys, sentKeyOf } from "./keys.ts";
import { type Log, messageOf } from "./log.ts";
import { headersOf, type SentHeaders } from "./request-headers.ts";
import { rpcResponseAnswer } from "./rpc-http.ts";

/** Azure's limit of a request to a function. */
const longestBodyBytes = 100 * 1024 * 1024;

interface Parts {
  readonly registrations: Registrations;
  readonly routePrefix: string;
  readonly keys: Keys;
  readonly invoke: Invoke;
  readonly log: Log;
}

interface Call {
  readonly called: RegisteredFunction;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly headers: SentHeaders;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Answers what an HTTP function is registered for; nothing when the function has sent the answer itself. */
export function httpTriggers({ registrations, routePrefix, keys, invoke, log }: Parts) {
  const functions = httpFunctionsOf(registrations, routePrefix);
  const { httpUri } = registrations;
  return async (
    { request, response, url, path }: Pick<Call, "request" | "response" | "url"> & { readonly path: readonly string[] },
    identity: SentHeaders,
  ): Promise<Answer | undefined> => {
    const found = findFunction(functions, request.method ?? "GET", path);
    if (!found) return { status: 404 };
    const { called, level } = found.target;
    if (!mayCall(level, keys, sentKeyOf(request, url))) return { status: 401 };
    const headers = headersOf(request, identity);
    const call = { called, request, response, url, headers, parameters: found.parameters, query: queryOf(url) };
    return httpUri === undefined ? bufferedAnswer(call, invoke, log) : streamedAnswer(call, httpUri, invoke, log);
  };
}

function queryOf({ searchParams }: URL): Record<string, string> {
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name).join(",")]));
}

async function bufferedAnswer(call: Call, invoke: Invoke, log: Log): Promise<Answer> {
  const { called, request, url, headers, parameters: params, query } = call;
  const body = await bodyOf(request, longestBodyBytes);
  const http = { method: request.method, url: url.href, headers, query, params };
  try {
    return rpcResponseAnswer(
      await invoke(called, { http: body.length > 0 ? { ...http, body: { bytes: body } } : http }),
    );
  } catch (fault) {
    log("error", called.metadata.name, messageOf(fault));
    return { status: 500 };
  }
}

/** The app is called as ever, but takes the request and gives the answer over HTTP of its own. */
async function streamedAnswer(call: Call, httpUri: string, invoke: Invoke, log: Log): Promise<Answer | undefined> {
  const { called, request, response, url, headers } = call;
  const invocationId = randomUUID();
  const forwarding = forward({ httpUri, invocationId, request, response, url, headers, longestBodyBytes });
  const failed = new Promise<"failed">((resolve) => {
    invoke(called, { http: {} }, triggerMetadataOf(call), invocationId).catch((fault) => {
      log("error", called.metadata.name, messageOf(fault));
      resolve("failed");
    });
  });
  const passed = await Promise.race([forwarding.passed, failed]);
  if (passed !== "over") forwarding.abandon();
  return answerInstead(passed);
}

/** The library takes headers and parameters from here; what a query is called must not stand in their way. */
function triggerMetadataOf({ headers, query, parameters }: Call): Record<string, TypedData> {
  const texts = Object.entries({ ...query, ...parameters }).map(([name, string]) => [name, { string }]);
  return {
    ...Object.fromEntries(texts),
    Query: { json: JSON.stringify(query) },
    Headers: { json: JSON.stringify(headers) },
  };
}

function answerInstead(passed: Passed | "failed"): Answer | undefined {
  switch (passed) {
    case "over":
      return undefined;
    case "too long":
      throw new TooLong(longestBodyBytes);
    case "broken":
      return { status: 502 };
    case "failed":
      return textAnswer(504, "The function ended without an answer. In Azure the caller waits for 230 s before this.");
  }
}
