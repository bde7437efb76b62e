import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { app } from "@azure/functions";
import * as df from "durable-functions";

const fileOf = (name) => join(process.env.EFFECTS_DIR, name);
const effect = (name, what) => appendFileSync(fileOf(name), `${JSON.stringify(what)}\n`);
const countOf = (name) => (existsSync(fileOf(name)) ? readFileSync(fileOf(name), "utf8").split("\n").length - 1 : 0);
const after = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);

const note = df.app.activity("note", {
  handler: (what) => {
    effect("notes", what);
    return `noted ${JSON.stringify(what)}`;
  },
});
df.app.activity("flaky", {
  handler: ({ name, failures }) => {
    effect(name, "tried");
    if (countOf(name) <= failures) throw new Error(`failure ${countOf(name)}`);
    return countOf(name);
  },
});
/** Ends when the test lets it: when the file `gate` is there. */
const gated = df.app.activity("gated", {
  handler: async ({ name, gate }) => {
    effect(name, "started");
    while (!existsSync(fileOf(gate))) await new Promise((resolve) => setTimeout(resolve, 10));
    effect(name, "ended");
    return "passed";
  },
});
df.app.activity("wakes", {
  extraInputs: [df.input.durableClient()],
  handler: async (id, context) => {
    await df.getClient(context).raiseEvent(id, "wake", {});
    return "woken";
  },
});

df.app.orchestration("chain", function* (context) {
  const first = yield note(context.df.getInput());
  const all = yield context.df.Task.all([note("text"), note(true), note([1, 2]), note(7)]);
  return { first, all };
});
df.app.orchestration("retrying", function* (context) {
  const retry = new df.RetryOptions(10, 3);
  retry.backoffCoefficient = 2;
  return yield context.df.callActivityWithRetry("flaky", retry, context.df.getInput());
});
df.app.orchestration("waiting", function* (context) {
  const { ms } = context.df.getInput();
  const wait = context.df.waitForExternalEvent("wake");
  const timer = context.df.createTimer(after(context, ms));
  const winner = yield context.df.Task.any([wait, timer]);
  if (winner === timer) return "timer";
  timer.cancel();
  yield note("woken");
  return { woken: winner.result };
});
df.app.orchestration("generations", function* (context) {
  const { left, seen } = context.df.getInput();
  if (left === 0) return seen;
  const event = yield context.df.waitForExternalEvent("next");
  yield note(event);
  context.df.setCustomStatus({ left });
  context.df.continueAsNew({ left: left - 1, seen: [...seen, event] });
});
/** Works, and waits for a wake or a time, in each generation, as an approval does. */
df.app.orchestration("rounds", function* (context) {
  const { round } = context.df.getInput();
  yield note(`round ${round}`);
  const wait = context.df.waitForExternalEvent("wake");
  const timer = context.df.createTimer(after(context, 3_600_000));
  const winner = yield context.df.Task.any([wait, timer]);
  if (winner !== timer) timer.cancel();
  context.df.continueAsNew({ round: round + 1 });
});
df.app.orchestration("longWork", function* (context) {
  const { name } = context.df.getInput();
  const passed = yield gated({ name: `${name}-work`, gate: `${name}-gate` });
  const event = yield context.df.waitForExternalEvent("go");
  yield context.df.createTimer(after(context, 600_000));
  const noted = yield note(name);
  return [passed, event, noted];
});
df.app.orchestration("awaitsSelf", function* (context) {
  yield context.df.callActivity("wakes", context.df.instanceId);
  return yield context.df.waitForExternalEvent("wake");
});
df.app.orchestration("fickle", function* (context) {
  yield existsSync(fileOf("fickle")) ? context.df.createTimer(after(context, 1000)) : note("one");
  yield context.df.waitForExternalEvent("go");
});
df.app.orchestration("throwing", function* () {
  yield note("before");
  throw new Error("thrown by the orchestrator");
});
df.app.orchestration("unknownActivity", function* (context) {
  yield context.df.callActivity("nowhere");
});
df.app.orchestration("refused", function* (context) {
  switch (context.df.getInput()) {
    case "sub":
      return yield context.df.callSubOrchestrator("chain");
    case "http":
      return yield context.df.callHttp({ method: "GET", url: "http://localhost/" });
    case "entity":
      return yield context.df.callEntity(new df.EntityId("counter", "one"), "get");
    case "lock":
      return yield context.df.lock(new df.EntityId("counter", "one"));
    default:
      return yield context.df.createTimer(after(context, 7 * 24 * 3_600_000));
  }
});

/** The client as the app sees it: `{ call, args }` in, what it gives or how it fails out. */
app.http("client", {
  methods: ["POST"],
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const { call, args } = await request.json();
    try {
      const client = df.getClient(context);
      return { jsonBody: { value: (await client[call](...args)) ?? null } };
    } catch (fault) {
      return { jsonBody: { fault: fault.message } };
    }
  },
});
