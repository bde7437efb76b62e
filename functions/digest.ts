import { app } from "@azure/functions";
import type { App } from "../src/app.ts";
import { weeklyDigest } from "../src/orchestration/weekly-digest.ts";

/** Names once a week what nobody decided and what still waits in Azure. */
export function registerDigest({ config, world }: App): void {
  app.timer("digest", {
    schedule: config.digestSchedule,
    handler: async (_timer, context) => {
      await weeklyDigest(await world(context));
    },
  });
}
