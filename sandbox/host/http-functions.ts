import type { RegisteredFunction, Registrations } from "./core.ts";
import { functionsOfType, triggerOf } from "./invocation.ts";
import { type Keys, opens } from "./keys.ts";
import { compareRoutes, matchRoute, mayBothMatch, parseRoute, type Route } from "./routes.ts";

export interface HttpFunction {
  readonly called: RegisteredFunction;
  readonly route: Route;
  readonly methods: readonly string[];
  readonly level: "anonymous" | "function" | "admin";
}

/** The functions in the order in which they are asked whether a path is theirs: by name, as Azure's host has it. */
export function httpFunctionsOf(registrations: Registrations, routePrefix: string): readonly HttpFunction[] {
  const functions = functionsOfType(registrations, "httpTrigger")
    .map((called) => httpFunctionOf(called, routePrefix))
    .sort((one, other) => (nameOf(one).toLowerCase() < nameOf(other).toLowerCase() ? -1 : 1));
  for (const [index, one] of functions.entries()) {
    for (const later of functions.slice(index + 1)) refuseShadow(one, later);
  }
  return functions;
}

export function findFunction(functions: readonly HttpFunction[], method: string, path: readonly string[]) {
  for (const target of functions) {
    const parameters = target.methods.includes(method) ? matchRoute(target.route, path) : undefined;
    if (parameters) return { target, parameters };
  }
  return undefined;
}

export function mayCall(level: HttpFunction["level"], keys: Keys, sent: string | undefined): boolean {
  if (level === "anonymous") return true;
  return level === "function" ? opens(sent, keys.function, keys.master) : opens(sent, keys.master);
}

function nameOf({ called }: HttpFunction): string {
  return called.metadata.name;
}

function httpFunctionOf(called: RegisteredFunction, routePrefix: string): HttpFunction {
  const { authLevel, methods, route: given } = triggerOf(called);
  const route = parseRoute([routePrefix, String(given ?? called.metadata.name)].filter(Boolean).join("/"));
  refuseReserved(route);
  return {
    called,
    route,
    methods: (Array.isArray(methods) ? methods : ["GET", "POST"]).map((method) => String(method).toUpperCase()),
    level: levelOf(authLevel),
  };
}

/** A level that the host does not know is closed, not open. */
function levelOf(authLevel: unknown): HttpFunction["level"] {
  if (authLevel === "anonymous" || authLevel === "function") return authLevel;
  return authLevel === undefined ? "function" : "admin";
}

function refuseReserved({ template, segments: [first] }: Route): void {
  if (first?.kind !== "literal" || !["admin", "runtime"].includes(first.text)) return;
  throw new Error(`Route "${template}" conflicts with one or more built in routes`);
}

/**
 * Released versions of Azure's host go by the names of the functions alone (azure-functions-host#9876), newer ones may go by their
 * routes. An app is right in both when the more special of two routes belongs to the name that comes first.
 */
function refuseShadow(one: HttpFunction, later: HttpFunction): void {
  const share = one.methods.some((method) => later.methods.includes(method)) && mayBothMatch(one.route, later.route);
  if (!share || compareRoutes(one.route, later.route) <= 0) return;
  const [taker, loser] = [one, later].map((each) => `"${nameOf(each)}" (${each.route.template})`);
  throw new Error(`Azure asks functions by name: ${taker} would take what is meant for ${loser}. Rename one of them`);
}
