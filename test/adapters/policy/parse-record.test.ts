import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseRecord } from "../../../src/adapters/policy/parse-record.ts";
import { type AuditEntry, canonicalJson, policyEntry } from "../../../src/domain/audit.ts";
import { anEntry } from "../../support/builders.ts";

const line = (overrides: Partial<AuditEntry> = {}) => canonicalJson(anEntry(overrides));

function faultsIn(text: string): readonly string[] {
  const parsed = parseRecord(text);
  return "faults" in parsed ? parsed.faults.map((fault) => `${fault.line}: ${fault.message}`) : [];
}

describe("a record", () => {
  it("holds an entry a line, as it was written; empty lines do not count", () => {
    const { at, kind, request, namespace, connection, privateEndpoint } = anEntry();
    expect(
      parseRecord(`${line()}\r\n\n${line({ kind: "request.seen", verdict: undefined, after: "Pending" })}\n`),
    ).toEqual({
      entries: [
        {
          ...{ at, kind, request, namespace, connection, privateEndpoint },
          actor: { kind: "person", ref: anEntry().actor.ref },
          after: undefined,
          verdict: "approve",
        },
        expect.objectContaining({ kind: "request.seen", after: "Pending" }),
      ],
    });
    expect(parseRecord("")).toEqual({ entries: [] });
  });

  it("leaves out what tells of the policy itself, which has no connection", () => {
    const told = { kind: "policy.changed", version: "sha256:1", at: "2026-11-20T09:00:00.000Z", comment: "" } as const;
    const record = [line(), canonicalJson(policyEntry(told, "0.1.0")), line()].join("\n");
    expect(parseRecord(record)).toEqual({ entries: [expect.anything(), expect.anything()] });
  });

  it("names every line that is no entry", () => {
    const newer = line().replace('"v":1', '"v":2');
    const withoutTime = line({ at: "yesterday" });
    const withoutRequest = JSON.stringify({ ...anEntry(), request: undefined });
    expect(faultsIn([line(), "{", newer, withoutTime, withoutRequest, "[]", line()].join("\n"))).toEqual([
      "2: is no audit entry: it is no JSON object",
      "3: is no audit entry: v is not 1, the only version that is known",
      "4: is no audit entry: at is no time",
      "5: is no audit entry: request Invalid input: expected string, received undefined",
      "6: is no audit entry: it is no JSON object",
    ]);
  });

  it("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => void parseRecord(text)));
  });
});
