import { HttpRequest } from "@azure/functions";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { textWithin } from "../../functions/text-within.ts";

const LIMIT = 16;
const requestOf = (body?: string, headers: Record<string, string> = {}) =>
  new HttpRequest({
    method: "POST",
    url: "http://localhost/api/messages",
    headers,
    ...(body ? { body: { string: body } } : {}),
  });

/** A body that comes piece by piece, and how many pieces were read of it. */
function inPieces(...pieces: readonly string[]) {
  let read = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[read];
        if (piece === undefined) return controller.close();
        read += 1;
        controller.enqueue(Buffer.from(piece));
      },
    },
    { highWaterMark: 0 },
  );
  return {
    request: { headers: new Headers(), body } as unknown as Pick<HttpRequest, "headers" | "body">,
    read: () => read,
  };
}

describe("the text of a body", () => {
  it("is given up to the limit, to the byte", async () => {
    expect(await textWithin(requestOf("x".repeat(LIMIT)), LIMIT)).toBe("x".repeat(LIMIT));
    expect(await textWithin(requestOf("x".repeat(LIMIT + 1)), LIMIT)).toBeUndefined();
  });

  it("is measured in bytes, not in characters", async () => {
    expect(await textWithin(requestOf("ä".repeat(LIMIT / 2)), LIMIT)).toBe("ä".repeat(LIMIT / 2));
    expect(await textWithin(requestOf("ä".repeat(LIMIT / 2 + 1)), LIMIT)).toBeUndefined();
  });

  it("is empty when there is no body", async () => {
    expect(await textWithin(requestOf(), LIMIT)).toBe("");
  });

  it("is refused unread when its length says that it is too long", async () => {
    const { request, read } = inPieces("x");
    const headers = new Headers({ "content-length": String(LIMIT + 1) });
    expect(await textWithin({ ...request, headers } as typeof request, LIMIT)).toBeUndefined();
    expect(read()).toBe(0);
  });

  it("is not believed to be short because its length says so", async () => {
    const headers = new Headers({ "content-length": "1" });
    const { request } = inPieces("x".repeat(LIMIT), "x");
    expect(await textWithin({ ...request, headers } as typeof request, LIMIT)).toBeUndefined();
  });

  it("is read no further than the limit when it comes without a length", async () => {
    const { request, read } = inPieces(...Array.from({ length: 100 }, () => "x".repeat(10)));
    expect(await textWithin(request, LIMIT)).toBeUndefined();
    expect(read()).toBe(2);
  });

  it("is the same however it was cut into pieces, also in the middle of a character", async () => {
    const text = fc.string({ unit: "binary", maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(60)), async (whole, cuts) => {
        const bytes = Buffer.from(whole.toWellFormed());
        const edges = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((one, other) => one - other),
          bytes.length,
        ];
        const pieces = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        const body = ReadableStream.from(pieces);
        const request = { headers: new Headers(), body } as unknown as Pick<HttpRequest, "headers" | "body">;
        expect(await textWithin(request, 200)).toBe(whole.toWellFormed());
      }),
    );
  });
});
