import type { Query } from "../../../src/api/parts.ts";
import { API_PATHS, type ApiName } from "../../../src/api/paths.ts";
import type { Problem } from "../../../src/domain/answers.ts";

/** What stands behind the page. */
export interface PageApi {
  answer(call: PageCall): Promise<Reply>;
}

export interface PageCall {
  readonly name: ApiName;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly ifNoneMatch: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ROUTES = API_PATHS.filter(({ method }) => method === "GET").map(({ name, path }) => ({
  name,
  pattern: new RegExp(`^/${path.replace(/\{\*?(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

/** Which call an address means; `undefined`: none that the API knows. */
export function callOf({ pathname, searchParams }: URL, ifNoneMatch: string | undefined): PageCall | undefined {
  for (const { name, pattern } of ROUTES) {
    const found = pattern.exec(pathname);
    if (found) return { name, path: { ...found.groups }, query: [...searchParams.entries()], ifNoneMatch };
  }
  return undefined;
}

export function json(body: unknown, status = 200): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export function problem(status: number, title: string, more: Partial<Problem> = {}): Reply {
  const told: Problem = { type: "about:blank", title, status, detail: title, correlation: "c-4f0a7d", ...more };
  return { ...json(told, status), headers: { "content-type": "application/problem+json" } };
}
