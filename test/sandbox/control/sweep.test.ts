import { createServer, type Server } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { listen, stopListening } from "../../../sandbox/listening.ts";
import { aControl } from "./a-control.ts";

describe("the sweep", () => {
  it("is run with the master key, and a host that does not answer is named", async () => {
    const heard: unknown[] = [];
    const host: Server = createServer(({ method, url, headers }, response) => {
      heard.push([method, url, headers["x-functions-key"]]);
      response.writeHead(202).end();
    });
    const port = await listen(host, 0, "a host");
    const other = await aControl(`http://localhost:${port}`);
    expect(await other.act("sweep", {})).toEqual({ status: 200, told: "The sweep runs." });
    expect(heard).toEqual([["POST", "/admin/functions/sweep", "the-master-key"]]);
    await stopListening(host);
    expect(await other.act("sweep", {})).toEqual({ status: 502, told: "The Functions host answered nothing." });
    await other.end();
  });
});
