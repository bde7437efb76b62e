import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Caller, Verified } from "../entra/tokens.ts";
import { contoso } from "../world.ts";
import { ArmError, authenticationFailed } from "./arm-error.ts";
import { legible, parseBody, readBody } from "./body.ts";
import type { ExchangeRecord } from "./exchanges.ts";
import type { FaultsToUse } from "./faults.ts";
import { runFaulty } from "./faulty.ts";
import type { ArmSettings } from "./model.ts";
import { subscriptionOf } from "./resource-id.ts";
import { type Answer, apiVersionOf, matchOf, type Route } from "./router.ts";
import type { Throttle } from "./throttle.ts";
import type { Waits } from "./waits.ts";

export interface Front {
  readonly origin: string;
  readonly settings: ArmSettings;
  readonly routes: readonly Route[];
  readonly faults: FaultsToUse;
  readonly throttle: Throttle;
  readonly exchanges: ExchangeRecord;
  readonly waits: Waits;
  readonly verifyToken: (token: string) => Promise<Verified>;
  readonly refuseSubscription: (id: string, tenant: string) => void;
  readonly settle: () => void;
  /** What is beside Resource Manager and takes other credentials; `undefined`: nothing is there. */
  readonly beside: (url: URL) => Answer | undefined;
}

type Note = ReturnType<ExchangeRecord["begin"]>;

export function armListener(front: Front): RequestListener {
  return (request, response) => {
    const url = new URL(`${front.origin}${request.url?.startsWith("/") ? request.url : "/"}`);
    const note = front.exchanges.begin(request.method ?? "GET", url);
    void answerOf(front, request, url, note)
      .catch(errorAnswer)
      .then((answer) => {
        if (answer === "timeout") response.destroy();
        else send(request, response, answer);
        note(answer === "timeout" ? { status: "timeout" } : { status: answer.status, responseBody: answer.body });
      });
  };
}

async function answerOf(front: Front, request: IncomingMessage, url: URL, note: Note): Promise<Answer | "timeout"> {
  const beside = front.beside(url);
  if (beside) return beside;
  const text = await readBody(request, front.settings.bodyLimitBytes);
  note({ requestBody: legible(text) });
  const caller = await callerOf(front, request.headers.authorization);
  note({ caller: caller.appId });
  const method = request.method ?? "GET";
  const { route, values } = matchOf(front.routes, method, url.pathname);
  const apiVersion = apiVersionOf(url, route.provider);
  const body = parseBody(request, text);
  const subscription = subscriptionOf(url.pathname);
  if (subscription) front.refuseSubscription(subscription, caller.tenant);
  const headers = front.throttle.take(method, caller.objectId, subscription);
  const answer = await runFaulty(front.faults.ofRequest(method, url.pathname), front.waits, () => {
    front.settle();
    return route.run({ method, url, values, body, caller, apiVersion });
  });
  return answer === "timeout" ? answer : { ...answer, headers: { ...headers, ...answer.headers } };
}

async function callerOf({ verifyToken }: Front, header: string | undefined): Promise<Caller> {
  const token = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  if (token === undefined)
    throw authenticationFailed(
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing or no Bearer token.",
      contoso.tenant,
    );
  const verified = await verifyToken(token);
  if (verified.kind === "valid") return verified.caller;
  const code = verified.kind === "expired" ? "ExpiredAuthenticationToken" : "InvalidAuthenticationToken";
  const reason = verified.reason.replaceAll('"', "'");
  throw authenticationFailed(code, `The access token is ${verified.kind}: ${reason}.`, contoso.tenant);
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof ArmError) return { status: error.status, headers: error.headers, body: error.body };
  console.error("The ARM stand-in failed:", error);
  const message = "The sandbox's ARM failed; its output says why.";
  return { status: 500, body: { error: { code: "InternalServerError", message } } };
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body, text }: Answer): void {
  const correlation = request.headers["x-ms-correlation-request-id"];
  const requestId = randomUUID();
  response.writeHead(status, {
    "cache-control": "no-cache",
    pragma: "no-cache",
    date: new Date().toUTCString(),
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": typeof correlation === "string" ? correlation : requestId,
    "x-ms-routing-request-id": `SANDBOX:${new Date().toISOString()}:${requestId}`,
    "x-content-type-options": "nosniff",
    ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...(request.complete ? {} : { connection: "close" }),
    ...headers,
  });
  response.end(body === undefined ? text : JSON.stringify(body));
  request.resume();
}
