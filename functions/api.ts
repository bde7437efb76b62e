import { Readable } from "node:stream";
import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";
import { API_PATHS } from "../src/api/paths.ts";
import type { ApiAnswer } from "../src/api/written.ts";
import type { App } from "../src/app.ts";
import { durableClient } from "../src/orchestration/durable.ts";
import { paced } from "./paced.ts";
import { textWithin } from "./text-within.ts";

/** A vote with the longest comment has some 4 KB. */
const MOST_BYTES = 64 * 1024;

/** The HTTP API. Anonymous to the host: the API verifies Entra's signed token itself. */
export function registerApi({ api, orchestrations }: App): void {
  for (const { name, method, path } of API_PATHS) {
    app.http(name, {
      methods: [method],
      route: path,
      authLevel: "anonymous",
      extraInputs: [durableClient],
      handler: async (request: HttpRequest, context): Promise<HttpResponseInit> => {
        const { answerTo, api: ready } = await api(context);
        const answer = await answerTo(
          { ...ready, orchestrations: orchestrations(context) },
          {
            ...{ name, correlation: context.invocationId, path: parametersOf(path, request) },
            authorization: request.headers.get("authorization") ?? undefined,
            idToken: request.headers.get("x-ms-token-aad-id-token") ?? undefined,
            ifNoneMatch: request.headers.get("if-none-match") ?? undefined,
            query: [...request.query.entries()],
            body: () => textWithin(request, MOST_BYTES),
          },
        );
        return responseOf(answer, context.invocationId);
      },
    });
  }
}

/** With streaming on, Azure puts what stands in the query among the parameters too. */
function parametersOf(path: string, { params }: HttpRequest): Readonly<Record<string, string>> {
  const names = path.match(/(?<=\{\*?)\w+/g) ?? [];
  return Object.fromEntries(names.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])));
}

function responseOf({ status, headers, body }: ApiAnswer, invocationId: string): HttpResponseInit {
  if (body === undefined) return { status, headers };
  const isWhole = typeof body === "string" || body instanceof Uint8Array;
  return { status, headers, body: isWhole ? body : Readable.from(paced(invocationId, body)) };
}
