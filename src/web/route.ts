import { isRequestId } from "../domain/request-id.ts";

/** What the page shows: its whole state stands in its address, so that an address can be sent to somebody. */
export type Route =
  | { readonly view: "requests"; readonly state: RequestsShown; readonly namespace: string }
  | { readonly view: "namespaces" }
  | { readonly view: "audit"; readonly query: string; readonly order: Order }
  | { readonly view: "figures"; readonly days: Days; readonly namespace: string }
  | { readonly view: "request"; readonly id: string }
  | { readonly view: "unknown" };

export type RequestsShown = "open" | "ended" | "all";
export type Order = "newest" | "oldest";
export type Days = 30 | 90 | 365;

export function routeOf({ pathname, search }: Pick<URL, "pathname" | "search">): Route {
  const asked = new URLSearchParams(search);
  const namespace = asked.get("namespace") ?? "";
  const id = pathname.startsWith("/requests/") ? pathname.slice("/requests/".length) : "";
  if (isRequestId(id)) return { view: "request", id };
  switch (pathname) {
    case "/":
      return { view: "requests", state: oneOf(["open", "ended", "all"], asked.get("state")), namespace };
    case "/namespaces":
      return { view: "namespaces" };
    case "/audit":
      return { view: "audit", query: asked.get("q") ?? "", order: oneOf(["newest", "oldest"], asked.get("order")) };
    case "/figures":
      return { view: "figures", days: daysOf(asked.get("days")), namespace };
    default:
      return { view: "unknown" };
  }
}

/** What stands there by default is left out. */
export function addressOf(route: Route): string {
  switch (route.view) {
    case "requests":
      return withSearch("/", { state: unless("open", route.state), namespace: route.namespace });
    case "namespaces":
      return "/namespaces";
    case "audit":
      return withSearch("/audit", { q: route.query, order: unless("newest", route.order) });
    case "figures":
      return withSearch("/figures", { days: unless("90", String(route.days)), namespace: route.namespace });
    case "request":
      return `/requests/${encodeURIComponent(route.id)}`;
    case "unknown":
      return "/";
  }
}

export const OPEN_REQUESTS: Route = { view: "requests", state: "open", namespace: "" };

export function auditOf(query: string): Route {
  return { view: "audit", query, order: "newest" };
}

export function withSearch(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

function unless(usual: string, value: string): string | undefined {
  return value === usual ? undefined : value;
}

function oneOf<Value extends string>(values: readonly [Value, ...Value[]], said: string | null): Value {
  return values.find((value) => value === said) ?? values[0];
}

function daysOf(said: string | null): Days {
  if (said === "30") return 30;
  return said === "365" ? 365 : 90;
}
