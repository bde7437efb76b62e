import { createHash } from "node:crypto";
import type * as z from "zod";
import type { Problem } from "../domain/answers.ts";
import type { Caller } from "../domain/caller.ts";
import { hasRole } from "../domain/caller.ts";
import { Fault } from "../ports.ts";
import type { Allowance } from "./allowance.ts";
import type { Answered, ApiParts, Query } from "./parts.ts";
import type { ApiName } from "./paths.ts";
import { Refused, titleOf } from "./problem.ts";
import { ROUTES, type Route } from "./routes.ts";

/** A call as it comes in, of any web framework. */
export interface Asked {
  readonly name: ApiName;
  readonly authorization: string | undefined;
  /** What App Service authentication puts in for a person who signed in at the page. */
  readonly idToken: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Reads the body; `undefined` when it is larger than allowed. */
  readonly body: () => Promise<string | undefined>;
  /** Names this call in the answer and in the log. */
  readonly correlation: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string> | undefined;
}

type Admit = (
  credentials: Pick<Asked, "authorization" | "idToken">,
) => Promise<
  | { readonly kind: "admitted"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly status: 401 | 503; readonly why: string }
>;

export interface Api extends ApiParts {
  /** `undefined`: no app registration is set, so nobody can be known. */
  readonly admit: Admit | undefined;
  readonly allow: Allowance;
}

/** Answers a call; whatever goes wrong is a problem in words, and nothing of the inside goes out. */
export async function answerTo(api: Api, asked: Asked): Promise<ApiAnswer> {
  try {
    return written(await act(api, asked), asked);
  } catch (error) {
    return problemFor(refusalOf(error, api, asked), asked);
  }
}

async function act(api: Api, asked: Asked): Promise<Answered> {
  const route = ROUTES[asked.name];
  const caller = route.roles === "anybody" ? NOBODY : await callerOf(api, asked, route.roles, route);
  const query = checkedQuery(route, asked.query);
  return route.act({ parts: api, caller, path: asked.path, query, body: await bodyOf(route, asked) });
}

const NOBODY: Caller = { kind: "app", person: { objectId: "", tenant: "", name: "" }, roles: [], via: "token" };

async function callerOf(api: Api, asked: Asked, roles: Exclude<Route["roles"], "anybody">, { cost, body }: Route) {
  if (!api.admit) throw new Refused(503, "The API is not set up: the setting API_CLIENT_ID is missing.");
  const entry = await api.admit(asked);
  if (entry.kind === "refused") throw new Refused(entry.status, `Nobody is known by this call: ${entry.why}.`);
  const { caller } = entry;
  // A browser sends its cookie with whatever another page makes it send.
  if (body && caller.via === "page")
    throw new Refused(403, "Decisions need an access token: use Teams or relay-approvals.");
  await api.allow(caller.person.objectId, cost);
  if (!hasRole(caller, ...roles))
    throw new Refused(403, `This needs one of the roles ${roles.join(", ")}: ask for it in Entra.`);
  return caller;
}

function checkedQuery({ query }: Route, given: Query): Query {
  const twice = given.filter(([name], at) => given.findIndex(([other]) => other === name) !== at);
  const parsed = query.safeParse(Object.fromEntries(given));
  const faults = [
    ...twice.map(([parameter]) => ({ parameter, message: "is given twice: separate values by commas" })),
    ...(parsed.error?.issues ?? []).flatMap(faultsOf),
  ];
  if (faults.length > 0) throw new Refused(400, wordsOf(faults), { faults });
  return given.filter(([, value]) => value !== "");
}

function faultsOf(issue: z.core.$ZodIssue) {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((parameter) => ({ parameter, message: "is not known here" }));
  return [{ parameter: issue.path.join(".") || "body", message: issue.message }];
}

function wordsOf(faults: readonly { readonly parameter: string; readonly message: string }[]): string {
  return `${faults.map(({ parameter, message }) => `${parameter} ${message}`).join("; ")}.`;
}

async function bodyOf({ body }: Route, asked: Asked): Promise<unknown> {
  if (!body) return undefined;
  const text = await asked.body();
  if (text === undefined) throw new Refused(413, "The body is larger than anything that is asked for here.");
  const parsed = body.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(faultsOf);
  throw new Refused(400, wordsOf(faults), { faults });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, "The body is no JSON.");
  }
}

/** Nothing of an answer is kept by anybody, run by a browser or shown within another site's page. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
} as const;

function written(answered: Answered, { ifNoneMatch }: Asked): ApiAnswer {
  if ("lines" in answered) {
    const disposition = { "content-disposition": `attachment; filename="${answered.fileName}"` };
    return {
      status: 200,
      headers: { ...HEADERS, "content-type": answered.contentType, ...disposition },
      body: answered.lines,
    };
  }
  if ("bytes" in answered) {
    const cached = answered.immutable ? { "cache-control": "private, max-age=31536000, immutable" } : {};
    return {
      status: 200,
      headers: { ...HEADERS, ...cached, "content-type": answered.contentType },
      body: answered.bytes,
    };
  }
  return jsonAnswer(JSON.stringify(answered.json), ifNoneMatch);
}

/** Who has this answer already gets none: a page asks every few seconds. */
function jsonAnswer(body: string, ifNoneMatch: string | undefined): ApiAnswer {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { ...HEADERS, "cache-control": "private, no-cache", etag };
  if (ifNoneMatch === etag) return { status: 304, headers, body: undefined };
  return { status: 200, headers: { ...headers, "content-type": "application/json; charset=utf-8" }, body };
}

function refusalOf(error: unknown, { world }: Api, { name, correlation }: Asked): Refused {
  if (error instanceof Refused) {
    world.log.info("A call was refused", { route: name, correlation, status: error.status, why: error.message });
    return error;
  }
  const why = error instanceof Error ? error.message : String(error);
  world.log.error("A call failed", { route: name, correlation, why });
  if (error instanceof Fault)
    return new Refused(503, "What this needs does not answer just now. Try again in a moment.", {
      retryAfterSeconds: 5,
    });
  return new Refused(500, "This is the service's fault, and in its log under the correlation id.");
}

function problemFor({ status, message, faults, retryAfterSeconds }: Refused, { correlation }: Asked): ApiAnswer {
  const problem: Problem = {
    ...{ type: "about:blank", title: titleOf(status), status, detail: message, correlation },
    ...(faults.length > 0 && { faults }),
  };
  const headers = {
    ...HEADERS,
    "content-type": "application/problem+json",
    ...(status === 401 && { "www-authenticate": "Bearer" }),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
  };
  return { status, headers, body: JSON.stringify(problem) };
}
