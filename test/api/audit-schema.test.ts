import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { ENTRY_SCHEMA_PATH, entrySchema } from "../../build/entry-schema.ts";
import { AUDIT_KINDS, canonicalJson, policyEntry } from "../../src/domain/audit.ts";
import { play } from "../orchestration/cut-off.ts";
import { TALES } from "../orchestration/tales.ts";
import { anEntry } from "../support/builders.ts";
import { expectEntry } from "../support/expect-entry.ts";

describe("the schema of an entry", () => {
  it("is the one in the manual: npm run entry-schema writes it", () => {
    expect(JSON.parse(readFileSync(ENTRY_SCHEMA_PATH, "utf8"))).toEqual(JSON.parse(JSON.stringify(entrySchema())));
  });

  it.each(TALES)("fits everything that is recorded of a request %s", async (_what, tale) => {
    const { stage } = await play(tale, new Map());
    expect(stage.store.audit.entries.length).toBeGreaterThan(3);
    for (const entry of stage.store.audit.entries) expectEntry(canonicalJson(entry));
  });

  it("fits entries about the policy, which are about no connection", () => {
    for (const kind of ["policy.changed", "policy.refused"] as const) {
      const told = { kind, version: "sha256:0123", at: "2026-11-20T09:00:00.000Z", comment: "Now in force" };
      expectEntry(canonicalJson(policyEntry(told, "0.1.0")));
    }
  });

  it("has every kind", () => {
    for (const kind of AUDIT_KINDS) expectEntry(canonicalJson(anEntry({ kind })));
  });

  it.each<[string, object]>([
    ["another version", { v: 2 }],
    ["a kind that nobody knows", { kind: "request.vanished" }],
    ["a time that is none", { at: "yesterday" }],
    ["a local time", { at: "2026-11-20T09:00:00+01:00" }],
    ["an id without a step", { id: "r-x" }],
    ["no actor", { actor: undefined }],
    ["a person by name", { actor: { kind: "person", ref: "p-x", commitment: "y", name: "Olga Owens" } }],
    ["a person without a commitment", { actor: { kind: "person", ref: "p-x" } }],
    ["more than an entry says", { token: "secret" }],
    ["null", { comment: null }],
  ])("does not fit %s", (_what, change) => {
    expect(() => expectEntry(canonicalJson({ ...anEntry(), ...change }))).toThrow("in the entry");
  });
});
