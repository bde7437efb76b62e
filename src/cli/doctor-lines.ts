import type { Finding } from "../domain/answers.ts";
import { isNotChecked } from "../domain/examination.ts";
import { painted } from "./colour.ts";
import { harmless, harmlessLines } from "./harmless.ts";
import type { Screen } from "./terminal.ts";
import { counted } from "./words.ts";

const COLOURS = { error: "red", warning: "yellow", info: "dim" } as const;

/** What is told for information only is no reason to fail. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === "info");
}

export function linesOf(
  { severity, id, where, what, cure, commands }: Finding,
  screen: Screen | undefined,
): readonly string[] {
  return [
    `${painted(severity.padEnd(8), COLOURS[severity], screen)} ${painted(harmless(id), "bold", screen)}  ${harmless(where)}`,
    // A line of somebody else's words is not to pass for one of ours.
    ...harmlessLines(what)
      .split("\n")
      .map((line, index) => `         ${index > 0 ? "| " : ""}${line}`),
    `  cure   ${harmless(cure)}`,
    ...commands.map((line) => `         ${painted("$", "dim", screen)} ${harmless(line)}`),
    "",
  ];
}

export function summary(findings: readonly Finding[], screen: Screen | undefined): string {
  const count = (severity: Finding["severity"]) =>
    findings.filter((one) => one.severity === severity && !isNotChecked(one)).length;
  const unchecked = findings.filter(isNotChecked).length;
  const notes = count("info") > 0 ? `, ${counted(count("info"), "note")}` : "";
  const rest = unchecked > 0 ? `; ${counted(unchecked, "thing")} could not be checked` : "";
  if (!isWell(findings))
    return painted(
      `${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}${notes}${rest}.`,
      "red",
      screen,
    );
  const well = unchecked > 0 ? "Nothing is wrong with what was looked at" : "Nothing is wrong";
  return painted(`${well}${notes}${rest}.`, unchecked > 0 ? "yellow" : "green", screen);
}
