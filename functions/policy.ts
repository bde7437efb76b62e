import { app } from "@azure/functions";
import type { App } from "../src/app.ts";

/** Keeps the service from starting without a policy: the host waits for it, and calls no function when it fails. */
export function refuseWithoutPolicy({ checkPolicy }: App): void {
  app.hook.appStart(checkPolicy);
}
