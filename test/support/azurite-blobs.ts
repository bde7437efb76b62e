import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
} from "@azure/core-rest-pipeline";
import type { AzuriteTls } from "./azurite.ts";
import { azuriteServer } from "./azurite-server.ts";
import { tokensFor } from "./unsigned-tokens.ts";

export interface StartedBlobs {
  /** Of a container that is there. */
  readonly url: string;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** The address of another container, made now. */
  container(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Azurite's blob service in this process and in memory, over https on a port of its own. */
export async function startBlobs({ certPath, keyPath }: AzuriteTls): Promise<StartedBlobs> {
  const file = "unused: nothing is kept on disk";
  const quiet = [false, undefined, false, undefined];
  const access = [false, true, certPath, keyPath, "", "basic", false];
  const server = await azuriteServer("blob", ["127.0.0.1", 0, 5, file, file, [], ...quiet, ...access, true]);
  await server.start();
  const { port } = new URL(server.getHttpServerAddress());
  const container = async (name: string) => {
    const made = `https://localhost:${port}/devstoreaccount1/${name}`;
    await send("PUT", `${made}?restype=container`, 201);
    return made;
  };
  const url = await container("policies");
  return {
    url,
    write: (name, text) => send("PUT", `${url}/${name}`, 201, text),
    container,
    remove: (name) => send("DELETE", `${url}/${name}`, 202),
    close: () => server.close(),
  };
}

async function send(method: HttpMethods, url: string, expected: number, body?: string): Promise<void> {
  const pipeline = createEmptyPipeline();
  const credential = tokensFor("https://storage.azure.com");
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: "https://storage.azure.com/.default" }));
  const headers = createHttpHeaders({
    "x-ms-version": "2021-12-02",
    ...(body === undefined ? {} : { "x-ms-blob-type": "BlockBlob", "content-type": "text/plain" }),
    "content-length": String(Buffer.byteLength(body ?? "")),
  });
  const request = createPipelineRequest({ method, url, headers, ...(body === undefined ? {} : { body }) });
  const { status, bodyAsText } = await pipeline.sendRequest(createDefaultHttpClient(), request);
  if (status !== expected) throw new Error(`Azurite answered ${status} to ${method}: ${bodyAsText}`);
}
