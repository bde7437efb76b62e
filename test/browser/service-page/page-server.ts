import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pageAnswer, readPageFiles } from "../../../functions/page-files.ts";
import { apiReply, type Reply } from "./fake-api.ts";
import { aWorld, type World } from "./world.ts";

/** What the API answers instead; `nothing`: the line is cut. */
export type Trouble = (path: string) => Reply | "nothing" | undefined;

export interface PageServer {
  readonly url: string;
  readonly world: World;
  trouble: Trouble;
  /** Paths of the API that were asked for, and how they were answered. */
  readonly asked: { readonly path: string; readonly status: number }[];
  stop(): Promise<void>;
}

/** The page as it is deployed, its files under their headers, before an API that a test can change. */
export async function startPageServer(world: World = aWorld(), page = 12): Promise<PageServer> {
  const files = await readPageFiles(join(import.meta.dirname, "../../../dist/web"));
  const served = { world, page, trouble: (() => undefined) as Trouble, asked: [] as PageServer["asked"] };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname.startsWith("/api/")) {
      answerApi(served, url, request, response);
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

type Served = Pick<PageServer, "world" | "trouble" | "asked"> & { readonly page: number };

function answerApi(
  { world, page, trouble, asked }: Served,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const path = url.pathname + url.search;
  const reply = trouble(path) ?? apiReply(world, url, page);
  if (reply === "nothing") {
    request.socket.destroy();
    return;
  }
  const tag = `"${createHash("sha256").update(reply.body).digest("hex").slice(0, 12)}"`;
  const isSame = reply.status === 200 && request.headers["if-none-match"] === tag;
  const status = isSame ? 304 : reply.status;
  asked.push({ path, status });
  response.writeHead(status, { "Content-Type": reply.type, ETag: tag }).end(isSame ? undefined : reply.body);
}
