import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { Asked } from "../../sandbox/demo/stage.ts";
import { shownNow, wordsOn } from "../../sandbox/teams/record.ts";
import { olga } from "../../sandbox/world.ts";
import { nextSweep, type RunningSandbox, runSandbox } from "./running-sandbox.ts";

jest.setTimeout(90_000);

let running: RunningSandbox;
let asked: Asked;
beforeAll(async () => {
  running = await runSandbox();
  asked = await running.stage.ask("pe-numbered-events");
  await running.stage.auditHas(asked.requestId, ["card.posted"]);
});
afterAll(() => running.stop());

describe("somebody with the key of the durable API", () => {
  it("gets nothing without it", async () => {
    const { host } = running.sandbox;
    for (const code of ["", "wrong", host.keys.eventGrid]) {
      const address = `${host.url}/runtime/webhooks/durabletask/instances/${asked.requestId}?code=${code}`;
      expect((await fetch(address)).status).toBe(401);
    }
  });

  it("decides nothing with events that are named like an open task, and so complete it", async () => {
    for (const name of ["0", "1", "2", "approve"]) {
      for (const forged of [{ kind: "over" }, { kind: "wait", until: "2026-01-01T00:00:00Z" }, "approve", true]) {
        expect([202, 410]).toContain(await raise(asked.requestId, name, forged));
      }
    }
    expect(running.stage.puts(asked.connection)).toEqual([]);
    expect(await running.stage.decisions(asked.requestId)).toEqual([]);
  });

  it("holds an approval up at most until the watchdog sees that it hangs", async () => {
    const { stage } = running;
    await stage.click(olga, asked, "approve", "In spite of it");
    const isDone = () => wordsOn(shownNow(running.sandbox.relay.record, asked.card).card).includes("Approved by Olga");
    // What the watchdog needs: a sweep that notes the generation, one nine minutes later that ends it, one that starts it.
    for (let sweeps = 1; sweeps <= 8 && !isDone(); sweeps += 1) await nextSweep(running);
    await stage.armShows(asked.connection, "Approved");
    await stage.cardSays(asked, "Approved by Olga Owens");
    expect(stage.puts(asked.connection)).toHaveLength(1);
  });
});

async function raise(requestId: string, name: string, body: unknown): Promise<number> {
  const { url, keys } = running.sandbox.host;
  const address = `${url}/runtime/webhooks/durabletask/instances/${requestId}/raiseEvent/${name}?code=${keys.durableTask}`;
  const headers = { "content-type": "application/json" };
  return (await fetch(address, { method: "POST", headers, body: JSON.stringify(body) })).status;
}
