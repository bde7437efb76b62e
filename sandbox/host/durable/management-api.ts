import type { IncomingMessage } from "node:http";
import { type Answer, bodyOf, jsonAnswer, textAnswer } from "../answer.ts";
import type { DurableUrls } from "./client-binding.ts";
import { eventTypes } from "./history.ts";
import { type Instance, isFinished } from "./instance.ts";
import { listInstances, purgeInstances, statusAnswer } from "./instance-answers.ts";
import { startInstance } from "./start-instance.ts";
import type { TaskHub } from "./task-hub.ts";

export interface ApiParts {
  readonly hub: TaskHub;
  readonly urls: () => DurableUrls;
}

/** Answers Durable Functions' HTTP API; `path` is what comes after its base address. */
export type ManagementApi = (
  request: IncomingMessage,
  path: readonly string[],
  query: URLSearchParams,
) => Promise<Answer>;

/** Bodies are inputs and events; Azure's own limit is of this order. */
const longestBodyBytes = 16 * 1024 * 1024;

export function managementApi(parts: ApiParts): ManagementApi {
  return async (request, path, query) => {
    const [collection = "", id, ...rest] = path;
    switch (collection.toLowerCase()) {
      case "orchestrators":
        return orchestrators(parts, request, path.slice(1), query);
      case "instances":
        if (!id) return instances(parts, request, query);
        return oneInstance(parts, request, { id, rest, query });
      case "entities":
        return refused("Entities");
      default:
        return textAnswer(404, "No such operation");
    }
  };
}

async function orchestrators(
  { hub, urls }: ApiParts,
  request: IncomingMessage,
  path: readonly string[],
  query: URLSearchParams,
): Promise<Answer> {
  if (request.method !== "POST") return textAnswer(405, "Orchestrations are started by POST");
  if (query.has("timeout")) return refused("Starting an orchestration and waiting for it");
  const body = (await bodyOf(request, longestBodyBytes)).toString();
  const [name = "", id, ...more] = path;
  if (!name || more.length > 0) return textAnswer(404, "No such operation");
  return startInstance(hub, urls(), { name, id, body, version: query.get("version") ?? "" });
}

function instances({ hub }: ApiParts, { method, headers }: IncomingMessage, query: URLSearchParams): Answer {
  const token = headers["x-ms-continuation-token"];
  if (method === "GET") return listInstances(hub.store, query, Array.isArray(token) ? token[0] : token);
  if (method === "DELETE") return purgeInstances(hub.store, query);
  return textAnswer(405, "Instances are listed by GET and purged by DELETE");
}

interface InstanceCall {
  readonly id: string;
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

async function oneInstance({ hub, urls }: ApiParts, request: IncomingMessage, call: InstanceCall): Promise<Answer> {
  const { id, rest, query } = call;
  // The body is read before the instance, which may end in the meantime.
  const body = (await bodyOf(request, longestBodyBytes)).toString();
  const instance = hub.store.find(id);
  if (!instance) return textAnswer(404, `No instance with ID '${id}' found.`);
  const [verb = "", eventName] = rest;
  switch (`${request.method} ${verb.toLowerCase()}`) {
    case "GET ":
      return statusAnswer(hub.store, instance, query, urls());
    case "DELETE ":
      return jsonAnswer(200, { instancesDeleted: hub.store.purge(id) });
    case "POST raiseevent":
      return raise(hub, instance, eventName, body);
    case `POST ${verb.toLowerCase()}`:
      return command(hub, instance, verb.toLowerCase(), query.get("reason") ?? "");
    default:
      return textAnswer(404, "No such operation");
  }
}

function raise(hub: TaskHub, instance: Instance, eventName: string | undefined, body: string): Answer {
  if (!eventName) return textAnswer(404, "The event has no name");
  const input = compactJson(body);
  if (input === undefined) return textAnswer(400, "The event's body is no JSON");
  if (isFinished(instance)) return { status: 410 };
  hub.store.raise(instance.id, { EventType: eventTypes.eventRaised, Name: eventName, Input: input });
  hub.wake(instance.id);
  return { status: 202 };
}

function command(hub: TaskHub, instance: Instance, verb: string, reason: string): Answer {
  if (["rewind", "restart"].includes(verb)) return refused(`The operation ${verb}`);
  const run = commands.get(verb);
  if (!run) return textAnswer(404, "No such operation");
  if (isFinished(instance)) return { status: 410 };
  if (verb === repeated[instance.status]) return cannot(instance, verb);
  run(hub, instance.id, reason);
  hub.wake(instance.id);
  return { status: 202 };
}

type Command = (hub: TaskHub, id: string, reason: string) => void;

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["terminate", ({ store }, id, Input) => store.raise(id, { EventType: eventTypes.executionTerminated, Input })],
  ["suspend", ({ store }, id) => store.setStatus(id, "Suspended")],
  ["resume", ({ store }, id) => store.setStatus(id, "Running")],
]);

/** What can't be asked of an instance in this state. */
const repeated: Readonly<Record<string, string>> = { Suspended: "suspend", Running: "resume", Pending: "resume" };

function cannot({ id, status }: Instance, verb: string): Answer {
  const ExceptionMessage = `Cannot ${verb} orchestration ${id}: it is ${status}.`;
  return jsonAnswer(500, { Message: "Something went wrong while processing your request", ExceptionMessage });
}

function refused(what: string): Answer {
  return textAnswer(501, `${what}: not supported by the local host`);
}

function compactJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
