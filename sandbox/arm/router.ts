import type { Caller } from "../entra/tokens.ts";
import { ArmError, badRequest } from "./arm-error.ts";

export interface ArmRequest {
  readonly method: string;
  readonly url: URL;
  /** The values of the pattern's `{names}`. */
  readonly values: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly caller: Caller;
  readonly apiVersion: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Instead of a body: sent as it is. */
  readonly text?: string;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly provider: Provider;
  readonly run: (request: ArmRequest) => Answer;
}

export interface Provider {
  readonly name: string;
  readonly type: string;
  readonly versions: readonly string[];
}

export const resources: Provider = {
  name: "Microsoft.Resources",
  type: "subscriptions",
  versions: ["2016-06-01", "2019-11-01", "2020-01-01", "2021-01-01", "2021-04-01", "2022-09-01", "2022-12-01"],
};
/** The versions that know private endpoint connections. */
export const relay: Provider = {
  name: "Microsoft.Relay",
  type: "namespaces",
  versions: ["2018-01-01-preview", "2021-11-01", "2024-01-01", "2026-01-01", "2026-07-01-preview"],
};
export const network: Provider = {
  name: "Microsoft.Network",
  type: "privateEndpoints",
  versions: ["2023-04-01", "2024-05-01", "2024-07-01", "2025-03-01", "2025-09-01", "2025-11-01"],
};
export const authorization: Provider = {
  name: "Microsoft.Authorization",
  type: "roleAssignments",
  versions: ["2015-07-01", "2018-07-01", "2020-10-01-preview", "2022-04-01", "2022-05-01-preview"],
};
export const eventGrid: Provider = {
  name: "Microsoft.EventGrid",
  type: "systemTopics",
  versions: ["2022-06-15", "2025-02-15"],
};
export const web: Provider = { name: "Microsoft.Web", type: "sites", versions: ["2024-11-01", "2025-03-01"] };
export const botService: Provider = {
  name: "Microsoft.BotService",
  type: "botServices",
  versions: ["2022-09-15", "2023-09-15-preview"],
};
export const storage: Provider = {
  name: "Microsoft.Storage",
  type: "storageAccounts",
  versions: ["2023-05-01", "2025-01-01"],
};
export const insights: Provider = {
  name: "Microsoft.Insights",
  type: "metrics",
  versions: ["2023-10-01", "2024-02-01"],
};
export const resourceGraph: Provider = {
  name: "Microsoft.ResourceGraph",
  type: "resources",
  versions: ["2021-03-01", "2022-10-01", "2024-04-01"],
};

/** `{name}` stands for one part of the path, `{scope*}` for any number of them; letters match in any case. */
export function route(method: string, path: string, provider: Provider, run: Route["run"]): Route {
  const source = path
    .replaceAll(".", "\\.")
    .replace(/\{(\w+)\*\}/g, "(?<$1>.*?)")
    .replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { method, path: new RegExp(`^${source}/?$`, "i"), provider, run };
}

export interface Match {
  readonly route: Route;
  readonly values: Readonly<Record<string, string>>;
}

export function matchOf(routes: readonly Route[], method: string, path: string): Match {
  const fitting = routes.filter((one) => one.path.test(path));
  const route = fitting.find((one) => one.method === method);
  if (route) return { route, values: valuesOf(route.path.exec(path)?.groups ?? {}) };
  if (fitting.length > 0)
    throw new ArmError(405, "MethodNotAllowed", `The requested resource does not support http method '${method}'.`);
  throw new ArmError(404, "InvalidResourceType", `The sandbox has nothing at '${path}'.`);
}

function valuesOf(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch (error) {
    if (error instanceof URIError) throw badRequest("The path is not well encoded.", "InvalidRequestUri");
    throw error;
  }
}

export function apiVersionOf(url: URL, { name, type, versions }: Provider): string {
  const asked = url.searchParams.get("api-version");
  if (!asked)
    throw badRequest(
      "The api-version query parameter (?api-version=) is required for all requests.",
      "MissingApiVersionParameter",
    );
  if (versions.includes(asked)) return asked;
  throw badRequest(
    `No registered resource provider found for API version '${asked}' for type '${type}' of '${name}'. The supported api-versions are '${versions.join(", ")}'.`,
    "NoRegisteredProviderFound",
  );
}
