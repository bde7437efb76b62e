import { createServer } from "node:https";
import type { TokenCredential } from "@azure/core-auth";
import { listen, stopListening } from "../../sandbox/listening.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "./trusted-certificate.ts";

interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
}

export interface ScriptedArm {
  readonly url: string;
  readonly requests: SentRequest[];
  /** What is answered to everything from now on; `hang`: nothing, `cut`: the connection breaks. */
  script: (request: SentRequest) => ScriptedAnswer | "hang" | "cut";
  close(): Promise<void>;
}

export const TOKEN = "canary-of-a-token";
export const credential: TokenCredential = {
  getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** An https server that answers as a test tells it. */
export async function startScriptedArm(): Promise<ScriptedArm> {
  const { key, cert } = await holdTrustedCertificate();
  const server = createServer({ key, cert });
  const arm = { requests: [] as SentRequest[], script: (): ScriptedAnswer => ({ status: 500 }) };
  const url = `https://localhost:${await listen(server, 0, "ARM")}`;
  const started: ScriptedArm = { ...arm, url, close: () => stopListening(server).then(releaseTrustedCertificate) };
  server.on("request", async (incoming, response) => {
    const text = (await incoming.setEncoding("utf8").toArray()).join("");
    const { method = "", url: path = "", headers } = incoming;
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const request = { method, url: path, authorization: headers.authorization, body };
    started.requests.push(request);
    const answer = started.script(request);
    if (answer === "hang") return;
    if (answer === "cut") return response.destroy();
    const isText = typeof answer.body === "string";
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    return response.end(isText ? answer.body : JSON.stringify(answer.body));
  });
  return started;
}
