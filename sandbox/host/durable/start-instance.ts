import { randomUUID } from "node:crypto";
import { type Answer, jsonAnswer, textAnswer } from "../answer.ts";
import { type DurableUrls, managementUrls } from "./client-binding.ts";
import type { TaskHub } from "./task-hub.ts";

export interface WantedStart {
  readonly name: string;
  readonly id: string | undefined;
  /** JSON, or empty for no input. */
  readonly body: string;
  readonly version: string;
}

export function startInstance(hub: TaskHub, urls: DurableUrls, { name, id, body, version }: WantedStart): Answer {
  const instanceId = id ?? randomUUID().replaceAll("-", "");
  const input = inputOf(body);
  if (input === undefined) return textAnswer(400, "The input is no JSON");
  if (!hub.hasOrchestrator(name)) {
    return textAnswer(400, `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`);
  }
  if (!isValidId(instanceId)) return textAnswer(400, `The instance ID '${instanceId}' is not allowed`);
  if (!hub.store.start({ id: instanceId, name, input, version })) {
    return liveAlready(hub.store.find(instanceId)?.status ?? "Running");
  }
  hub.wake(instanceId);
  const uris = managementUrls(instanceId, urls);
  return jsonAnswer(202, uris, { location: uris["statusQueryGetUri"] ?? "", "retry-after": "10" });
}

function inputOf(body: string): string | undefined {
  if (body === "") return "null";
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function isValidId(id: string): boolean {
  return id.length <= 100 && !id.startsWith("@") && !/[/\\#?\p{Cc}]/u.test(id);
}

function liveAlready(status: string): Answer {
  return jsonAnswer(500, {
    Message: "Something went wrong while processing your request",
    ExceptionMessage: `An Orchestration instance with the status ${status} already exists.`,
    ExceptionType: "System.InvalidOperationException",
    StackTrace: "",
  });
}
