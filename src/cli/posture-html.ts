import { createHash } from "node:crypto";
import type { Posture, PostureNamespace } from "./posture-report.ts";
import { RULES } from "./posture-rules.ts";
import { counted, minuteOf } from "./words.ts";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border-bottom: 1px solid #8886; padding: .35rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.error { color: light-dark(#b00020, #ff8a8a); font-weight: 600; }
.warning { color: light-dark(#8a5300, #ffc266); font-weight: 600; }
.note { color: light-dark(#555, #aaa); }
code { font-size: .9em; }
`;

/** One file that loads nothing and runs nothing: what requesters named their endpoints stands in it as text. */
export function htmlOf(posture: Posture): string {
  const { at, findings, namespaces, subscriptions, notChecked } = posture;
  const style = createHash("sha256").update(STYLE).digest("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>Azure Relay namespaces, ${escaped(minuteOf(at))} UTC</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Azure Relay namespaces</h1>
<p>As Azure showed them on ${escaped(minuteOf(at))} UTC: ${counted(namespaces.length, "namespace")} in ${counted(subscriptions.length, "subscription")}, ${counted(findings.length, "finding")}.</p>
<h2>Found</h2>
${table(
  ["Level", "Found", "Where", "What", "Cure"],
  findings.map(({ rule, where, what, commands }) => {
    const { level, told, cure } = RULES[rule];
    return `<td class="${level}">${level}</td>${cells(told)}<td>${code(where)}</td>${cells(what)}<td>${[escaped(cure), ...commands.map(code)].join("<br>")}</td>`;
  }),
)}
<h2>Namespaces</h2>
${table(NAMESPACE_HEAD, namespaces.map(namespaceRow))}
<h2>Subscriptions</h2>
${table(
  ["Subscription", "Id", "Namespaces", "With private endpoints", "Connections not read"],
  subscriptions.map(
    ({ name, id, namespaces: all, withEndpoints, unread, most }) =>
      `${cells(name, id)}${numbers(all, share(withEndpoints, most), all === undefined ? undefined : unread)}`,
  ),
)}
${notChecked.length > 0 ? `<h2>Not checked</h2>\n<ul>${notChecked.map((words) => `<li>${escaped(words)}</li>`).join("")}</ul>` : ""}
</body>
</html>
`;
}

const NAMESPACE_HEAD = [
  ...["Namespace", "Region", "Public access", "Trusted services", "Used"],
  ...["Pending", "Approved", "Rejected", "Disconnected", "Other tenants"],
];

function namespaceRow(one: PostureNamespace): string {
  const { Pending, Approved, Rejected, Disconnected } = one.connections ?? {};
  const trusted = one.trustedServices === undefined ? "unknown" : one.trustedServices ? "yes" : "no";
  const counts = [share(one.used, one.most), Pending, Approved, Rejected, Disconnected, one.otherTenants];
  return `${cells(one.name, one.region, one.publicAccess, trusted)}${numbers(...counts)}`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return "<p>None.</p>";
  const names = head.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  return `<table>\n<thead><tr>${names}</tr></thead>\n<tbody>\n${rows.map((row) => `<tr>${row}</tr>`).join("\n")}\n</tbody>\n</table>`;
}

const cells = (...texts: readonly string[]) => texts.map((text) => `<td>${escaped(text)}</td>`).join("");
const numbers = (...values: readonly (number | string | undefined)[]) =>
  values.map((value) => `<td class="number">${value ?? "-"}</td>`).join("");
const code = (text: string) => `<code>${escaped(text)}</code>`;
const share = (some: number | undefined, most: number) => (some === undefined ? undefined : `${some} of ${most}`);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Also what would turn the reading direction is shown, and has no effect. */
function escaped(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?").replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "");
}
