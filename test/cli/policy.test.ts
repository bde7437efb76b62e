import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { aPrivateEndpoint, LOGISTICS, OWNER_SUBSCRIPTION, olga } from "../support/builders.ts";
import { GROUP, RULES, told } from "./told.ts";

const CASES = `cases:
  - given: { namespace: contoso-orders, privateEndpoint: ${aPrivateEndpoint("pe-orders", LOGISTICS)} }
    expect: approve
    rule: Logistics
  - given: { namespace: contoso-orders, privateEndpoint: ${aPrivateEndpoint("pe-orders", LOGISTICS)}, ofSubscription: 3 }
    expect: ask
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(content: string, name = "policy.yaml"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("policy check", () => {
  it("says what a policy without faults says", async () => {
    const file = await fileWith(GROUP + RULES + CASES);
    const { code, out, err } = await told(["policy", "check", file]);
    expect(out).toEqual([
      expect.stringMatching(/^No faults\. Version: sha256:[0-9a-f]{16}\. Groups: 1\. Rules: 3\. Cases: 2\.$/),
      "",
      "GROUP       WATCHES                                                         OWNERS   QUORUM  COMMENT    EXPIRY",
      `Relay team  contoso-* in any group of ${OWNER_SUBSCRIPTION}  2 named  1       on-reject  never`,
      "",
      "RULE       SAYS   SUBSCRIPTION                          NAMESPACE  RESOURCE GROUP  ENDPOINT     AT MOST  UNTIL",
      "Banned     deny   -                                     -          -               pe-banned-*  -        -",
      "Odd        hold   -                                     -          -               pe-odd-*     -        2026-11-20T09:00:00.000Z (ended)",
      `Logistics  allow  ${LOGISTICS}  -          -               pe-*         3        2027-01-01`,
      "",
      "Clean-up: Disconnected for 72 h, at most 10 a run.",
    ]);
    expect([code, err]).toEqual([0, []]);
  });

  it("says what else a group and the clean-up may be told", async () => {
    const more = `    ownersByAzureRole: true
    quorum: 2
    quorumForOtherTenants: 3
    expiry: { afterHours: 168, action: leave }
cleanUp: { consumerSubscriptions: [${LOGISTICS}] }
`;
    const { out } = await told(["policy", "check", await fileWith(GROUP + more)]);
    expect(out[3]).toMatch(/ {2}2 named, by role in Azure {2}2, other tenants 3 {2}on-reject {2}leave after 168 h$/);
    expect(out.slice(4)).toEqual(["", `Clean-up: Disconnected for 72 h, at most 10 a run, also in ${LOGISTICS}.`]);
  });

  it("names every fault with the file and the line", async () => {
    const file = await fileWith(GROUP.replace("contoso-*", "contoso orders").replace(olga.objectId, "olga"));
    const { code, out } = await told(["policy", "check", file]);
    expect(out).toEqual([
      `${file}:3: groups[0].namespaces[0].name is no name of a namespace, in which * stands for any characters`,
      `${file}:4: groups[0].owners[0].id is no GUID`,
    ]);
    expect(code).toBe(1);
    const asJson = await told(["policy", "check", file, "--json"]);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out.join("\n"))).toEqual({ faults: out });
  });

  it("may answer in JSON", async () => {
    const { code, out } = await told(["policy", "check", "--json", await fileWith(GROUP + RULES)]);
    expect(code).toBe(0);
    expect(JSON.parse(out.join("\n"))).toMatchObject({
      policy: { allow: [{ name: "Logistics" }] },
      cases: [],
      faults: [],
    });
  });

  it.each([
    [["policy", "check"], "Something is missing: 0 of 1 words are given."],
    [["policy", "check", "a", "b"], "Unknown argument: b"],
    [["policy", "check", "a", "--loud"], "Unknown argument: loud"],
    [["policy", "toString", "a"], "Unknown arguments: toString, a"],
    [["policy", "check", "/nowhere/policy.yaml"], "/nowhere/policy.yaml cannot be read (ENOENT)."],
    [["policy"], "policy: say check, test or replay."],
    [["polcy"], "Did you mean policy?"],
    [[], "Say what to do."],
  ])("%j cannot be done, and says why", async (words, why) => {
    const { code, out, err } = await told(words);
    expect([code, out]).toEqual([2, []]);
    expect(err.join("\n")).toContain(why);
  });
});

describe("policy --help", () => {
  it("shows what there is", async () => {
    expect(await told(["help", "policy"])).toEqual(await told(["policy", "--help"]));
    const { code, out, err } = await told(["policy", "--help"]);
    expect([code, err]).toEqual([0, []]);
    expect(out.join("\n")).toContain("policy replay <file>");
  });
});

describe("policy test", () => {
  it("rules on each case", async () => {
    const { code, out } = await told(["policy", "test", await fileWith(GROUP + RULES + CASES)]);
    expect(out).toEqual([
      "CASE      NAMESPACE       ENDPOINT   EXPECTED              RULED",
      "1     ok  contoso-orders  pe-orders  approve by Logistics  approve by Logistics",
      "2     ok  contoso-orders  pe-orders  ask                   ask",
      "",
      "2 passed, 0 failed",
    ]);
    expect(code).toBe(0);
  });

  it("says which case failed and why, and ends with 1", async () => {
    const file = await fileWith(
      GROUP +
        RULES.replace("atMost: 3", "atMost: 4") +
        CASES.replace("ofSubscription: 3", "ofSubscription: 4").replace("expect: ask", "expect: approve"),
    );
    const { code, out } = await told(["policy", "test", file]);
    expect(out.slice(2)).toEqual([
      "2     FAILED  contoso-orders  pe-orders  approve               ask",
      "",
      'Case 2: Allow rule "Logistics" is used up (4 of 4).',
      "1 passed, 1 failed",
    ]);
    expect(code).toBe(1);
    const asJson = await told(["policy", "test", file, "--json"]);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out.join("\n"))).toMatchObject({ cases: [{ passed: true }, { passed: false }] });
  });

  it("says that there is no case, and shows what is no id as it is, in characters that do no harm", async () => {
    expect(await told(["policy", "test", await fileWith(GROUP)])).toMatchObject({
      code: 0,
      out: ["The policy's file has no cases."],
    });
    const odd = `cases: [{ given: { namespace: contoso-orders, privateEndpoint: "\\e[2J\\u202e" }, expect: ask }]\n`;
    const { out } = await told(["policy", "test", await fileWith(GROUP + odd)]);
    expect(out[1]).toBe("1     ok  contoso-orders  ?[2J?     ask       ask");
  });

  it("of a policy with faults names them", async () => {
    const { code, out } = await told(["policy", "test", await fileWith("groups: []")]);
    expect([code, out]).toEqual([1, [expect.stringMatching(/:1: groups names no group$/)]]);
  });
});
