import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The answers under way, by the invocations that give them. */
const answers = new Map<string, ServerResponse>();

subscribe("http.server.request.start", (message) => {
  const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
  const id = request.headers["x-ms-invocation-id"];
  if (typeof id !== "string") return;
  answers.set(id, response);
  response.once("close", () => answers.delete(id));
});

/**
 * The pieces of a long answer, made no faster than the caller takes them, and no further once the caller has gone. The library
 * (4.16.5) asks for them as fast as they come and keeps what the caller has not taken, all of it if need be.
 */
export async function* paced<Piece>(invocationId: string, pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  const answer = answers.get(invocationId);
  for await (const piece of pieces) {
    if (answer?.destroyed) return;
    yield piece;
    if (answer?.writableNeedDrain) await roomIn(answer);
  }
}

function roomIn(answer: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      answer.off("drain", settle).off("close", settle);
      resolve();
    };
    answer.on("drain", settle).on("close", settle);
    if (answer.destroyed) settle();
  });
}
