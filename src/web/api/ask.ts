import type { Problem } from "../../domain/answers.ts";

/** What the API answered. Nothing is thrown: each of these is something that the page shows. */
export type Answer<Body> =
  | { readonly kind: "ok"; readonly body: Body; readonly tag: string | undefined }
  | { readonly kind: "same" }
  | { readonly kind: "signed-out" }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "unreachable" };

/** `tag`: of the answer that is here already. */
export async function ask<Body>(path: string, signal: AbortSignal, tag?: string): Promise<Answer<Body>> {
  const answer = await send<Body>(path, signal, tag);
  if (answer.kind !== "signed-out" || !(await renewed(signal))) return answer;
  return send<Body>(path, signal, tag);
}

async function send<Body>(path: string, signal: AbortSignal, tag: string | undefined): Promise<Answer<Body>> {
  const headers = { Accept: "application/json", ...(tag === undefined ? {} : { "If-None-Match": tag }) };
  try {
    // Signing in is for the reader to begin: a redirect to another site is none of an answer.
    return await read(await fetch(path, { headers, signal, redirect: "manual", cache: "no-store" }));
  } catch {
    return { kind: "unreachable" };
  }
}

async function read<Body>(response: Response): Promise<Answer<Body>> {
  const { status, type, headers } = response;
  if (status === 304) return { kind: "same" };
  if (status === 401 || type === "opaqueredirect") return { kind: "signed-out" };
  if (!response.ok) return { kind: "problem", problem: await problemIn(response) };
  // The service is the one that served this page: its answers are of the types that both were built with.
  return { kind: "ok", body: (await response.json()) as Body, tag: headers.get("etag") ?? undefined };
}

/** Something between here and the service may answer in words of its own. */
async function problemIn(response: Response): Promise<Problem> {
  const { status, headers } = response;
  const unnamed = { type: "about:blank", title: "", status, detail: "", correlation: headers.get("x-correlation-id") };
  const isProblem = headers.get("content-type")?.includes("json") ?? false;
  const said = isProblem ? ((await response.json().catch(() => ({}))) as Partial<Problem>) : {};
  return { ...unnamed, correlation: unnamed.correlation ?? "", ...said };
}

/** App Service renews a token that ran out, as long as the session lasts. */
async function renewed(signal: AbortSignal): Promise<boolean> {
  try {
    return (await fetch("/.auth/refresh", { signal, redirect: "manual", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
