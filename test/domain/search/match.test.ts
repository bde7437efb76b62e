import { describe, expect, it } from "@jest/globals";
import type { AnyEntry } from "../../../src/domain/recorded.ts";
import { matches } from "../../../src/domain/search/match.ts";
import type { Filter } from "../../../src/domain/search/query.ts";
import { anEntry, aPrivateEndpoint, FABRIKAM } from "../../support/builders.ts";

const NAMESPACE =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/Rg-Relay/providers/Microsoft.Relay/namespaces/contoso-orders";
const ENTRY = anEntry({
  id: "r-1/vote",
  request: "r-1",
  kind: "vote.cast",
  namespace: NAMESPACE,
  connection: `${NAMESPACE}/privateEndpointConnections/pec-1`,
  privateEndpoint: aPrivateEndpoint("pe-importer"),
  requester: { subscription: FABRIKAM.toUpperCase(), tenant: "own" },
  actor: { kind: "person", ref: "p-one", commitment: "c" },
  verdict: "approve",
  comment: "Ticket 4711, as Agreed",
});
const RULED = anEntry({ actor: { kind: "rule", ref: "Partner Apps" }, comment: undefined });
const { namespace: _n, connection: _c, privateEndpoint: _p, requester: _r, ...ABOUT_POLICY } = RULED;

const isFound = (
  key: Filter["key"],
  anyOf: readonly string[],
  { entry = ENTRY, name, negated = false }: { entry?: AnyEntry; name?: string; negated?: boolean } = {},
) => matches(entry, [{ key, anyOf, negated }], name);

describe("what an entry is held against", () => {
  it.each<[Filter["key"], string, string]>([
    ["request", "r-1", "r-2"],
    ["namespace", NAMESPACE.toLowerCase(), NAMESPACE.toLowerCase().replace("orders", "other")],
    [
      "connection",
      `${NAMESPACE}/privateEndpointConnections/pec-1`.toLowerCase(),
      `${NAMESPACE}/privateEndpointConnections/pec-2`.toLowerCase(),
    ],
    ["subscription", FABRIKAM, "33333333-3333-4333-8333-333333333333"],
    ["actor", "p-one", "p-two"],
    ["kind", "vote.cast", "vote.refused"],
    ["kind", "vote.*", "change.*"],
    ["verdict", "approve", "reject"],
    ["text", "ticket 4711", "ticket 4712"],
  ])("is its %s", (key, value, other) => {
    expect(isFound(key, [value])).toBe(true);
    expect(isFound(key, [other])).toBe(false);
    expect(isFound(key, [value], { negated: true })).toBe(false);
    expect(isFound(key, [other], { negated: true })).toBe(true);
  });

  it("is any of several values, and every filter", () => {
    expect(isFound("actor", ["p-two", "p-one"])).toBe(true);
    expect(isFound("actor", ["p-two", "p-one"], { negated: true })).toBe(false);
    expect(isFound("actor", [])).toBe(false);
    const [one, other] = [
      { key: "actor", anyOf: ["p-one"], negated: false },
      { key: "verdict", anyOf: ["reject"], negated: false },
    ] as const;
    expect(matches(ENTRY, [one, other], undefined)).toBe(false);
    expect(matches(ENTRY, [one, { ...other, negated: true }], undefined)).toBe(true);
    expect(matches(ENTRY, [], undefined)).toBe(true);
  });

  it("is the name of a rule in any case, and of a rule only", () => {
    expect(isFound("rule", ["partner APPS"], { entry: RULED })).toBe(true);
    expect(isFound("rule", ["partner"], { entry: RULED })).toBe(false);
    expect(isFound("rule", ["p-one"])).toBe(false);
    expect(isFound("actor", ["partner apps"], { entry: RULED })).toBe(true);
  });

  it("is text in any case in its comment and in names, not across them", () => {
    for (const text of ["as agreed", "CONTOSO-ORDERS", "pec-1", "pe-importer", "4711, as"])
      expect(isFound("text", [text])).toBe(true);
    expect(isFound("text", ["rg-relay"])).toBe(false);
    expect(isFound("text", ["agreed contoso"])).toBe(false);
    expect(isFound("text", ["olga"], { name: "Olga Owens" })).toBe(true);
    expect(isFound("text", ["p-one"])).toBe(false);
    expect(isFound("text", ["partner"], { entry: RULED })).toBe(true);
  });

  it("is nothing where the entry has nothing", () => {
    expect(isFound("namespace", [NAMESPACE.toLowerCase()], { entry: ABOUT_POLICY })).toBe(false);
    expect(isFound("connection", ["x"], { entry: ABOUT_POLICY })).toBe(false);
    expect(isFound("subscription", [FABRIKAM], { entry: ABOUT_POLICY })).toBe(false);
    expect(
      isFound("subscription", [FABRIKAM], {
        entry: anEntry({ requester: { subscription: undefined, tenant: "unknown" } }),
      }),
    ).toBe(false);
    expect(isFound("verdict", ["approve"], { entry: anEntry({ verdict: undefined }) })).toBe(false);
    expect(isFound("text", ["undefined"], { entry: ABOUT_POLICY })).toBe(false);
  });
});
