import type { Finding } from "../domain/answers.ts";
import { shellWord } from "../domain/shell-word.ts";
import { serviceAddress } from "./address.ts";
import { reachArm } from "./arm.ts";
import { painted } from "./colour.ts";
import { asksService, command, printJson, printLines } from "./command.ts";
import { azureFindings, endpointFindings, inside } from "./doctor-outside.ts";
import { harmless, harmlessLines } from "./harmless.ts";
import { EXIT, type Screen } from "./terminal.ts";
import { counted } from "./words.ts";

export const doctor = command({
  words: "doctor",
  told: "What is wrong with a deployment, each with what cures it",
  options: (parser) =>
    asksService(parser)
      .option("subscription", {
        type: "string",
        requiresArg: true,
        describe: "Subscription whose events are looked at; by default those of the policy",
      })
      .option("function-app", {
        type: "string",
        requiresArg: true,
        describe: "Resource id of the function app; by default the one that gets the events",
      })
      .option("azure", {
        type: "boolean",
        default: true,
        describe: "Ask Azure too, as whoever is signed in; --no-azure asks the service only",
      }),
  async run({ url, scope, json, subscription, functionApp: app, azure }, terminal) {
    const address = serviceAddress(url, terminal);
    const own = await inside({ url, scope }, terminal);
    const known = "setup" in own && own.setup.subscriptions.length > 0 ? own.setup.subscriptions : undefined;
    const subscriptions = subscription === undefined ? known : [subscription];
    const looked = azure
      ? await azureFindings(reachArm(terminal), { address, scope, subscriptions, app }, terminal)
      : { findings: [], app };
    const findings = [...own.findings, ...(await endpointFindings(address)), ...looked.findings]
      .map((one) => ({ ...one, commands: one.commands.map((line) => filledIn(line, looked.app)) }))
      .toSorted((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
    if (json) printJson(terminal, { ...own, findings });
    else
      printLines(terminal, [
        ...findings.flatMap((one) => linesOf(one, terminal.screen)),
        summary(findings, terminal.screen),
      ]);
    return isWell(findings) ? EXIT.done : EXIT.found;
  },
});

/** The service does not know what it is called in Azure. */
function filledIn(line: string, app: string | undefined): string {
  const parts = app?.split("/") ?? [];
  const [group, name] = [parts[4], parts[8]];
  if (!group || !name) return line;
  return line.replaceAll("'<group>'", shellWord(group)).replaceAll("'<function app>'", shellWord(name));
}

const ORDER: readonly Finding["severity"][] = ["error", "warning", "info"];
const COLOURS = { error: "red", warning: "yellow", info: "dim" } as const;

/** What is told for information only is no reason to fail. */
function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === "info");
}

function linesOf(
  { severity, id, where, what, cure, commands }: Finding,
  screen: Screen | undefined,
): readonly string[] {
  return [
    `${painted(severity.padEnd(8), COLOURS[severity], screen)} ${painted(id, "bold", screen)}  ${harmless(where)}`,
    ...harmlessLines(what)
      .split("\n")
      .map((line) => `         ${line}`),
    `  cure   ${harmless(cure)}`,
    ...commands.map((line) => `         ${painted("$", "dim", screen)} ${harmless(line)}`),
    "",
  ];
}

function summary(findings: readonly Finding[], screen: Screen | undefined): string {
  const count = (severity: Finding["severity"]) => findings.filter((one) => one.severity === severity).length;
  const notes = count("info") > 0 ? `, ${counted(count("info"), "note")}` : "";
  if (isWell(findings)) return painted(`Nothing is wrong${notes}.`, "green", screen);
  return painted(
    `${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}${notes}.`,
    "red",
    screen,
  );
}
