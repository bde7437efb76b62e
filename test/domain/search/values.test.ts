import { describe, expect, it } from "@jest/globals";
import { kindsMeant, whyNot } from "../../../src/domain/search/values.ts";
import { FABRIKAM } from "../../support/builders.ts";

const NAMESPACE = `/subscriptions/${FABRIKAM}/resourceGroups/rg/providers/Microsoft.Relay/namespaces/contoso-orders`;

describe("a value that is looked for", () => {
  it.each([
    ["request", "r-4nmf4vxl25iw5fcncpxcxezicz"],
    ["request", "policy"],
    ["connection", `${NAMESPACE}/privateEndpointConnections/pec-1`],
    ["connection", "contoso-orders/pec-1"],
    ["connection", `contoso-orders/${"c".repeat(80)}`],
    ["namespace", NAMESPACE.toUpperCase()],
    ["namespace", "contoso-orders"],
    ["subscription", FABRIKAM.toUpperCase()],
    ["actor", "Olga Owens"],
    ["kind", "vote.cast"],
    ["kind", "change.*"],
    ["verdict", "approve"],
    ["rule", "Partner apps, all"],
    ["text", "=1+1"],
  ] as const)("may be the %s %s", (key, value) => {
    expect(whyNot(key, value)).toBeUndefined();
  });

  it.each([
    ["request", "r/4", '"r/4" is no id of a request'],
    ["request", "4-r", '"4-r" is no id of a request'],
    ["connection", "contoso-orders", '"contoso-orders" is no connection: give its id, or namespace/connection'],
    [
      "connection",
      "contoso-orders/../x",
      '"contoso-orders/../x" is no connection: give its id, or namespace/connection',
    ],
    ["connection", "contoso-orders/a/b", '"contoso-orders/a/b" is no connection: give its id, or namespace/connection'],
    ["connection", "contoso-orders/?", '"contoso-orders/?" is no connection: give its id, or namespace/connection'],
    ["connection", NAMESPACE, `"${NAMESPACE}" is no connection: give its id, or namespace/connection`],
    ["namespace", "a/b", '"a/b" is neither a namespace\'s name nor its id'],
    ["namespace", "short", '"short" is neither a namespace\'s name nor its id'],
    ["subscription", "fabrikam", '"fabrikam" is no subscription id, which is a GUID'],
    ["kind", "vote", '"vote" is no kind: give vote.refused, vote.cast, or a family like change.*'],
    ["kind", "change.*.*", expect.stringMatching(/^"change\.\*\.\*" is no kind: give change\.intended, /)],
    ["kind", "*", expect.stringMatching(/^"\*" is no kind: give request\.seen, request\.asked, .*policy\.refused, or/)],
    ["verdict", "Approve", '"Approve" is no verdict: approve, reject, revoke, remove, keep'],
    ["text", "", "has no value"],
    ["actor", "x".repeat(201), "is longer than 200 characters"],
    ["connection", "x".repeat(2_000), expect.stringMatching(/ is no connection: /)],
  ] as const)("is not the %s %s", (key, value, why) => {
    expect(whyNot(key, value)).toEqual(why);
  });
});

describe("a kind that is looked for", () => {
  it("is one, or all of a family", () => {
    expect(kindsMeant("vote.cast")).toEqual(["vote.cast"]);
    expect(kindsMeant("vote.*")).toEqual(["vote.refused", "vote.cast"]);
    expect(kindsMeant("clean-up.*")).toEqual(["clean-up.planned"]);
    expect(kindsMeant("vote.")).toEqual([]);
    expect(kindsMeant(".*")).toEqual([]);
  });
});
