import { type Colour, painted } from "./colour.ts";
import { harmless } from "./harmless.ts";
import type { Posture, PostureNamespace, PostureSubscription } from "./posture-report.ts";
import { RULES, type RuleId } from "./posture-rules.ts";
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
    ...subscriptions.map((one) => harmless(subscriptionLine(one))),
    ...(found.length > 0 ? ["", ...tableOf(["LEVEL", "FOUND", "WHERE", "WHAT"], found, screen, 3)] : []),
    ...rules.flatMap((rule) => ["", `${rule}: ${RULES[rule].cure}`, ...commandLines(rule, findings, screen)]),
    "",
    ...notChecked.map((words) => harmless(`Not checked: ${words}`)),
    summary(posture),
  ];
}

function commandLines(rule: RuleId, findings: Posture["findings"], screen: Screen | undefined): readonly string[] {
  const commands = findings.filter((one) => one.rule === rule).flatMap((one) => one.commands);
  return [...new Set(commands)].map((line) => `  ${painted("$", "dim", screen)} ${harmless(line)}`);
}

function subscriptionLine({ name, namespaces, withEndpoints, most, unread }: PostureSubscription): string {
  if (namespaces === undefined) return `${name}: not checked`;
  const some = `${name}: ${counted(namespaces, "namespace")}, ${withEndpoints} of at most ${most} with private endpoints`;
  return unread > 0 ? `${some}, ${unread} not checked` : some;
}

function row(one: PostureNamespace): Row {
  const { Pending, Approved, Rejected, Disconnected } = one.connections ?? {};
  return [
    one.name,
    { text: one.publicAccess, colour: one.publicAccess === "open" ? "red" : undefined },
    one.trustedServices === undefined ? undefined : one.trustedServices ? "yes" : "no",
    one.used === undefined ? undefined : `${one.used} of ${one.most}`,
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

function summary({ findings, notChecked, isUnread }: Posture): string {
  if (isUnread) return "Nothing could be read.";
  if (findings.length === 0)
    return notChecked.length === 0 ? "Nothing is found." : "Nothing is found in what could be checked.";
  const counts = (["error", "warning", "note"] as const).map((level) => ({
    level,
    count: findings.filter(({ rule }) => RULES[rule].level === level).length,
  }));
  return `${counts.map(({ level, count }) => counted(count, level)).join(", ")}.`;
}
