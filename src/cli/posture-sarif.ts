import { createHash } from "node:crypto";
import type { Posture, PostureFinding } from "./posture-report.ts";
import { RULES } from "./posture-rules.ts";

/** SARIF 2.1.0, as code scanning and other tools read it. */
export function sarifOf({ at, findings, notChecked }: Posture): object {
  const rules = Object.entries(RULES).map(([id, { level, told, cure }]) => ({
    id,
    shortDescription: { text: `${told}.` },
    help: { text: cure },
    defaultConfiguration: { level },
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "relay-approvals posture", rules } },
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: at,
            toolExecutionNotifications: notChecked.map((text) => ({ level: "note", message: { text } })),
          },
        ],
        results: findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  };
}

function resultOf({ rule, where, what }: PostureFinding, rules: readonly { readonly id: string }[]): object {
  const artifactLocation = { uri: `https://management.azure.com${where.split("/").map(encodeURIComponent).join("/")}` };
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: RULES[rule].level,
    message: { text: what },
    locations: [
      { physicalLocation: { artifactLocation }, logicalLocations: [{ fullyQualifiedName: where, kind: "resource" }] },
    ],
    partialFingerprints: {
      "resource/v1": createHash("sha256").update(`${rule}\n${where.toLowerCase()}`).digest("hex"),
    },
  };
}
