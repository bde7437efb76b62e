import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { isGuid } from "../../domain/azure-id.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Hash } from "../../domain/request-id.ts";

export interface PolicyFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedPolicy = { readonly policy: Policy } | { readonly faults: readonly PolicyFault[] };

const guid = z
  .string()
  .refine(isGuid, "is no GUID")
  .transform((id) => id.toLowerCase());
const name = z.string().trim().min(1, "is empty").max(100, "is longer than 100 characters");

/** Azure allows other letters too, but an id with one is not taken for an id here, so such a rule would watch nothing. */
const resourceGroup = z
  .string()
  .trim()
  .regex(/^[a-z0-9_().-]{0,89}[a-z0-9_()-]$/i, "is no name of a resource group in the letters a-z, digits and _().-");

const namespaceRule = z.strictObject({
  subscription: guid,
  resourceGroup: resourceGroup.optional(),
  name: z.string().regex(/^[a-z0-9*-]{1,50}$/i, "is no name of a namespace, in which * stands for any characters"),
});

const channel = z.strictObject({
  id: z.string().regex(/^19:[^\s@;/]+@thread\.(tacv2|skype|v2)$/, "is no channel id like 19:…@thread.tacv2"),
  name,
});

const group = z.strictObject({
  name,
  namespaces: z.array(namespaceRule).min(1, "names no namespace"),
  owners: z.array(guid).min(1, "names no owner"),
  channel,
  rejectNeedsComment: z.boolean().default(true),
  expireAfterHours: z.number().positive("must be above 0").max(8_784, "is more than a year").optional(),
});

const policyFile = z.strictObject({
  groups: z.array(group).min(1, "names no group").refine(haveNamesOfTheirOwn, "has two groups of the same name"),
});

function haveNamesOfTheirOwn(groups: readonly { readonly name: string }[]): boolean {
  return new Set(groups.map((one) => one.name)).size === groups.length;
}

/** Reads the text of a policy; every fault is named with its line. The version is a hash of the text, comments included. */
export function parsePolicy(text: string, hash: Hash): ParsedPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { faults: broken.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message })) };
  }
  const read = policyFile.safeParse(jsonOf(document));
  if (!read.success) return { faults: read.error.issues.flatMap((issue) => faultsOf(issue, document, lines)) };
  const groups = read.data.groups.map((one) => ({
    ...one,
    namespaces: one.namespaces.map((rule) => ({ ...rule, resourceGroup: rule.resourceGroup })),
    expireAfterHours: one.expireAfterHours,
  }));
  return { policy: { version: versionOf(text, hash), groups } };
}

/** Aliases that would grow beyond bounds, or lead in a circle, make it nothing. */
function jsonOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

function versionOf(text: string, hash: Hash): string {
  return `sha256:${Buffer.from(hash(text)).toString("hex").slice(0, 16)}`;
}

function faultsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): readonly PolicyFault[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ line: lineAt(document, lines, issue.path), message: `${shown(issue.path)} ${worded(issue)}` }];
  }
  return issue.keys.map((key) => ({
    line: lineAt(document, lines, [...issue.path, key]),
    message: `${shown([...issue.path, key])} is not known here`,
  }));
}

function worded({ code, message }: z.core.$ZodIssue): string {
  return code === "invalid_type" ? message.replace(/^Invalid input: /, "is wrong: ") : message;
}

/** Of the nearest thing that is there: a key that is missing has no line of its own. */
function lineAt(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** The key where there is one: its value may begin on a later line. */
function nodeAt(document: Document, path: readonly PropertyKey[]): unknown {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return pair?.key ?? document.getIn(path, true);
}

/** `groups[0].channel.id`. */
function shown(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.replace(/^\./, "") || "The policy";
}
