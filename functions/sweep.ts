import { app } from "@azure/functions";
import type { App } from "../src/app.ts";
import { durableClient } from "../src/orchestration/durable.ts";
import { sweep } from "../src/orchestration/sweep.ts";

/** The guarantee that nothing is lost, whatever becomes of events. */
export function registerSweep({ config, world, orchestrations }: App): void {
  app.timer("sweep", {
    schedule: config.sweepSchedule,
    extraInputs: [durableClient],
    handler: async (_timer, context) => {
      await sweep(await world(context), orchestrations(context));
    },
  });
}
