import type * as z from "zod";
import { NO_REGISTRATION } from "../domain/api-registration.ts";
import type { Caller } from "../domain/caller.ts";
import { hasRole } from "../domain/caller.ts";
import type { FewLines } from "../few-lines.ts";
import { Fault, type LogDetails } from "../ports.ts";
import type { Allowance } from "./allowance.ts";
import type { Answered, ApiParts, Query } from "./parts.ts";
import type { ApiName } from "./paths.ts";
import { faulty, Refused } from "./problem.ts";
import { ROUTES, type Route } from "./routes.ts";
import { type ApiAnswer, problemFor, written } from "./written.ts";

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
  readonly noteCall: FewLines;
}

/** How refused calls are told: with a line for each, or as a number. */
export const REFUSAL_WORDS = { one: "A call was refused", more: "More calls were refused" };

function note({ world: { log }, noteCall }: Api, refused?: LogDetails): void {
  noteCall((message, details) => log.info(message, details), refused);
}

/** Answers a call; whatever goes wrong is a problem in words, and nothing of the inside goes out. */
export async function answerTo(api: Api, asked: Asked): Promise<ApiAnswer> {
  note(api);
  try {
    const answered = await act(api, asked);
    const begun = "lines" in answered ? { ...answered, lines: await begunLines(answered.lines, api, asked) } : answered;
    return written(begun, asked.ifNoneMatch);
  } catch (error) {
    return problemFor(refusalOf(error, api, asked), asked.correlation);
  }
}

/** The first line is made before the answer begins: what fails at once is a problem in words. Later it can only break off. */
async function begunLines(lines: AsyncIterable<string>, api: Api, asked: Asked): Promise<AsyncIterable<string>> {
  const rest = lines[Symbol.asyncIterator]();
  const first = await rest.next();
  return restOf(first, rest, (error) => refusalOf(error, api, asked));
}

async function* restOf(
  first: IteratorResult<string>,
  rest: AsyncIterator<string>,
  failed: (error: unknown) => Refused,
): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } catch (error) {
    throw failed(error);
  } finally {
    await rest.return?.();
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
  if (!api.admit) throw new Refused(503, NO_REGISTRATION);
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
  const twice = new Set(given.filter(([name], at) => given.findIndex(([other]) => other === name) !== at).map(nameOf));
  const parsed = query.safeParse(Object.fromEntries(given));
  const faults = [
    ...[...twice].map((parameter) => ({ parameter, message: "is given twice: separate values by commas" })),
    ...(parsed.error?.issues ?? []).flatMap(faultsOf),
  ];
  if (faults.length > 0) throw faulty(faults);
  return given.filter(([, value]) => value !== "");
}

const nameOf = ([name]: Query[number]) => name;

function faultsOf(issue: z.core.$ZodIssue) {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((parameter) => ({ parameter, message: "is not known here" }));
  return [{ parameter: issue.path.join(".") || "body", message: issue.message }];
}

async function bodyOf({ body }: Route, asked: Asked): Promise<unknown> {
  if (!body) return undefined;
  const text = await asked.body();
  if (text === undefined) throw new Refused(413, "The body is larger than anything that is asked for here.");
  const parsed = body.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw faulty(parsed.error.issues.flatMap(faultsOf));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, "The body is no JSON.");
  }
}

function refusalOf(error: unknown, api: Api, { name, correlation }: Asked): Refused {
  if (error instanceof Refused) {
    // What a fault of a parameter says repeats what was sent: it is for the caller alone.
    const why = error.faults.length > 0 ? `${error.faults.length} parameters are wrong` : error.message;
    note(api, { route: name, correlation, status: error.status, why });
    return error;
  }
  const why = error instanceof Error ? error.message : String(error);
  api.world.log.error("A call failed", { route: name, correlation, why });
  if (error instanceof Fault)
    return new Refused(503, "What this needs does not answer just now. Try again in a moment.", {
      retryAfterSeconds: 5,
    });
  return new Refused(500, "This is the service's fault, and in its log under the correlation id.");
}
