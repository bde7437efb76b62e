import type { IncomingMessage } from "node:http";
import { type Answer, bodyOf } from "./answer.ts";
import type { RegisteredFunction, Registrations, TypedData } from "./core.ts";
import { functionsOfType, type Invoke, triggerOf } from "./invocation.ts";
import { type Keys, opens, sentKeyOf } from "./keys.ts";
import { type Log, messageOf } from "./log.ts";
import { compareRoutes, matchRoute, parseRoute, type Route } from "./routes.ts";
import { rpcResponseAnswer } from "./rpc-http.ts";

/** Azure's limit of a request to a function. */
const longestBodyBytes = 100 * 1024 * 1024;

interface HttpFunction {
  readonly called: RegisteredFunction;
  readonly route: Route;
  readonly methods: readonly string[];
  readonly level: "anonymous" | "function" | "admin";
}

interface Parts {
  readonly registrations: Registrations;
  readonly routePrefix: string;
  readonly keys: Keys;
  readonly invoke: Invoke;
  readonly log: Log;
}

/** Answers what an HTTP function is registered for. */
export function httpTriggers({ registrations, routePrefix, keys, invoke, log }: Parts) {
  const functions = functionsOfType(registrations, "httpTrigger")
    .map((called) => httpFunctionOf(called, routePrefix))
    .sort((one, other) => compareRoutes(one.route, other.route));
  return async (request: IncomingMessage, url: URL, path: readonly string[]): Promise<Answer> => {
    const found = findFunction(functions, request.method ?? "GET", path);
    if (!found) return { status: 404 };
    const { called, level } = found.target;
    if (!mayCall(level, keys, sentKeyOf(request, url))) return { status: 401 };
    const body = await bodyOf(request, longestBodyBytes);
    const name = called.metadata.name;
    try {
      return rpcResponseAnswer(await invoke(called, triggerData(request, url, found.parameters, body)));
    } catch (fault) {
      log("error", name, messageOf(fault));
      return { status: 500 };
    }
  };
}

function httpFunctionOf(called: RegisteredFunction, routePrefix: string): HttpFunction {
  const { authLevel, methods, route } = triggerOf(called);
  const template = [routePrefix, String(route ?? called.metadata.name)].filter(Boolean).join("/");
  return {
    called,
    route: parseRoute(template),
    methods: (Array.isArray(methods) ? methods : ["GET", "POST"]).map((method) => String(method).toUpperCase()),
    level: levelOf(authLevel),
  };
}

/** A level that the host does not know is closed, not open. */
function levelOf(authLevel: unknown): HttpFunction["level"] {
  if (authLevel === "anonymous" || authLevel === "function") return authLevel;
  return authLevel === undefined ? "function" : "admin";
}

function findFunction(functions: readonly HttpFunction[], method: string, path: readonly string[]) {
  for (const target of functions) {
    const parameters = target.methods.includes(method) ? matchRoute(target.route, path) : undefined;
    if (parameters) return { target, parameters };
  }
  return undefined;
}

function mayCall(level: HttpFunction["level"], keys: Keys, sent: string | undefined): boolean {
  if (level === "anonymous") return true;
  return level === "function" ? opens(sent, keys.function, keys.master) : opens(sent, keys.master);
}

function triggerData(request: IncomingMessage, url: URL, params: Record<string, string>, body: Buffer): TypedData {
  const query: Record<string, string> = {};
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name).join(",");
  const http = { method: request.method, url: url.href, headers: headersOf(request), query, params };
  return { http: body.length > 0 ? { ...http, body: { bytes: body } } : http };
}

/** On Azure the platform sets these and takes them off what a caller sends; here nobody sets them. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const kept = Object.entries(request.headers).filter(([name]) => !name.startsWith("x-ms-client-principal"));
  return Object.fromEntries(kept.map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}
