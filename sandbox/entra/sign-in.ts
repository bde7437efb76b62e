import type { IncomingMessage, ServerResponse } from "node:http";
import { apiRegistration, appRolesOf, keyOf, type Person, people, personOf } from "../world.ts";
import type { Tokens } from "./tokens.ts";

export interface SignIn {
  readonly secret: string;
  readonly tokens: Pick<Tokens, "signUserToken">;
}

/** What App Service authentication asks Entra for when a browser signs in; beside the managed identity's endpoint. */
export async function answerSignIn(request: IncomingMessage, response: ServerResponse, signIn: SignIn): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (request.headers["x-sign-in-secret"] !== signIn.secret)
    return send(response, 401, { error: "unauthorized_client" });
  if (url.pathname === "/sign-in/people") return send(response, 200, people.map(listed));
  const person = url.pathname === "/sign-in/id-token" ? personOf(url.searchParams.get("person") ?? "") : undefined;
  if (!person) return send(response, 404, { error: "not_found" });
  send(response, 200, { id_token: await signIn.tokens.signUserToken({ audience: apiRegistration.clientId, person }) });
}

function listed(person: Person) {
  return { key: keyOf(person), name: person.name, userName: person.userName, roles: appRolesOf(person) };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
