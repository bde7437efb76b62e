import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parsePolicy } from "../../../src/adapters/policy/parse-policy.ts";
import { aPrivateEndpoint, FABRIKAM, LOGISTICS, OWNER_SUBSCRIPTION, olga, omar, rita } from "../../support/builders.ts";
import { sha256 } from "../../support/sha256.ts";

const PLAIN = `groups:
  - name: Relay team
    namespaces:
      - subscription: ${OWNER_SUBSCRIPTION}
        name: contoso-*
    owners:
      - ${olga.objectId}
    channel:
      id: "19:relayapprovals@thread.tacv2"
      name: Relay approvals
`;

const RULES = `allow:
  - name: Logistics
    subscription: ${LOGISTICS}
    namespace: contoso-*
    resourceGroup: rg-*
    endpoint: pe-trusted-*
    atMost: 5
    until: 2027-01-01
    reason: Contract 4711
    addedBy: Olga Owens
deny:
  - name: Banned
    endpoint: pe-banned-*
    reason: Left over
    addedBy: Omar Osei
  - name: Odd
    endpoint: pe-odd-*
    hold: true
    until: 2027-01-01T08:30:00+01:00
    reason: Look twice
    addedBy: Omar Osei
cleanUp:
  graceHours: 24
  mostARun: 5
  consumerSubscriptions: [${FABRIKAM}, ${FABRIKAM.toUpperCase()}]
cases:
  - given:
      namespace: contoso-orders
      resourceGroup: rg-relay
      subscription: ${OWNER_SUBSCRIPTION}
      privateEndpoint: ${aPrivateEndpoint("pe-trusted-1", LOGISTICS)}
      ofSubscription: 4
      at: 2026-12-31
    expect: approve
    rule: Logistics
  - given: { namespace: contoso-orders, privateEndpoint: "" }
    expect: ask
`;

function faultsIn(text: string): readonly string[] {
  const parsed = parsePolicy(text, sha256);
  return "faults" in parsed ? parsed.faults.map(({ line, message }) => `${line}: ${message}`) : [];
}

