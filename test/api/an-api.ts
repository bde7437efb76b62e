import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { allowanceByCaller } from "../../src/api/allowance.ts";
import { type Api, type Asked, answerTo, REFUSAL_WORDS } from "../../src/api/answer.ts";
import { cachedFor } from "../../src/api/cached.ts";
import { sealedCursors } from "../../src/api/cursor.ts";
import { descriptionOf } from "../../src/api/description.ts";
import type { Query } from "../../src/api/parts.ts";
import { API_PATHS, type ApiName } from "../../src/api/paths.ts";
import type { Snapshot } from "../../src/api/snapshot.ts";
import type { ApiAnswer } from "../../src/api/written.ts";
import type { Problem } from "../../src/domain/answers.ts";
import type { ApiRole, Caller } from "../../src/domain/caller.ts";
import type { Person } from "../../src/domain/person.ts";
import { fewLines } from "../../src/few-lines.ts";
import type { Proving } from "../../src/store.ts";
import { olga } from "../support/builders.ts";
import { Stage } from "../support/stage.ts";

export function aCaller(person: Person, ...roles: readonly ApiRole[]): Caller {
  return { kind: "person", person, roles, via: "token" };
}

export const anAuditor = aCaller(
  { objectId: "e0000000-0000-4000-8000-0000000000aa", tenant: olga.tenant, name: "Ada Auditor" },
  "Audit.Read.All",
  "Audit.Export",
);

export interface AskOptions extends Partial<Pick<Asked, "path" | "ifNoneMatch" | "correlation">> {
  readonly query?: Query | Readonly<Record<string, string>>;
  /** A text is sent as it is. */
  readonly body?: unknown;
  /** Instead of the body. */
  readonly read?: Asked["body"];
}

const IDENTITY = "cccccccc-0000-4000-8000-000000000001";

/** The API over a stage: calls go the whole way, as whoever is named. */
export class ApiStage {
  readonly stage: Stage;
  readonly files = new Map<string, string>();
  readonly proofs = new Map<number, Proving>();
  points = 1_000_000;
  secret = new Uint8Array(32).fill(7);
  private made: Api | undefined;
  private readonly callers = new Map<string, Caller>();

  constructor(stage = new Stage()) {
    this.stage = stage;
  }

  get api(): Api {
    this.made ??= {
      world: this.stage.world,
      orchestrations: this.stage.orchestrations,
      cursors: sealedCursors(async () => this.secret),
      sealedLog: {
        read: async (path) => {
          const text = this.files.get(path);
          return text === undefined ? undefined : Buffer.from(text);
        },
        bundle: async () => undefined,
        prove: async (index) => this.proofs.get(index) ?? { kind: "not sealed" },
      },
      self: {
        setup: {
          ...{ serviceVersion: "0.1.0", tenant: olga.tenant, identity: IDENTITY, botAppId: IDENTITY, apiClientId: "" },
          ...{ botKeysUrl: "https://login.botframework.com/keys", cleanUp: "delete" },
        },
        pauses: { sweepMinutes: 5, sealMinutes: 0.5 },
        standing: {
          identity: async () => IDENTITY,
          permitted: async () => ({ missing: [], denied: [], tooMuch: [] }),
          permittedAtEndpoints: async () => "hidden",
        },
        storage: { requests: async () => undefined, record: async () => undefined },
        keys: {
          bot: { url: "https://login.botframework.com/keys", fetch: async () => undefined },
          api: { url: "https://login.microsoftonline.com/keys", fetch: async () => undefined },
        },
        whyStopped: async () => undefined,
      },
      snapshot: cachedFor<Snapshot>(20, this.stage.clock.now),
      admit: async ({ authorization = "" }) => {
        const caller = this.callers.get(authorization);
        return caller
          ? { kind: "admitted", caller }
          : { kind: "refused", status: 401, why: authorization ? "the token does not hold" : "there is no token" };
      },
      allow: allowanceByCaller(this.points),
      noteCall: fewLines(REFUSAL_WORDS, this.stage.clock.now),
    };
    return this.made;
  }

