import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";
import type { App } from "../src/app.ts";
import { takeClick } from "../src/orchestration/clicks.ts";
import { takeCommand } from "../src/orchestration/commands.ts";
import { durableClient } from "../src/orchestration/durable.ts";
import { showNext } from "../src/orchestration/show-next.ts";
import { textWithin } from "./text-within.ts";

/** Cards send about 2 KB; nobody who is not Teams gets more read. */
const MOST_BYTES = 256 * 1024;

/** What Teams sends to the bot. Anonymous to the host: the bot verifies Teams' signed token itself. */
export function registerMessages({ bot, world, orchestrations }: App): void {
  app.http("messages", {
    methods: ["POST"],
    route: "api/messages",
    authLevel: "anonymous",
    extraInputs: [durableClient],
    handler: async (request: HttpRequest, context): Promise<HttpResponseInit> => {
      const authorization = request.headers.get("authorization") ?? undefined;
      const body = () => textWithin(request, MOST_BYTES);
      const [about, by] = [await world(context), orchestrations(context)];
      const owners = {
        cast: takeClick.bind(undefined, about, by),
        showNext: showNext.bind(undefined, about, by),
        take: takeCommand.bind(undefined, about, by),
      };
      const { body: jsonBody, ...answer } = await (await bot()).receive({ authorization, body }, owners);
      return { ...answer, jsonBody };
    },
  });
}
