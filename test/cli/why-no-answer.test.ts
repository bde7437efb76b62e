import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { listen, stopListening } from "../../sandbox/listening.ts";
import { whyOf } from "../../src/cli/why-no-answer.ts";
import { allTold } from "./told.ts";

const silent = createServer(() => {});
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(silent, 0, "nobody")}`;
});
afterAll(() => stopListening(silent));

const whyNot = (address: string, signal?: AbortSignal) =>
  fetch(address, signal && { signal }).then(() => "answered", whyOf);

describe("why no answer came", () => {
  it("is that it took too long, however the time was limited", async () => {
    const late = new AbortController();
    setImmediate(() => late.abort());
    expect([await whyNot(url, AbortSignal.timeout(1)), await whyNot(url, late.signal)]).toEqual([
      ...["it took too long", "it took too long"],
    ]);
  });

  it("is a code of the network, or else the words that there are", async () => {
    expect(await whyNot("http://127.0.0.1:1")).not.toBe("fetch failed");
    expect(whyOf(new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ENOTFOUND" }) }))).toBe(
      "ENOTFOUND",
    );
    expect(whyOf(new TypeError("terminated", { cause: new Error("other side closed") }))).toBe("other side closed");
    expect(whyOf(new TypeError("terminated"))).toBe("terminated");
  });

  it("is told of Azure Resource Manager too", async () => {
    jest.spyOn(AbortSignal, "timeout").mockImplementationOnce(() => {
      return AbortSignal.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    });
    const env = { RELAY_APPROVALS_ARM_URL: url, RELAY_APPROVALS_ARM_TOKEN: "t0ken" };
    expect(await allTold(["posture"], { env })).toMatchObject({
      ...{ code: 4, err: [`${url} gives no answer: it took too long.`] },
    });
    jest.restoreAllMocks();
  });
});
