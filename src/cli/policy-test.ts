import { parsePrivateEndpointId } from "../domain/azure-id.ts";
import { type CaseResult, type PolicyCase, resultOf } from "../domain/policy-case.ts";
import type { ReadPolicy } from "./policy-text.ts";
import { tableOf } from "./table.ts";

export type JudgedCase = PolicyCase & CaseResult;

export function judged({ policy, cases }: ReadPolicy, now: Date): readonly JudgedCase[] {
  return cases.map((one) => ({ ...one, ...resultOf(policy, one, now) }));
}

export function caseLines(cases: readonly JudgedCase[]): readonly string[] {
  if (cases.length === 0) return ["The policy's file has no cases."];
  const failed = cases.filter(({ passed }) => !passed);
  const reasons = failed.map(({ ruled }) => `Case ${cases.findIndex((one) => one.ruled === ruled) + 1}: ${ruled.why}.`);
  return [
    ...tableOf(["CASE", "", "NAMESPACE", "ENDPOINT", "EXPECTED", "RULED"], cases.map(caseRow)),
    "",
    ...reasons,
    `${cases.length - failed.length} passed, ${failed.length} failed`,
  ];
}

function caseRow({ given, expect, rule, ruled, passed }: JudgedCase, index: number) {
  const endpoint = parsePrivateEndpointId(given.privateEndpoint)?.name ?? given.privateEndpoint;
  return [
    index + 1,
    passed ? "ok" : "FAILED",
    given.namespace,
    endpoint,
    inWords(expect, rule),
    inWords(ruled.kind, ruled.rule),
  ];
}

/** `approve by Logistics`. */
export function inWords(kind: string, rule: string | undefined): string {
  return rule === undefined ? kind : `${kind} by ${rule}`;
}
