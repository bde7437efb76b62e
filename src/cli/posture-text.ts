import type { Colour } from "./colour.ts";
import type { Posture, PostureNamespace } from "./posture-report.ts";
import { RULES } from "./posture-rules.ts";
import { type Row, tableOf } from "./table.ts";
import type { Screen } from "./terminal.ts";
import { counted } from "./words.ts";

const HEAD = [
  ...["NAMESPACE", "PUBLIC", "TRUSTED", "USED", "PENDING", "APPROVED", "REJECTED", "DISCONNECTED"],
  ...["OTHER TENANTS", "SUBSCRIPTION"],
];
const COLOURS: Readonly<Record<string, Colour>> = { error: "red", warning: "yellow", note: "dim" };

export function postureLines(posture: Posture, screen: Screen | undefined): readonly string[] {
  const { namespaces, subscriptions, findings, notChecked } = posture;
  const found = findings.map(({ rule, where, what }) => {
    const { level } = RULES[rule];
    return [{ text: level, colour: COLOURS[level] }, rule, shortened(where), named(what)];
  });
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return [
    ...(namespaces.length > 0 ? [...tableOf(HEAD, namespaces.map(row), screen), ""] : []),
    ...subscriptions.map(
      ({ name, namespaces: all, withEndpoints, most }) =>
        `${name}: ${counted(all, "namespace")}, ${withEndpoints} of at most ${most} with private endpoints`,
    ),
    ...(found.length > 0 ? ["", ...tableOf(["LEVEL", "FOUND", "WHERE", "WHAT"], found, screen, 3)] : []),
    ...(rules.length > 0 ? ["", ...rules.map((rule) => `${rule}: ${RULES[rule].cure}`)] : []),
    "",
    ...notChecked.map((words) => `Not checked: ${words}`),
    summary(posture),
  ];
}

function row(one: PostureNamespace): Row {
  const { Pending, Approved, Rejected, Disconnected } = one.connections;
  return [
    one.name,
    { text: one.publicAccess, colour: one.publicAccess === "open" ? "red" : undefined },
    one.trustedServices === undefined ? undefined : one.trustedServices ? "yes" : "no",
    `${one.used} of ${one.most}`,
    ...[Pending, Approved, Rejected, Disconnected, one.otherTenants],
    one.subscription,
  ];
}

/** From the namespace's name on. */
function shortened(id: string): string {
  const [, own = id] = id.split("/providers/Microsoft.Relay/namespaces/");
  return own.replace("/privateEndpointConnections/", "/");
}

/** A line of text has no room for an endpoint's whole id. */
function named(what: string): string {
  return what.replace(/\/subscriptions\/[^\s]+\/privateEndpoints\/([\w.-]*\w)/gi, "$1");
}

function summary({ findings }: Posture): string {
  if (findings.length === 0) return "Nothing is found.";
  const counts = (["error", "warning", "note"] as const).map((level) => ({
    level,
    count: findings.filter(({ rule }) => RULES[rule].level === level).length,
  }));
  return `${counts.map(({ level, count }) => counted(count, level)).join(", ")}.`;
}
