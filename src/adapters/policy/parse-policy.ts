import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import type { Policy } from "../../domain/policy.ts";
import type { PolicyCase } from "../../domain/policy-case.ts";
import type { Hash } from "../../domain/request-id.ts";
import { policyFile } from "./policy-schema.ts";

export interface PolicyFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ParsedPolicy =
  | { readonly policy: Policy; readonly cases: readonly PolicyCase[] }
  | { readonly faults: readonly PolicyFault[] };

/** Reads the text of a policy; every fault is named with its line. The version is a hash of the text, comments included. */
export function parsePolicy(text: string, hash: Hash): ParsedPolicy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { faults: broken.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message })) };
  }
  const read = policyFile.safeParse(jsonOf(document));
  if (!read.success) {
    const faults = read.error.issues.flatMap((issue) => faultsOf(issue, document, lines));
    return { faults: faults.sort((one, other) => one.line - other.line) };
  }
  const { cases, ...parts } = read.data;
  return { policy: { version: versionOf(text, hash), ...parts }, cases };
}

/** Aliases that would grow beyond bounds, or lead in a circle, make it nothing. */
function jsonOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

export function versionOf(text: string, hash: Hash): string {
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
  if (code !== "invalid_type") return message;
  return message.endsWith("received undefined") ? "is missing" : message.replace(/^Invalid input: /, "is wrong: ");
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
