import { type Days, type Order, type RequestsShown, withSearch } from "../route.ts";

export const ME = "/api/me";
export const NAMESPACES = "/api/namespaces";

export function requestsPath(state: RequestsShown, namespace: string, cursor?: string): string {
  return withSearch("/api/requests", { state, namespace, top: "100", cursor });
}

export function requestPath(id: string): string {
  return `/api/requests/${encodeURIComponent(id)}`;
}

export interface AuditAsked {
  readonly query: string;
  readonly order: Order;
  readonly cursor?: string | undefined;
}

/** The facets of a query are those of its first page. */
export function auditPath({ query, order, cursor }: AuditAsked): string {
  const facets = cursor === undefined ? "kind,actor" : undefined;
  return withSearch("/api/audit", { q: query, order, top: "100", facets, cursor });
}

export type ExportFormat = "csv" | "ndjson" | "ocsf";

export function exportPath(query: string, order: Order, format: ExportFormat): string {
  return withSearch("/api/audit", { q: query, order, format });
}

/** An entry's id is `<request>/<step>`. */
export function proofPath(entryId: string): string {
  const cut = entryId.indexOf("/");
  const [request, step] = [entryId.slice(0, cut), entryId.slice(cut + 1)];
  return `/api/audit/${encodeURIComponent(request)}/${encodeURIComponent(step)}/proof`;
}

/** Whole days, so that the address stays the same from one look to the next. */
export function metricsPath(days: Days, namespace: string, now: Date): string {
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  const from = new Date(to.getTime() - days * 86_400_000);
  return withSearch("/api/metrics", { from: from.toISOString(), to: to.toISOString(), namespace });
}

/** App Service sends whoever has signed in back to where they were. */
export function signInAddress(back: string): string {
  return withSearch("/.auth/login/aad", { post_login_redirect_uri: back });
}

export const SIGN_OUT = "/.auth/logout?post_logout_redirect_uri=%2F";
