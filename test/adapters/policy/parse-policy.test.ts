import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parsePolicy } from "../../../src/adapters/policy/parse-policy.ts";
import { OWNER_SUBSCRIPTION, olga, omar } from "../../support/builders.ts";
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
            owners: [olga.objectId],
            channel: { id: "19:relayapprovals@thread.tacv2", name: "Relay approvals" },
            rejectNeedsComment: true,
            expireAfterHours: undefined,
          },
        ],
      },
    });
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
      ["7: groups[0].owners[0] is no GUID"],
    ],
    [
      "a channel that is none",
      PLAIN.replace("19:relayapprovals@thread.tacv2", "general"),
      ["9: groups[0].channel.id is no channel id like 19:…@thread.tacv2"],
    ],
    [
      "a group without a channel",
      PLAIN.slice(0, PLAIN.indexOf("    channel")),
      ["2: groups[0].channel is wrong: expected object, received undefined"],
    ],
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
    ["no owners", PLAIN.replace(`\n      - ${olga.objectId}`, " []"), ["6: groups[0].owners names no owner"]],
    ["a time that is none", `${PLAIN}    expireAfterHours: 0\n`, ["11: groups[0].expireAfterHours must be above 0"]],
    [
      "two groups of one name",
      PLAIN + PLAIN.slice(PLAIN.indexOf("  - name")),
      ["1: groups has two groups of the same name"],
    ],
    [
      "the same key twice",
      `${PLAIN}    rejectNeedsComment: true\n    rejectNeedsComment: false\n`,
      ["12: Map keys must be unique"],
    ],
    ["no YAML", "groups: [", ["1: Flow sequence in block collection must be sufficiently indented and end with a ]"]],
    ["nothing", "", ["1: The policy is wrong: expected object, received null"]],
  ])("with %s is refused, and the line is named", (_what, text, faults) => {
    expect(faultsIn(text)).toEqual(faults);
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
      policy: { groups: [{ owners: [olga.objectId, omar.objectId], namespaces: [{ name: "contoso-*" }] }] },
    });
  });
});
