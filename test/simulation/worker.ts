import { parentPort } from "node:worker_threads";
import { type RunOrder, run } from "./run.ts";

// Time is virtual here: a real timer for each call of a table would outlive the run by far.
const NEVER = new AbortController().signal;
AbortSignal.timeout = () => NEVER;
Error.stackTraceLimit = 5;

parentPort?.on("message", async (order: RunOrder) => {
  parentPort?.postMessage(await run(order));
});
