import type { IncomingMessage } from "node:http";
import { type Answer, bodyOf, jsonAnswer, textAnswer } from "./answer.ts";
import { type Keys, opens, sentKeyOf } from "./keys.ts";
import type { Timers } from "./timers.ts";

/** The input of a run by hand is read and not used; timers take none. */
const longestBodyBytes = 64 * 1024;

/** Answers `/admin/…`, all of it with the master key only. */
export function adminApi(keys: Keys, timers: Timers) {
  return async (request: IncomingMessage, url: URL, path: readonly string[]): Promise<Answer> => {
    if (!opens(sentKeyOf(request, url), keys.master)) return { status: 401 };
    const called = `${request.method} ${path.join("/")}`;
    if (/^GET host\/status$/i.test(called)) return status();
    const name = /^POST functions\/(?<name>[^/]+)$/i.exec(called)?.groups?.["name"];
    return name ? runByHand(request, timers, name) : { status: 404 };
  };
}

async function runByHand(request: IncomingMessage, timers: Timers, name: string): Promise<Answer> {
  await bodyOf(request, longestBodyBytes);
  if (timers.runByHand(name)) return { status: 202 };
  return textAnswer(404, `No timer function '${name}'; the local host runs only timer functions by hand`);
}

function status(): Answer {
  const processUptime = Math.round(process.uptime() * 1000);
  return jsonAnswer(200, { id: "local", state: "Running", version: "4.0.0", processUptime });
}
