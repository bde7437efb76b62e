import { app, type HttpResponseInit } from "@azure/functions";
import type { App } from "../src/app.ts";

/** For a monitor: whether the service can do its work now. Says no more than that, since anybody may ask; the log says why. */
export function registerHealth({ health }: App): void {
  app.http("health", {
    methods: ["GET"],
    route: "api/health",
    authLevel: "anonymous",
    handler: async (): Promise<HttpResponseInit> => {
      const isHealthy = Object.values(await health()).every((check) => check === "ok");
      return { status: isHealthy ? 200 : 503, jsonBody: { status: isHealthy ? "ok" : "unhealthy" } };
    },
  });
}
