import { app } from "@azure/functions";
import type { App } from "../src/app.ts";
import { seal } from "../src/orchestration/seal.ts";

/** Makes what was recorded findable and part of the sealed log. */
export function registerSeal({ config, sealWorld }: App): void {
  app.timer("seal", {
    schedule: config.sealSchedule,
    handler: async (_timer, context) => {
      const sealed = await seal(await sealWorld(context));
      context.debug(`Sealing: ${JSON.stringify(sealed)}`);
      // A run that sealed nothing because somebody must look is no success for whoever watches the function.
      if (sealed.kind === "stopped") throw new Error(`The sealed log is stopped: ${sealed.why}`);
    },
  });
}