describe("a policy's text", () => {
  it("becomes groups with defaults, ids in lower case and a version of its own", () => {
    const parsed = parsePolicy(PLAIN.replace(olga.objectId, olga.objectId.toUpperCase()), sha256);
    expect(parsed).toEqual({
      policy: {
        version: expect.stringMatching(/^sha256:[0-9a-f]{16}$/),
        groups: [
          {
            name: "Relay team",
            namespaces: [{ subscription: OWNER_SUBSCRIPTION, resourceGroup: undefined, name: "contoso-*" }],
            owners: [{ id: olga.objectId, name: undefined }],
            ownersByAzureRole: false,
            channel: { id: "19:relayapprovals@thread.tacv2", name: "Relay approvals" },
            quorum: 1,
            quorumForOtherTenants: 1,
            comment: "on-reject",
            remindEveryHours: undefined,
            escalation: undefined,
            expiry: undefined,
            holdHours: 72,
            external: "accept",
          },
        ],
        allow: [],
        deny: [],
        cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [] },
      },
      cases: [],
    });
  });

  it("may say all that a group can be told", () => {
    const text = PLAIN.replace(
      `      - ${olga.objectId}`,
      `      - { id: ${olga.objectId.toUpperCase()}, name: Olga Owens }\n      - ${omar.objectId}`,
    );
    const more = `    ownersByAzureRole: true
    quorum: 2
    quorumForOtherTenants: 3
    comment: always
    remindEveryHours: 24
    escalation: { afterHours: 48, to: [${rita.objectId}] }
    expiry: { afterHours: 168.5, action: reject }
    holdHours: 24
    external: challenge
`;
    const parsed = parsePolicy(text + more, sha256);
    expect(parsed).toMatchObject({
      policy: {
        groups: [
          {
            owners: [{ id: olga.objectId, name: "Olga Owens" }, { id: omar.objectId }],
            ownersByAzureRole: true,
            quorum: 2,
            quorumForOtherTenants: 3,
            comment: "always",
            remindEveryHours: 24,
            escalation: { afterHours: 48, to: [{ id: rita.objectId }] },
            expiry: { afterHours: 168.5, action: "reject" },
            holdHours: 24,
            external: "challenge",
          },
        ],
      },
    });
  });

  it("may have rules, a clean-up and cases", () => {
    expect(parsePolicy(PLAIN + RULES, sha256)).toEqual({
      policy: {
        version: expect.any(String),
        groups: [expect.anything()],
        allow: [
          {
            name: "Logistics",
            subscription: LOGISTICS,
            namespace: "contoso-*",
            resourceGroup: "rg-*",
            endpoint: "pe-trusted-*",
            atMost: 5,
            until: "2027-01-01T00:00:00.000Z",
            reason: "Contract 4711",
            addedBy: "Olga Owens",
          },
        ],
        deny: [
          {
            name: "Banned",
            subscription: undefined,
            namespace: undefined,
            resourceGroup: undefined,
            endpoint: "pe-banned-*",
            until: undefined,
            reason: "Left over",
            addedBy: "Omar Osei",
            hold: false,
          },
          expect.objectContaining({ name: "Odd", hold: true, until: "2027-01-01T07:30:00.000Z" }),
        ],
        cleanUp: { graceHours: 24, mostARun: 5, consumerSubscriptions: [FABRIKAM] },
      },
      cases: [
        {
          given: {
            namespace: "contoso-orders",
            resourceGroup: "rg-relay",
            subscription: OWNER_SUBSCRIPTION,
            privateEndpoint: aPrivateEndpoint("pe-trusted-1", LOGISTICS),
            ofSubscription: 4,
            at: "2026-12-31T00:00:00.000Z",
          },
          expect: "approve",
          rule: "Logistics",
        },
        {
          given: {
            namespace: "contoso-orders",
            resourceGroup: undefined,
            subscription: undefined,
            privateEndpoint: "",
            ofSubscription: 0,
            at: undefined,
          },
          expect: "ask",
          rule: undefined,
        },
      ],
    });
  });

  it("may say nothing of a kind of rule", () => {
    const parsed = parsePolicy(`${PLAIN}cleanUp: {}\nallow: []\n`, sha256);
    const cleanUp = { graceHours: 72, mostARun: 10, consumerSubscriptions: [] };
    expect(parsed).toMatchObject({ policy: { allow: [], deny: [], cleanUp }, cases: [] });
  });

  it("has another version when anything in it changes, a comment too", () => {
    const versions = [PLAIN, `${PLAIN}# checked\n`].map((text) => {
      const parsed = parsePolicy(text, sha256);
      return "policy" in parsed ? parsed.policy.version : "";
    });
    expect(versions).toEqual(["sha256:fd923ea8186b9800", expect.not.stringMatching("sha256:fd923ea8186b9800")]);
  });

  it.each([
    [
      "a key that is not known",
      PLAIN.replace("    owners:", "    ownerz:\n      - x\n    owners:"),
      ["6: groups[0].ownerz is not known here"],
    ],
    [
      "an owner that is no object id",
      PLAIN.replace(olga.objectId, "olga@contoso.example"),
      ["7: groups[0].owners[0].id is no GUID"],
    ],
    [
      "a channel that is none",
      PLAIN.replace("19:relayapprovals@thread.tacv2", "general"),
      ["9: groups[0].channel.id is no channel id like 19:…@thread.tacv2"],
    ],
    [
      "a channel as its link in Teams has it",
      PLAIN.replace("19:relayapprovals@thread.tacv2", "19%3arelayapprovals%40thread.tacv2"),
      ["9: groups[0].channel.id is URL-encoded, as in a link: write : for %3A and @ for %40, like 19:…@thread.tacv2"],
    ],
    ["a group without a channel", PLAIN.slice(0, PLAIN.indexOf("    channel")), ["2: groups[0].channel is missing"]],
    [
      "a resource group with letters that no id here may have",
      PLAIN.replace("name: contoso-*", "name: contoso-*\n        resourceGroup: rg-übergabe"),
      ["6: groups[0].namespaces[0].resourceGroup is no name of a resource group in the letters a-z, digits and _().-"],
    ],
    [
      "a resource group that ends with a dot",
      PLAIN.replace("name: contoso-*", "name: contoso-*\n        resourceGroup: rg."),
      ["6: groups[0].namespaces[0].resourceGroup is no name of a resource group in the letters a-z, digits and _().-"],
    ],
    [
      "no owners",
      PLAIN.replace(`\n      - ${olga.objectId}`, " []"),
      ["6: groups[0].owners names no owner, and ownersByAzureRole is not true"],
    ],
    [
      "no key for owners",
      PLAIN.replace(`    owners:\n      - ${olga.objectId}\n`, ""),
      ["2: groups[0].owners names no owner, and ownersByAzureRole is not true"],
    ],
    [
      "a quorum that is no number of people",
      `${PLAIN}    quorum: 0\n    quorumForOtherTenants: 1.5\n`,
      ["11: groups[0].quorum must be at least 1", "12: groups[0].quorumForOtherTenants is no whole number"],
    ],
    [
      "a quorum that nobody can reach",
      `${PLAIN}    quorum: 2\n`,
      ["11: groups[0].quorum can never be reached by the named owners: there is 1"],
    ],
    [
      "a quorum for other tenants that nobody can reach, though it is escalated to the same people",
      `${PLAIN}    quorumForOtherTenants: 2\n    escalation: { afterHours: 24, to: [${olga.objectId}] }\n`,
      ["11: groups[0].quorumForOtherTenants can never be reached by the named owners: there is 1"],
    ],
    [
      "a quorum for other tenants that is lower",
      `${PLAIN}    ownersByAzureRole: true\n    quorum: 3\n    quorumForOtherTenants: 2\n`,
      ["13: groups[0].quorumForOtherTenants is lower than the quorum of 3"],
    ],
    [
      "an escalation that comes too late",
      `${PLAIN}    escalation:\n      to: [${rita.objectId}]\n      afterHours: 24\n    expiry: { afterHours: 24, action: leave }\n`,
      ["13: groups[0].escalation.afterHours must come before expiry.afterHours"],
    ],
    [
      "words that are none of those known",
      `${PLAIN}    comment: sometimes\n    external: ignore\n    expiry: { afterHours: 24, action: forget }\n`,
      [
        "11: groups[0].comment is none of never, on-reject, always",
        "12: groups[0].external is neither accept nor challenge",
        "13: groups[0].expiry.action is neither leave nor reject",
      ],
    ],
    ["a time that is none", `${PLAIN}    holdHours: 0\n`, ["11: groups[0].holdHours must be above 0"]],
    [
      "a reminder more often than each hour",
      `${PLAIN}    remindEveryHours: 0.9\n`,
      ["11: groups[0].remindEveryHours is less than 1"],
    ],
    [
      "two groups of one name",
      PLAIN + PLAIN.slice(PLAIN.indexOf("  - name")),
      ["11: groups[1].name is the name of an earlier group"],
    ],
    ["the same key twice", `${PLAIN}    quorum: 1\n    quorum: 2\n`, ["12: Map keys must be unique"]],
    ["no YAML", "groups: [", ["1: Flow sequence in block collection must be sufficiently indented and end with a ]"]],
    ["nothing", "", ["1: The policy is wrong: expected object, received null"]],
  ])("with %s is refused, and the line is named", (_what, text, faults) => {
    expect(faultsIn(text)).toEqual(faults);
  });

  it.each([
    ["an allow rule without a subscription", /^ {4}subscription: 3.*\n/m, "", ["12: allow[0].subscription is missing"]],
    [
      "an allow rule whose subscription only looks like one",
      LOGISTICS,
      `"{${LOGISTICS}}"`,
      ["13: allow[0].subscription is no GUID"],
    ],
    ["a rule without a reason", /^ {4}reason: Contract.*\n/m, "", ["12: allow[0].reason is missing"]],
    ["a rule that nobody added", /^ {4}addedBy: Omar.*\n/m, "", ["22: deny[0].addedBy is missing"]],
    ["two rules of one name", "name: Odd", "name: Logistics", ["26: deny[1].name is the name of an earlier rule"]],
    [
      "a day that is none",
      "2027-01-01\n",
      "2027-02-30\n",
      ["18: allow[0].until is no date like 2027-01-01 and no time like 2027-01-01T08:00:00Z"],
    ],
    [
      "a time of no zone",
      "T08:30:00+01:00",
      "T08:30:00",
      ["29: deny[1].until is no date like 2027-01-01 and no time like 2027-01-01T08:00:00Z"],
    ],
    ["no connections at most", "atMost: 5", "atMost: 0", ["17: allow[0].atMost must be at least 1"]],
    ["more connections than a namespace takes", "atMost: 5", "atMost: 65", ["17: allow[0].atMost is more than 64"]],
    [
      "a pattern that no endpoint has",
      "pe-banned-*",
      "pe/banned",
      ["23: deny[0].endpoint is no name of a private endpoint, in which * stands for any characters"],
    ],
    [
      "a pattern that no resource group has",
      "rg-*",
      "rg/*",
      [
        "15: allow[0].resourceGroup is no name of a resource group in the letters a-z, digits and _().-, in which * stands for any characters",
      ],
    ],
    ["at most on a deny rule", "hold: true", "atMost: 3", ["28: deny[1].atMost is not known here"]],
    ["a clean-up of nothing", "mostARun: 5", "mostARun: 0", ["34: cleanUp.mostARun must be at least 1"]],
    ["a case of an unknown rule", "rule: Logistics", "rule: Partners", ["45: cases[0].rule is the name of no rule"]],
    [
      "a case that expects something else",
      "expect: ask",
      "expect: approved",
      ["47: cases[1].expect is none of approve, reject, ask"],
    ],
    ["a case without an endpoint", `, privateEndpoint: ""`, "", ["46: cases[1].given.privateEndpoint is missing"]],
  ])("with %s is refused, and the line is named", (_what, written, instead, faults) => {
    const text = PLAIN + RULES;
    expect(text).toMatch(written);
    expect(faultsIn(text.replace(written, instead))).toEqual(faults);
  });

  it("names every fault at once", () => {
    const text = PLAIN.replace(olga.objectId, "olga").replace("contoso-*", "contoso orders");
    expect(faultsIn(text).map((fault) => fault.split(":")[0])).toEqual(["5", "7"]);
  });

  it("that grows beyond bounds by aliases is refused", () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}, *a${level}]`,
    );
    expect(faultsIn(["a0: &a0 [x]", ...levels, "groups: *a12"].join("\n"))).not.toEqual([]);
  });

  it("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parsePolicy(text, sha256)));
  });

  it("of the example names Olga and Omar as owners of contoso-*", () => {
    const parsed = parsePolicy(readFileSync(join(process.cwd(), "policy.yaml"), "utf8"), sha256);
    expect(parsed).toMatchObject({
      policy: {
        groups: [{ owners: [{ id: olga.objectId }, { id: omar.objectId }], namespaces: [{ name: "contoso-*" }] }],
      },
    });
  });
});
