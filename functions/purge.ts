import { app } from "@azure/functions";
import type { App } from "../src/app.ts";
import { durableClient } from "../src/orchestration/durable.ts";
import { purge } from "../src/orchestration/purge.ts";

/** Takes what ended long ago from the task hub. */
export function registerPurge({ config, world, orchestrations }: App): void {
  app.timer("purge", {
    schedule: config.purgeSchedule,
    extraInputs: [durableClient],
    handler: async (_timer, context) => {
      await purge(await world(context), orchestrations(context));
    },
  });
}
