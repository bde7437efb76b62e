import type { IncomingMessage, ServerResponse } from "node:http";
import { decodeJwt } from "jose";
import type { Tokens } from "./tokens.ts";

export interface IdentityEndpoint {
  readonly identityHeader: string;
  readonly clientId: string;
  readonly tokens: Tokens;
}

const unknownIdentity =
  "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";

/** The protocol of App Service, api-version 2019-08-01. */
export async function answerIdentityRequest(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: IdentityEndpoint,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const fault = faultOf(request, url, endpoint);
  if (fault) return send(response, fault.statusCode, fault);
  const resource = url.searchParams.get("resource") ?? "";
  const access_token = await endpoint.tokens.signIdentityToken(resource);
  const { exp } = decodeJwt(access_token);
  send(response, 200, {
    access_token,
    expires_on: String(exp),
    resource,
    token_type: "Bearer",
    client_id: endpoint.clientId,
  });
}

function faultOf({ method, headers }: IncomingMessage, url: URL, endpoint: IdentityEndpoint) {
  const clientId = url.searchParams.get("client_id") ?? endpoint.clientId;
  const checks: readonly [boolean, number, string][] = [
    [url.pathname.toLowerCase() === "/msi/token", 404, "There is nothing here but /msi/token."],
    [method === "GET", 405, "Only GET is answered."],
    [headers["x-identity-header"] === endpoint.identityHeader, 401, "X-IDENTITY-HEADER is missing or wrong."],
    [url.searchParams.get("api-version") === "2019-08-01", 400, "api-version must be 2019-08-01."],
    [Boolean(url.searchParams.get("resource")), 400, "resource is missing."],
    [clientId.toLowerCase() === endpoint.clientId.toLowerCase(), 400, unknownIdentity],
  ];
  const failed = checks.find(([passed]) => !passed);
  return failed && { statusCode: failed[1], message: failed[2] };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
