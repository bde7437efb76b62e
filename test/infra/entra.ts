import type { Answer } from "./answering.ts";

export interface App {
  id: string;
  appId: string;
  displayName: string;
  web: { redirectUris: string[] };
  credentials: { name: string; subject: string; issuer: string; audiences: string[] }[];
  api?: object;
  [more: string]: unknown;
}

interface Principal {
  appId: string;
  tags: string[];
  appRoleAssignmentRequired?: boolean;
}

/** What there is in Entra, and azd's values of the environment. */
export interface Directory {
  values: Record<string, string>;
  apps: App[];
  principals: Principal[];
}

interface Call {
  readonly options: Readonly<Record<string, string>>;
  readonly directory: Directory;
}

/** As az ends: with words on the error stream. */
class Refused extends Error {}

function theOne<Kind extends App | Principal>(all: readonly Kind[], { options }: Call): Kind {
  const one = all.find(({ appId }) => appId === options["id"]);
  if (!one) throw new Refused(`Resource '${options["id"]}' does not exist`);
  return one;
}

const NAMES = ["sign-in-audience", "app-roles", "identifier-uris", "enable-id-token-issuance"];

const given = ({ options }: Call) =>
  Object.fromEntries(NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));

function madeApp(call: Call): App {
  const number = `${call.directory.apps.length + 1}`.padStart(12, "0");
  const app: App = {
    ...given(call),
    id: `bbbbbbbb-0000-4000-8000-${number}`,
    appId: `dddddddd-0000-4000-8000-${number}`,
    displayName: call.options["display-name"] ?? "",
    web: { redirectUris: [] },
    credentials: [],
  };
  call.directory.apps.push(app);
  return app;
}

const AZ: Readonly<Record<string, (call: Call) => unknown>> = {
  "account show": () => ({ tenantId: "aaaaaaaa-0000-4000-8000-000000000001" }),
  "ad app list": ({ options, directory }) =>
    directory.apps.filter(({ displayName }) => options["filter"] === `displayName eq '${displayName}'`),
  "ad app create": madeApp,
  "ad app show": (call) => theOne(call.directory.apps, call),
  "ad app update": (call) =>
    Object.assign(theOne(call.directory.apps, call), given(call), {
      web: { redirectUris: [call.options["web-redirect-uris"]] },
    }),
  "ad sp show": (call) => theOne(call.directory.principals, call),
  "ad sp create": ({ options, directory }) => directory.principals.push({ appId: options["id"] ?? "", tags: [] }),
  "ad app federated-credential list": (call) => theOne(call.directory.apps, call).credentials,
  "ad app federated-credential create": (call) =>
    theOne(call.directory.apps, call).credentials.push(JSON.parse(call.options["parameters"] ?? "")),
  "ad app federated-credential update": (call) => {
    const { credentials } = theOne(call.directory.apps, call);
    const one = credentials.find(({ name }) => name === call.options["federated-credential-id"]);
    if (!one) throw new Refused("There is no such credential");
    return Object.assign(one, JSON.parse(call.options["parameters"] ?? ""));
  },
  rest: patched,
};

const GRAPH =
  /^https:\/\/graph\.microsoft\.com\/v1\.0\/(?:applications\/([\w-]+)|servicePrincipals\(appId='([\w-]+)'\))$/;

function patched({ options, directory }: Call): void {
  const [, id, appId] = GRAPH.exec(options["url"] ?? "") ?? [];
  const app = directory.apps.find((one) => one.id === id);
  const changed = app ?? directory.principals.find((one) => one.appId === appId);
  if (options["method"] !== "PATCH" || !changed) throw new Refused(`Not found: ${options["url"]}`);
  const { api, ...rest } = JSON.parse(options["body"] ?? "");
  Object.assign(changed, rest, api && { api: { ...app?.api, ...api } });
}

/** Not JMESPath, but what it makes of the queries of our scripts. */
const QUERIES: readonly (readonly [RegExp, (answer: never, word: string) => unknown])[] = [
  [/^(\w+)$/, (one: Record<string, unknown>, name) => one[name]],
  [/^\[\]\.appId$/, (apps: readonly App[]) => apps.map(({ appId }) => appId)],
  [/^web\.redirectUris\[\?@!='(.+)'\]$/, ({ web }: App, known) => web.redirectUris.filter((one) => one !== known)],
  [
    /^\[tags\[\?@!='(\w+)'\], \['\1'\]\]\[\]$/,
    ({ tags }: Principal, tag) => [...tags.filter((one) => one !== tag), tag],
  ],
  [
    /^\[\?name=='(\w+)'\]\.subject$/,
    (all: App["credentials"], name) => all.filter((one) => one.name === name).map(({ subject }) => subject),
  ],
];

function queried(answer: unknown, query: string): unknown {
  const [pattern, meaning] = QUERIES.find(([one]) => one.test(query)) ?? [];
  if (!pattern || !meaning) throw new Refused(`Nobody knows what is meant by ${query}`);
  return meaning(answer as never, pattern.exec(query)?.[1] ?? "");
}

function az(directory: Directory, words: readonly string[]): string {
  const first = words.findIndex((word) => word.startsWith("--"));
  const options: Record<string, string> = {};
  for (let at = first; at < words.length; at += 2) options[words[at]?.slice(2) ?? ""] = words[at + 1] ?? "";
  const run = AZ[words.slice(0, first).join(" ")];
  if (!run) throw new Refused(`There is no az ${words.join(" ")}`);
  const all = run({ options, directory });
  const answer = options["query"] === undefined ? all : queried(all, options["query"]);
  if (options["output"] === "tsv") return [answer].flat().join("\n");
  return options["output"] === "json" ? JSON.stringify(answer) : "";
}

/** As azd, it says on its standard output that it does not know something. */
function azd({ values }: Directory, [, verb, name = "", value = ""]: readonly string[]): Answer {
  if (verb === "set") values[name] = value;
  if (verb === "set") return { code: 0, stream: 1, text: "" };
  const known = values[name];
  return known === undefined
    ? { code: 1, stream: 1, text: `ERROR: key not found in environment values: '${name}'\n` }
    : { code: 0, stream: 1, text: `${known}\n` };
}

/** What az and azd say, in a tenant that is a plain object. */
export function saidOf(directory: Directory, [program, ...words]: readonly string[]): Answer {
  if (program === "azd") return azd(directory, words);
  try {
    const text = az(directory, words);
    return { code: 0, stream: 1, text: text && `${text}\n` };
  } catch (error) {
    return { code: 3, stream: 2, text: `ERROR: ${(error as Error).message}\n` };
  }
}
