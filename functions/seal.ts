import { app } from "@azure/functions";
import type { App } from "../src/app.ts";
import { seal } from "../src/orchestration/seal.ts";

/** Makes what was recorded findable and part of the sealed log. */
export function registerSeal({ config, sealWorld }: App): void {
  app.timer("seal", {
    schedule: config.sealSchedule,
    handler: async (_timer, context) => {
      const sealed = await seal(sealWorld(context));
      context.debug(`Sealing: ${JSON.stringify(sealed)}`);
    },
  });
}
