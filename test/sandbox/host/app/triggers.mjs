import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { app } from "@azure/functions";

/** What a test can see of the functions' effects: a line for each, in EFFECTS_DIR. */
function effect(name, what) {
  appendFileSync(join(process.env.EFFECTS_DIR, name), `${JSON.stringify(what)}\n`);
}

app.http("echo", {
  methods: ["GET", "POST"],
  authLevel: "anonymous",
  route: "echo/{name}/{count:int?}",
  handler: async (request) => ({
    status: 201,
    headers: { "x-method": request.method },
    cookies: [{ name: "seen", value: "yes", httpOnly: true }],
    jsonBody: {
      params: request.params,
      query: request.query.get("q"),
      principal: request.headers.get("x-ms-client-principal"),
      body: await request.text(),
    },
  }),
});
app.http("locked", { authLevel: "function", handler: () => ({ body: "open" }) });
app.http("adminOnly", { authLevel: "admin", route: "master", handler: () => ({ body: "open" }) });
app.http("silent", { handler: () => undefined });
app.http("broken", {
  handler: () => {
    throw new Error("broken on purpose, code=abc");
  },
});
app.http("theRest", { route: "files/{*path}", handler: ({ params }) => ({ jsonBody: params }) });
app.http("special", { route: "files/special", handler: () => ({ body: "special" }) });
app.http("logs", {
  handler: (request, context) => {
    context.log(`key ${request.query.get("secret")}\nnext line \u001b[31m`);
    return { status: 200 };
  },
});

app.eventGrid("onEvent", {
  handler: (event, context) => {
    effect("events", { id: event.id, data: context.triggerMetadata.data });
    if (event.id === "bad") throw new Error("not this event");
  },
});
app.eventGrid("onBatch", {
  cardinality: "many",
  handler: (events) =>
    effect(
      "batches",
      events.map(({ id }) => id),
    ),
});

app.timer("hourly", {
  schedule: "%HOURLY%",
  handler: (timer) => effect("hourly", { isPastDue: timer.isPastDue, last: timer.scheduleStatus?.last }),
});
app.timer("failing", {
  schedule: "01:00:00",
  handler: () => {
    effect("failing", "ran");
    throw new Error("timers may fail");
  },
});
app.timer("atStart", { schedule: "0 0 1 1 *", runOnStartup: true, handler: () => effect("atStart", "ran") });

app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName === "special") effect("hooks", "before");
});
app.hook.postInvocation((context) => {
  if (context.invocationContext.functionName === "special") effect("hooks", "after");
});
