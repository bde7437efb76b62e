import { describe, expect, it } from "@jest/globals";
import { type Caller, hasRole } from "../../src/domain/caller.ts";
import { olga } from "../support/builders.ts";

describe("a caller", () => {
  const caller: Caller = { kind: "person", person: olga, roles: ["Audit.Read", "Audit.Export"], via: "token" };

  it("has the roles of the token, and no other", () => {
    expect(hasRole(caller, "Audit.Read")).toBe(true);
    expect(hasRole(caller, "Audit.Read.All", "Audit.Export")).toBe(true);
    expect(hasRole(caller, "Audit.Read.All", "Requests.Decide")).toBe(false);
    expect(hasRole({ ...caller, roles: [] }, "Audit.Read")).toBe(false);
    expect(hasRole(caller)).toBe(false);
  });
});
