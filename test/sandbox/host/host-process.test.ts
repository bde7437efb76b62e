import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { clockOffsetMs, setClockOffset } from "../../../sandbox/clock.ts";
import { type HostProcess, startHostProcess } from "../../../sandbox/host-process.ts";
import { aPlace, type Place, until } from "./running-host.ts";

// Forking a host takes its time on a busy machine.
jest.setTimeout(60_000);

const aDayMs = 24 * 3_600_000;

let place: Place;

beforeEach(() => {
  place = aPlace();
});
afterEach(() => {
  setClockOffset(0);
  place[Symbol.dispose]();
});

function startOne(): Promise<HostProcess> {
  return startHostProcess({
    ...{ port: 0, root: process.cwd(), app: `${process.cwd()}/test/sandbox/host/app`, statePath: place.statePath },
    env: { EFFECTS_DIR: place.directory, HOURLY: "0 0 0 1 1 *" },
    hear: () => {},
  });
}

/** An hour is what a loaded machine may take, far less than the clock is moved by. */
async function followsTheClock({ url }: HostProcess, id: string): Promise<boolean> {
  const instances = `${url.replace("localhost", "127.0.0.1")}/durabletask`;
  await fetch(`${instances}/orchestrators/chain/${id}`, { method: "POST" });
  const { createdTime } = (await (await fetch(`${instances}/instances/${id}`)).json()) as { createdTime: string };
  return Math.abs(Date.parse(createdTime) - Date.now()) < aDayMs / 24;
}

describe("the host's process", () => {
  it("follows a clock that was moved while it started, at first and again", async () => {
    const starting = startOne();
    setClockOffset(clockOffsetMs() + aDayMs);
    const host = await starting;
    try {
      expect(await followsTheClock(host, "first")).toBe(true);
      await host.kill();
      await until(() => host.state() === "stopped");
      const again = host.start();
      setClockOffset(clockOffsetMs() + aDayMs);
      host.setClock(clockOffsetMs());
      await again;
      expect(await followsTheClock(host, "again")).toBe(true);
    } finally {
      await host.stop();
    }
  });
});
