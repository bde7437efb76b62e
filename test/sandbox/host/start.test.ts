import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { aPlace, forkHost, type Place, startHost } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

let place: Place;

beforeEach(() => {
  place = aPlace();
});
afterEach(() => place[Symbol.dispose]());

/** How a host that can't start ends, and what it says. */
async function failureOf(app: string, port = 0): Promise<{ code: number; text: string }> {
  const child = forkHost(place, app, 0, port);
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  return { code: Number(code), text };
}

describe("a host whose app can't be served", () => {
  it("says why the app refuses to start", async () => {
    const { code, text } = await failureOf("faulty-apps/throws");
    expect(code).toBe(1);
    expect(text).toBe("The host could not start: SETTING_A is missing; SETTING_B is not a number\n");
  });

  it("names everything that it does not support", async () => {
    const { code, text } = await failureOf("faulty-apps/unsupported");
    expect(code).toBe(1);
    expect(text).toContain(
      "counter: binding entityTrigger; fromQueue: binding queueTrigger; toQueue: output binding queue",
    );
  });

  it.each([
    ["twice", 'A function with name "Same" is registered twice'],
    ["bad-schedule", "The setting NOT_SET"],
    ["shadowing", '"aRest" ({*path}) would take what is meant for "health" (health/{id}). Rename one of them'],
    ["reserved", 'Route "admin/things" conflicts with one or more built in routes'],
    ["nothing-there", "package.json"],
  ])("refuses the app %s", async (app, reason) => {
    const { code, text } = await failureOf(`faulty-apps/${app}`);
    expect([code, text]).toEqual([1, expect.stringContaining(reason)]);
  });

  it("refuses a state file that is none", async () => {
    writeFileSync(place.statePath, "this is no database, and long enough to be looked at as one".repeat(20));
    const { code, text } = await failureOf("app");
    const reason = `The state file ${place.statePath} can't be used: file is not a database`;
    expect([code, text]).toEqual([1, `The host could not start: ${reason}\n`]);
  });

  it("refuses a state file that another host holds", async () => {
    await using _host = await startHost(place);
    const { code, text } = await failureOf("app");
    expect([code, text]).toEqual([1, expect.stringContaining("database is locked")]);
  });
});

describe("a host whose parent goes away", () => {
  it("stops cleanly", async () => {
    const child = forkHost(place, "app");
    await once(child, "message");
    const exit = once(child, "exit");
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });
});

describe("a host whose port is taken", () => {
  it("names the port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { code, text } = await failureOf("app", port);
    other.close();
    const cause = `listen EADDRINUSE: address already in use 127.0.0.1:${port}`;
    expect([code, text]).toEqual([1, `The host could not start: Port ${port} is in use: ${cause}\n`]);
  });
});
