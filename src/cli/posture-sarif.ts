import { createHash } from "node:crypto";
import type { Posture, PostureFinding } from "./posture-report.ts";
import { RULES } from "./posture-rules.ts";

/** SARIF 2.1.0, as code scanning and other tools read it. */
export function sarifOf({ at, findings, notChecked, isUnread }: Posture): object {
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
            executionSuccessful: !isUnread,
            endTimeUtc: at,
            toolExecutionNotifications: notChecked.map((text) => ({ level: "warning", message: { text } })),
          },
        ],
        results: findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  };
}

function resultOf({ rule, where, what, commands }: PostureFinding, rules: readonly { readonly id: string }[]): object {
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: RULES[rule].level,
    message: { text: what },
    locations: [
      { physicalLocation: placeOf(where), logicalLocations: [{ fullyQualifiedName: where, kind: "resource" }] },
    ],
    ...(commands.length > 0 && { properties: { commands } }),
    partialFingerprints: {
      "resource/v1": createHash("sha256").update(`${rule}\n${where.toLowerCase()}`).digest("hex"),
    },
  };
}

/** Code scanning of GitHub takes places in a repository only: an id of Azure stands for a file, and has a first line. */
function placeOf(id: string): object {
  const uri = id.split("/").filter(Boolean).map(encodeURIComponent).join("/");
  return { artifactLocation: { uri }, region: { startLine: 1 } };
}
