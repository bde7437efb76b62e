import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Arm, type ArmOptions, startArm } from "../../../sandbox/arm/arm.ts";
import type { Change } from "../../../sandbox/arm/model.ts";
import { type Certificate, certificateIn } from "../../../sandbox/certificates.ts";
import { signingKeys } from "../../../sandbox/entra/keys.ts";
import { type Tokens, tokensOf } from "../../../sandbox/entra/tokens.ts";
import { fabrikamSubscription, namespaceIdOf } from "../../../sandbox/world.ts";

export const audience = "https://management.azure.com/";
export const orders = namespaceIdOf("contoso-orders");
export const v2024 = "api-version=2024-01-01";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of whatever shape came over the wire: tests look into it freely. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Asking {
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ArmUnderTest extends Arm {
  readonly tokens: Tokens;
  readonly changes: readonly Change[];
  readonly folder: string;
  ask(method: string, pathAndQuery: string, asking?: Asking): Promise<Reply>;
  get(id: string, query?: string): Promise<Reply>;
  put(id: string, status: string, description?: string, privateEndpoint?: string): Promise<Reply>;
  remove(id: string): Promise<Reply>;
  /** Closes it and deletes its folder. */
  end(): Promise<void>;
}

interface Ground {
  readonly folder: string;
  readonly certificate: Certificate;
  readonly tokens: Tokens;
}

export async function aGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), "arm-"));
  return { folder, certificate: await certificateIn(folder), tokens: tokensOf(await signingKeys(undefined)) };
}

export async function anArm(options: Partial<ArmOptions> = {}, ground?: Ground): Promise<ArmUnderTest> {
  const { folder, certificate, tokens } = ground ?? (await aGround());
  const changes: Change[] = [];
  const verifyToken = (token: string) => tokens.verifyIdentityToken(token, audience);
  const emit = (change: Change) => void changes.push(change);
  const arm = await startArm({ port: 0, certificate, statePath: ":memory:", verifyToken, emit, ...options });
  const own = await tokens.signIdentityToken(audience);
  const ask = (method: string, pathAndQuery: string, asking: Asking = {}) =>
    send(arm.url + pathAndQuery, certificate.ca, method, { token: own, ...asking });
  return {
    ...arm,
    tokens,
    changes,
    folder,
    ask,
    get: (id, query = v2024) => ask("GET", `${id}?${query}`),
    put: (id, status, description, privateEndpoint) =>
      ask("PUT", `${id}?${v2024}`, { body: aDecision(status, description, privateEndpoint) }),
    remove: (id) => ask("DELETE", `${id}?${v2024}`),
    async end() {
      await arm.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function aDecision(status: string, description?: string, privateEndpoint?: string) {
  return {
    properties: {
      ...(privateEndpoint === undefined ? {} : { privateEndpoint: { id: privateEndpoint } }),
      privateLinkServiceConnectionState: { status, ...(description === undefined ? {} : { description }) },
    },
  };
}

/** Fabrikam asks to join contoso-orders. */
export function joinOrders(arm: Arm, name = "pe-app1", more: object = {}) {
  const subscription = fabrikamSubscription.id;
  return arm.consumer.createPrivateEndpoint({
    subscription,
    name,
    namespace: "contoso-orders",
    message: "Please let us in",
    ...more,
  });
}

function send(url: string, ca: string, method: string, { body, text, token, headers }: Asking): Promise<Reply> {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        ca,
        method,
        agent: false,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(content === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
      },
      (response) => {
        let answer = "";
        response.on("data", (chunk) => {
          answer += chunk;
        });
        response.on("end", () => {
          const { statusCode: status = 0, headers: answered } = response;
          resolve({ status, headers: answered, body: answer === "" ? undefined : JSON.parse(answer) });
        });
      },
    );
    asked.on("error", reject);
    asked.end(content);
  });
}
