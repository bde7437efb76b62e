import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { SCENARIOS } from "../../sandbox/demo/scenario.ts";
import { CONFIGS } from "../simulation/configs.ts";
import { MUTANTS } from "../simulation/mutants.ts";
import { type Command, commandsOf, ROOT, textOf } from "./manual.ts";

const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: Readonly<Record<string, string>> };

const NPM_OWN = ["ci", "cit", "audit", "sbom", "install"];
/** What comes after them is jest's, but for what is named here. */
const OF_JEST: Readonly<Record<string, readonly string[]>> = { "test:browser": ["--pictures"], cards: [], test: [] };

interface Called {
  readonly file: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** `npm run --silent demo -- --json` calls `demo` with `--json`. */
function calledBy({ file, words }: Command): Called {
  const cut = words.indexOf("--");
  const [, ...before] = (cut < 0 ? words : words.slice(0, cut)).filter((word) => word !== "--silent" && word !== "run");
  return { file, script: before[0] ?? "", args: cut < 0 ? [] : words.slice(cut + 1) };
}

const called = commandsOf(["npm"])
  .map(calledBy)
  .filter(({ script }) => !NPM_OWN.includes(script));
const answers = new Map<string, string>();

/** What a program says when it is asked for help. */
function helpOf(...args: readonly string[]): string {
  const asked = args.join(" ");
  const known = answers.get(asked);
  if (known !== undefined) return known;
  const { stdout, stderr } = spawnSync(process.execPath, [...args, "--help"], { cwd: ROOT, encoding: "utf8" });
  const said = `${stdout}${stderr}`;
  answers.set(asked, said);
  return said;
}

/** The options that a program hands to `parseArgs`, for one that says nothing of them. */
function parsedBy(entry: string): string {
  return [...textOf(entry).matchAll(/"?([a-z][\w-]*)"?: \{ type: "/g)].map(([, name]) => `--${name}`).join("\n");
}

const optionsOf = (args: readonly string[]) =>
  args.flatMap((arg) => /^--[a-z][\w-]*/.exec(arg)?.[0] ?? []).filter((option) => option !== "--help");

function valuesOf(option: string, calls: readonly Called[]): readonly string[] {
  return calls.flatMap(({ args }) => {
    const at = args.indexOf(option);
    const value = at < 0 ? undefined : args[at + 1];
    return value === undefined || /^[A-Z]+$/.test(value) ? [] : [value];
  });
}

function callsOf(script: string): readonly Called[] {
  return called.filter((call) => call.script === script);
}

describe("an npm command of the manual", () => {
  it("is a script of package.json", () => {
    expect(called.length).toBeGreaterThan(30);
    const unknown = called.filter(({ script }) => !(script in scripts));
    expect(unknown.map(({ file, script }) => `${file}: npm run ${script}`)).toEqual([]);
  });

  const asked = called.filter(({ script, args }) => args.length > 0 && script in scripts && script !== "cli");

  it.each([...new Set(asked.map(({ script }) => script))])("%s has the options that it is called with", (script) => {
    const own = OF_JEST[script];
    const [, entry = "", ...rest] = (scripts[script] ?? "").split(" ");
    const help = own?.join("\n") ?? `${helpOf(entry, ...rest)}\n${parsedBy(entry)}`;
    const unknown = callsOf(script).flatMap(({ file, args }) =>
      optionsOf(args)
        .filter((option) => !help.includes(option))
        .map((option) => `${file}: ${script} ${option}`),
    );
    expect(unknown).toEqual([]);
  });

  it("names scenarios, configurations and safeguards that there are", () => {
    const scenarios = ["all", ...SCENARIOS.map(({ name }) => name)];
    expect(valuesOf("--scenario", callsOf("demo")).filter((name) => !scenarios.includes(name))).toEqual([]);
    const configs = ["all", ...CONFIGS.map(({ name }) => name)];
    expect(valuesOf("--config", callsOf("simulate")).filter((name) => !configs.includes(name))).toEqual([]);
    const mutants = MUTANTS.map(({ name }) => name);
    expect(valuesOf("--mutant", callsOf("simulate")).filter((name) => !mutants.includes(name))).toEqual([]);
  });

  it("names benches and parts of the policy command that there are", () => {
    const named = (script: string) =>
      callsOf(script).flatMap(({ args: [first = "--"] }) => (/^-/.test(first) ? [] : [first]));
    expect(named("bench").length).toBeGreaterThan(1);
    expect(named("bench").filter((name) => !helpOf("bench/main.ts").includes(`-- ${name} `))).toEqual([]);
    expect(named("policy").filter((name) => !helpOf("src/cli/index.ts", "policy").includes(`policy ${name} `))).toEqual(
      [],
    );
  });
});

describe("the demo", () => {
  it("has as many stories as README and CONTRIBUTING say", () => {
    const said = /# (\d+) stories/.exec(textOf("README.md"))?.[1];
    expect(said).toBe(String(SCENARIOS.length));
    expect(/in (\d+) scenarios/.exec(textOf("CONTRIBUTING.md"))?.[1]).toBe(String(SCENARIOS.length));
  });

  it("has each of its stories in docs/sandbox.md", () => {
    const page = textOf("docs/sandbox.md");
    expect(SCENARIOS.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("a command of relay-approvals in the manual", () => {
  const ofSandbox = callsOf("cli").map(({ file, args }) => ({ file, args: args[0] === "--as" ? args.slice(2) : args }));
  const direct = commandsOf(["relay-approvals"]).map(({ file, words }) => ({ file, args: words.slice(1) }));
  const all = [...ofSandbox, ...direct].filter(
    ({ args: [first = "-"] }) => /^[a-z][\w-]*$/.test(first) && first !== "help",
  );

  it("is one that there is", () => {
    const commands = [...helpOf("src/cli/index.ts").matchAll(/^ *relay-approvals ([a-z][\w-]*)/gm)].map(
      ([, name]) => name,
    );
    expect(all.length).toBeGreaterThan(0);
    const unknown = all.filter(({ args }) => !commands.includes(args[0]));
    expect(unknown.map(({ file, args }) => `${file}: relay-approvals ${args.join(" ")}`)).toEqual([]);
  });

  it("has the options that it is called with", () => {
    // `policy` has commands of its own.
    const helpFor = (command: string, [next = ""]: readonly string[]) =>
      helpOf("src/cli/index.ts", command, ...(command === "policy" ? [next] : []));
    const unknown = all.flatMap(({ file, args: [command = "", ...args] }) =>
      optionsOf(args)
        .filter((option) => !helpFor(command, args).includes(option))
        .map((option) => `${file}: relay-approvals ${command} ${option}`),
    );
    expect(unknown).toEqual([]);
  });
});
