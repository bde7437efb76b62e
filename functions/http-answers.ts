import { app, type PostInvocationContext } from "@azure/functions";
import { invocationLog } from "../src/json-log.ts";

/**
 * Requests and answers come and go as streams. With that on, Azure leaves whoever calls a function that throws, or that gives
 * nothing, without an answer until its front end loses patience (azure-functions-nodejs-library#324). Here each call has one.
 */
export function answerAlways(): void {
  app.setup({ enableHttpStream: true });
  app.hook.postInvocation((call) => {
    if (call.invocationContext.options.trigger.type === "httpTrigger") answer(call);
  });
}

function answer(call: PostInvocationContext): void {
  if (call.error === undefined || call.error === null) {
    call.result ??= { status: 204 };
    return;
  }
  invocationLog(call.invocationContext).error("A function failed", { why: String(call.error) });
  call.error = undefined;
  call.result = { status: 500 };
}
