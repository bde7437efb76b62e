import { safeAddress } from "./address.ts";
import { patiently } from "./patience.ts";
import { ARM_HOW_ANEW, armTokensFor, type Tokens } from "./sign-in.ts";
import { Ended, EXIT, type ExitCode, NotSignedIn, type Terminal } from "./terminal.ts";
import { whyOf } from "./why-no-answer.ts";

/**
 * Azure Resource Manager, asked as whoever is signed in. The service's own adapter is not used: it is made so that it can send nothing
 * but the service's few calls, and what the command line asks for is of no use to the service.
 */
export interface Arm {
  /** The body. */
  get(path: string, apiVersion: string): Promise<unknown>;
  /** Every item of a list, over all its pages; none where the subscription has never had anything of that kind. */
  list(path: string, apiVersion: string): Promise<readonly unknown[]>;
  /** Reads by POST what is secret to who may only read. */
  post(path: string, apiVersion: string, body?: object): Promise<unknown>;
  put(path: string, apiVersion: string, body: object): Promise<ArmAnswer>;
  remove(path: string, apiVersion: string): Promise<ArmAnswer>;
}

export interface ArmAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Azure said no, in its own words. Whoever knows nothing better to do leaves it to end the command. */
export class ArmRefused extends Ended {
  override readonly name = "ArmRefused";
  readonly status: number;
  readonly code: string;

  constructor(what: string, status: number, { code, message }: { readonly code: string; readonly message: string }) {
    super(exitFor(status), [`${what}: ${status}`, code, message].filter(Boolean).join(" "));
    this.status = status;
    this.code = code;
  }

  get isGone(): boolean {
    return this.status === 404;
  }

  /** The token is as it should be: it is the subscription that is of somebody else. No other 401 is a refusal. */
  get isOtherTenant(): boolean {
    return this.status === 401 && this.code === "InvalidAuthenticationTokenTenant";
  }

  /** Nobody knows whether it was done. */
  get isFault(): boolean {
    return this.status >= 500;
  }

  /** Whether the same may be answered otherwise later; a lock is taken away by a person only. */
  get mayPass(): boolean {
    return (this.isFault || this.status === 409 || this.status === 429) && this.code !== "ScopeLocked";
  }
}

function exitFor(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  return status === 404 ? EXIT.unusable : EXIT.noAnswer;
}

const PUBLIC_ARM = "https://management.azure.com";
const CALL_TIMEOUT_MS = 60_000;
const MOST_PAGES = 1_000;

/** The token goes to this origin only, next pages too. */
export function reachArm(terminal: Terminal): Arm {
  const { origin } = safeAddress(terminal.env["RELAY_APPROVALS_ARM_URL"] || PUBLIC_ARM);
  const tokens = armTokensFor(`${origin}/.default`, terminal);
  const send = async (method: string, address: string, body?: object) => {
    const url = ownAddress(address, origin);
    const response = await patiently(() => begun({ url, method, body, tokens }), terminal);
    return answerOf(response, `${method} ${url.pathname}`);
  };
  /** Something that is no answer is not taken for one that says nothing. */
  const read = async (method: string, address: string, body?: object) => {
    const { body: answer } = await send(method, address, body);
    if (typeof answer === "object" && answer !== null) return answer;
    const what = `${method} ${new URL(address).pathname}`;
    throw new Ended(EXIT.noAnswer, `${what}: the answer is no JSON, or broke off.`);
  };
  const at = (path: string, apiVersion: string) =>
    `${origin}${path}${path.includes("?") ? "&" : "?"}api-version=${apiVersion}`;
  return {
    get: (path, apiVersion) => read("GET", at(path, apiVersion)),
    post: (path, apiVersion, body) => read("POST", at(path, apiVersion), body ?? {}),
    put: (path, apiVersion, body) => send("PUT", at(path, apiVersion), body),
    remove: (path, apiVersion) => send("DELETE", at(path, apiVersion)),
    list: (path, apiVersion) => itemsFrom(at(path, apiVersion), (page) => read("GET", page)).catch(noneIfUnused),
  };
}

async function itemsFrom(first: string, read: (page: string) => Promise<unknown>): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let next: string | undefined = first;
  for (let pages = 0; next !== undefined; pages += 1) {
    if (pages === MOST_PAGES) throw new Ended(EXIT.noAnswer, `Azure gives a list of more than ${MOST_PAGES} pages.`);
    const page = pageIn(await read(next));
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

/** Of a subscription that has never had anything of that kind Azure says that the provider is not registered. */
function noneIfUnused(error: unknown): readonly unknown[] {
  if (error instanceof ArmRefused && error.code === "MissingSubscriptionRegistration") return [];
  throw error;
}

function ownAddress(address: string, origin: string): URL {
  const url = URL.parse(address);
  if (url?.origin !== origin) throw new Ended(EXIT.noAnswer, `Azure leads away from ${origin}: not followed.`);
  return url;
}

interface Call {
  readonly url: URL;
  readonly method: string;
  readonly body: object | undefined;
  readonly tokens: Tokens;
}

async function begun({ url, method, body, tokens }: Call): Promise<Response> {
  const headers = { authorization: `Bearer ${await tokens()}`, "content-type": "application/json" };
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const init = { method, headers, redirect: "manual", signal, ...(body && { body: JSON.stringify(body) }) } as const;
  return fetch(url, init).catch((cause: unknown) => {
    throw new Ended(EXIT.noAnswer, `${url.origin} gives no answer: ${whyOf(cause)}.`, { cause });
  });
}

async function answerOf(response: Response, what: string): Promise<ArmAnswer> {
  const body: unknown = await response.json().catch(() => undefined);
  const { status } = response;
  if (response.ok) return { status, body };
  const refused = new ArmRefused(what, status, errorIn(body));
  if (status === 401 && !refused.isOtherTenant)
    throw new NotSignedIn(`${what}: Azure does not take the token. ${ARM_HOW_ANEW}`);
  throw refused;
}

function errorIn(body: unknown): { readonly code: string; readonly message: string } {
  const { error } = (body ?? {}) as { readonly error?: { readonly code?: unknown; readonly message?: unknown } };
  // In one line: what Azure tells may hold names that somebody gave.
  const text = (value: unknown) => (typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : "");
  return { code: text(error?.code), message: text(error?.message) };
}

function pageIn(body: unknown): { readonly items: readonly unknown[]; readonly next: string | undefined } {
  const { value, nextLink } = (body ?? {}) as { readonly value?: unknown; readonly nextLink?: unknown };
  if (!Array.isArray(value)) throw new Ended(EXIT.noAnswer, "Azure answers a list that is none.");
  return { items: value, next: typeof nextLink === "string" && nextLink !== "" ? nextLink : undefined };
}
