import { AUDIT_KINDS } from "../audit.ts";
import { isGuid, parseConnectionId, parseNamespaceId } from "../azure-id.ts";

export const FILTER_KEYS = [
  "request",
  "connection",
  "namespace",
  "subscription",
  "actor",
  "kind",
  "verdict",
  "rule",
  "text",
] as const;

export type FilterKey = (typeof FILTER_KEYS)[number];

const VERDICTS = ["approve", "reject", "revoke", "remove", "keep"];
const LONGEST = 200;

/** What is wrong with a value; `undefined` when it may be looked for. */
export function whyNot(key: FilterKey, value: string): string | undefined {
  if (value === "") return "has no value";
  if (value.length > LONGEST && key !== "connection") return `is longer than ${LONGEST} characters`;
  return RULES[key](value);
}

const RULES: Readonly<Record<FilterKey, (value: string) => string | undefined>> = {
  request: (value) => (/^[a-z][a-z0-9-]{1,63}$/i.test(value) ? undefined : `"${value}" is no id of a request`),
  connection: (value) =>
    parseConnectionId(value) || isBelowNamespace(value)
      ? undefined
      : `"${value}" is no connection: give its id, or namespace/connection`,
  namespace: (value) =>
    parseNamespaceId(value) || isNamespaceName(value)
      ? undefined
      : `"${value}" is neither a namespace's name nor its id`,
  subscription: (value) => (isGuid(value) ? undefined : `"${value}" is no subscription id, which is a GUID`),
  actor: () => undefined,
  kind: (value) => (kindsMeant(value).length > 0 ? undefined : `"${value}" is no kind: ${kindsNear(value)}`),
  verdict: (value) => (VERDICTS.includes(value) ? undefined : `"${value}" is no verdict: ${VERDICTS.join(", ")}`),
  rule: () => undefined,
  text: () => undefined,
};

function isNamespaceName(text: string): boolean {
  return parseNamespaceId(idBelow(text)) !== undefined;
}

/** In any subscription and group: only the name is looked at. */
function idBelow(name: string): string {
  return `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Relay/namespaces/${name}`;
}

function isBelowNamespace(text: string): boolean {
  const slash = text.indexOf("/");
  if (slash < 0) return false;
  const [namespace, connection] = [text.slice(0, slash), text.slice(slash + 1)];
  return parseConnectionId(`${idBelow(namespace)}/privateEndpointConnections/${connection}`) !== undefined;
}

/** A kind, or all of a family: `change.*`. */
export function kindsMeant(value: string): readonly string[] {
  return AUDIT_KINDS.filter((kind) => kind === value || (value.endsWith(".*") && kind.startsWith(value.slice(0, -1))));
}

function kindsNear(value: string): string {
  const family = AUDIT_KINDS.filter((kind) => kind.split(".")[0] === value.split(".")[0]);
  const near = family.length > 0 ? family : AUDIT_KINDS;
  return `give ${near.join(", ")}, or a family like change.*`;
}
