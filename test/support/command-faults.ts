import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { SETTING_NAMES } from "../../src/config.ts";
import { told } from "../cli/told.ts";

const ROOT = join(__dirname, "../..");
const textOf = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Why a line that a reader is to paste would not do: it is no command of a shell, or names something of ours that is not there. */
export async function commandFaults(line: string): Promise<readonly string[]> {
  const [program = "", ...words] = wordsOf(line);
  const check = CHECKS.find(([pattern]) => pattern.test(program))?.[1];
  const asked = [...line.matchAll(/"\$\(azd ([^)]+)\)"/g)].flatMap(([, inside = ""]) => ofAzd(inside.split(" ")));
  const faults = check ? [...asked, ...(await check(words, program))] : ["is of a program that nobody knows"];
  return faults.map((fault) => `${line}: ${fault}`);
}

/** As a shell reads them; throws what it says of a line that it cannot read. What a word would ask another program for stays empty. */
function wordsOf(line: string): readonly string[] {
  const shell = (...args: readonly string[]) =>
    spawnSync("/bin/bash", [...args], { encoding: "utf8", env: { PATH: "/nowhere" } });
  const { status, stderr } = shell("-n", "-c", line);
  if (status !== 0) throw new Error(stderr);
  const { stdout } = shell("-c", `printf '%s\\0' ${line}`);
  return stdout.split("\0").slice(0, -1);
}

type Check = (words: readonly string[], program: string) => readonly string[] | Promise<readonly string[]>;

const CHECKS: readonly (readonly [RegExp, Check])[] = [
  [/^infra\/[\w-]+\.sh$/, ofScript],
  [/^relay-approvals$/, ofOurs],
  [/^azd$/, ofAzd],
  [/^az$/, ofAzure],
];

/** Commands of Azure's command line, with those of their options that are used. */
const OF_AZURE: Readonly<Record<string, readonly string[]>> = {
  "deployment sub create": ["--subscription", "--name", "--location", "--template-file", "--parameters"],
  "functionapp config appsettings set": ["--resource-group", "--name", "--settings"],
  "functionapp identity assign": ["--resource-group", "--name", "--identities"],
  "functionapp restart": ["--resource-group", "--name"],
  "relay namespace list": ["--subscription", "--output"],
  rest: ["--method", "--url"],
  "role assignment delete": ["--ids"],
  "role assignment list": ["--include-inherited", "--include-groups", "--assignee", "--scope"],
};

const OF_AZD = ["deploy --all", "provision core", "env get-value AZURE_LOCATION"];

function ofAzd(words: readonly string[]): readonly string[] {
  return OF_AZD.includes(words.join(" ")) ? [] : ["azd has no such command"];
}

function ofAzure(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => word.startsWith("--"));
  const command = words.slice(0, first < 0 ? undefined : first).join(" ");
  const options = words.filter((word) => word.startsWith("--"));
  const setting = words[words.indexOf("--settings") + 1]?.split("=")[0] ?? "";
  return [
    ...options.filter((one) => !OF_AZURE[command]?.includes(one)).map((one) => `az ${command} has no ${one}`),
    ...templateFaults(words),
    ...(options.includes("--settings") && !SETTING_NAMES.includes(setting) ? [`nothing reads ${setting}`] : []),
  ];
}

function templateFaults(words: readonly string[]): readonly string[] {
  const template = words[words.indexOf("--template-file") + 1] ?? "";
  const parameters = words.slice(words.indexOf("--parameters") + 1);
  return words.includes("--template-file") ? unknownParameters(parameters, template) : [];
}

function ofScript(words: readonly string[], script: string): readonly string[] {
  accessSync(join(ROOT, script), constants.X_OK);
  return unknownParameters(words.slice(1), "infra/events/main.bicep");
}

function unknownParameters(words: readonly string[], template: string): readonly string[] {
  const known = [...textOf(template).matchAll(/^param (\w+)/gm)].map(([, name]) => name);
  const given = words.map((word) => word.split("=")[0] ?? "");
  return given.filter((name) => !known.includes(name)).map((name) => `${template} has no ${name}`);
}

async function ofOurs(words: readonly string[]): Promise<readonly string[]> {
  const { code, out } = await told([...words, "--help"]);
  const named = /^relay-approvals ([a-z -]+?)(?: [<[].*)?$/.exec(out.join("\n").split("\n")[0] ?? "")?.[1];
  if (code !== 0 || named === undefined || !words.join(" ").startsWith(named)) return ["there is no such command"];
  const options = words.filter((word) => word.startsWith("--"));
  return options.filter((one) => !out.join("\n").includes(one)).map((one) => `${named} has no ${one}`);
}
