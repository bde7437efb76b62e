import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pageAnswer, readPageFiles } from "../../../functions/page-files.ts";
import { callOf, type PageApi, problem, type Reply } from "./page-api.ts";

/** What the API answers instead; `nothing`: the line is cut. */
export type Trouble = (path: string) => Reply | "nothing" | undefined;

export interface PageServer {
  readonly url: string;
  api: PageApi;
  trouble: Trouble;
  /** Paths of the API that were asked for, and how they were answered. */
  readonly asked: { readonly path: string; readonly status: number }[];
  stop(): Promise<void>;
}

/** The page as it is deployed, its files under their headers, before an API. */
export async function startPageServer(api: PageApi): Promise<PageServer> {
  const files = await readPageFiles(join(import.meta.dirname, "../../../dist/web"));
  const served = { api, trouble: (() => undefined) as Trouble, asked: [] as PageServer["asked"] };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname.startsWith("/api/")) {
      void answerApi(served, url, request, response);
      return;
    }
    const { status, headers, body } = pageAnswer(files, url.pathname, request.headers["accept-encoding"]?.toString());
    response.writeHead(status, headers).end(body);
  });
  await once(server.listen(0, "localhost"), "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return Object.assign(served, {
    url,
    async stop() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  });
}

type Served = Pick<PageServer, "api" | "trouble" | "asked">;

async function answerApi(
  { api, trouble, asked }: Served,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = url.pathname + url.search;
  const reply = trouble(path) ?? (await replyOf(api, url, request.headers["if-none-match"]));
  if (reply === "nothing") {
    request.socket.destroy();
    return;
  }
  const { status, headers, body } = reply;
  asked.push({ path, status });
  response.writeHead(status, headers).end(body);
}

/** What fails here fails loudly: the page shows it, and the test does not find what it looks for. */
async function replyOf(api: PageApi, url: URL, ifNoneMatch: string | undefined): Promise<Reply> {
  const call = callOf(url, ifNoneMatch);
  if (!call) return problem(404, "Not found");
  try {
    return await api.answer(call);
  } catch (error) {
    return problem(500, String(error));
  }
}