  /** Of the API that is asked from now on. */
  change(parts: Partial<Api>): void {
    this.made = { ...this.api, ...parts };
  }

  /** Every answer in JSON is held against its schema. */
  async ask(name: ApiName, caller: Caller | undefined, options: AskOptions = {}): Promise<ApiAnswer> {
    const answer = await answerTo(this.api, this.asked(name, caller, options));
    const faults = faultsOf(name, answer);
    if (faults.length > 0) throw new Error(`${name} answers what its schema does not say: ${faults.join("; ")}`);
    return answer;
  }

  async read<Answer>(name: ApiName, caller: Caller, options: AskOptions = {}): Promise<Answer> {
    const answer = await this.ask(name, caller, options);
    if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${String(answer.body)}`);
    return jsonOf<Answer>(answer);
  }

  async problem(name: ApiName, caller: Caller | undefined, options: AskOptions = {}): Promise<Problem> {
    const answer = await this.ask(name, caller, options);
    if (answer.status < 400) throw new Error(`${name} answered ${answer.status}`);
    return jsonOf<Problem>(answer);
  }

  private asked(name: ApiName, caller: Caller | undefined, { query = [], body, read, ...options }: AskOptions): Asked {
    const authorization = caller && `Bearer ${JSON.stringify(caller)}`;
    if (caller && authorization) this.callers.set(authorization, caller);
    return {
      ...{ name, authorization, idToken: undefined, ifNoneMatch: undefined, path: {}, correlation: "call-1" },
      query: isPairs(query) ? query : Object.entries(query),
      body: read ?? (async () => (typeof body === "string" ? body : JSON.stringify(body ?? {}))),
      ...options,
    };
  }
}

function isPairs(query: Query | Readonly<Record<string, string>>): query is Query {
  return Array.isArray(query);
}

export function jsonOf<Answer>({ body }: ApiAnswer): Answer {
  // The seam: what the schema says was checked when it came.
  return JSON.parse(String(body)) as Answer;
}

export async function textOf({ body }: ApiAnswer): Promise<string> {
  if (typeof body === "string" || body instanceof Uint8Array || body === undefined) return String(body ?? "");
  let text = "";
  for await (const chunk of body) text += chunk;
  return text;
}

export function faultNames({ faults = [] }: Problem): readonly string[] {
  return faults.map(({ parameter }) => parameter);
}

type Schema = Readonly<Record<string, unknown>>;

const description = descriptionOf("0.1.0") as {
  readonly paths: Record<
    string,
    Record<string, { responses: { "200": { content: Record<string, { schema: Schema }> } } }>
  >;
  readonly components: { readonly schemas: { readonly Problem: Schema } };
};
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, discriminator: false });
addFormats.default(ajv);
const compiled = new Map<string, ReturnType<Ajv2020["compile"]>>();

/** What an answer says that its schema does not. */
function faultsOf(name: ApiName, { headers, status, body }: ApiAnswer): readonly string[] {
  const type = headers["content-type"] ?? "";
  const isProblem = type === "application/problem+json";
  if (status >= 400 !== isProblem) return [`status ${status} with ${type}`];
  if (status !== 200 && !isProblem) return [];
  if (!isProblem && !type.startsWith("application/json")) return [];
  const check = checkOf(isProblem ? "Problem" : name);
  check(JSON.parse(String(body)));
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function checkOf(name: ApiName | "Problem") {
  const known = compiled.get(name);
  if (known) return known;
  const check = ajv.compile(name === "Problem" ? description.components.schemas.Problem : schemaOf(name));
  compiled.set(name, check);
  return check;
}

function schemaOf(name: ApiName): Schema {
  const { path, method } = API_PATHS.find((one) => one.name === name) ?? { path: "", method: "" };
  const operation = description.paths[`/${path.replace("{*", "{")}`]?.[method.toLowerCase()];
  const schema = operation?.responses["200"].content["application/json"]?.schema;
  if (!schema) throw new Error(`${name} answers JSON, of which its description says nothing`);
  return schema;
}
