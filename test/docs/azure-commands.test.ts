import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { examples, pages, ROOT, textOf } from "./manual.ts";

/** Nothing of Azure runs here: of its commands those words are checked that name something of ours. */
const lines = examples();

const all = (pattern: RegExp) =>
  lines.flatMap(({ file, line }) => [...line.matchAll(pattern)].map(([, name = ""]) => ({ file, name })));

const declared = (kind: "param" | "output", template: string) =>
  [...textOf(template).matchAll(new RegExp(`^${kind} (\\w+)`, "gm"))].map(([, name = ""]) => name);

const LAYERS = ["infra/main.bicep", "infra/events/main.bicep"];

describe("a command for Azure in the manual", () => {
  it("gives a template parameters that it has", () => {
    const deployments = lines.filter(({ line }) => line.includes("--template-file"));
    expect(deployments.length).toBeGreaterThan(1);
    const unknown = deployments.flatMap(({ file, line }) => {
      const [, template = ""] = /--template-file (\S+)/.exec(line) ?? [];
      const given = [...(line.split("--parameters ")[1] ?? "").matchAll(/(?:^| )(\w+)=/g)].map(([, name = ""]) => name);
      return given.filter((name) => !declared("param", template).includes(name)).map((name) => `${file}: ${name}`);
    });
    expect(unknown).toEqual([]);
  });

  it("asks azd for what the templates put out, or a script has told it", () => {
    const asked = all(/azd env get-value (\w+)/g);
    expect(asked.length).toBeGreaterThan(2);
    const outputs = LAYERS.flatMap((template) => declared("output", template));
    const told = [...textOf("infra/sign-in/register.sh").matchAll(/azd env set (\w+)/g)].map(([, name = ""]) => name);
    expect(asked.filter(({ name }) => ![...outputs, ...told].includes(name))).toEqual([]);
  });

  it("tells azd what the templates take", () => {
    const taken = LAYERS.map((template) => textOf(join(dirname(template), "main.parameters.json"))).join("\n");
    const told = [...all(/azd env set (\w+)/g), ...settingsInTables()];
    expect(told.length).toBeGreaterThan(5);
    expect(told.filter(({ name }) => !new RegExp(`\\$\\{${name}[=}]`).test(taken))).toEqual([]);
  });

  it("names all that the templates take from azd, but for what it asks for and what the first makes for the second", () => {
    const [first = [], second = []] = LAYERS.map((template) => {
      const text = textOf(join(dirname(template), "main.parameters.json"));
      return [...text.matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name);
    });
    const made = LAYERS.flatMap((template) => declared("output", template));
    const told = ["AZURE_ENV_NAME", "AZURE_LOCATION", ...settingsInTables().map(({ name }) => name)];
    const taken = [...first, ...second.filter((name) => !made.includes(name))];
    expect(taken.filter((name) => !told.includes(name))).toEqual([]);
  });

  it("that locks the retention is followed by one that tells azd so, before anything is deployed again", () => {
    const commands = lines.filter(({ file }) => file === "docs/deploy.md").map(({ line }) => line);
    const locks = commands.findIndex((line) => line.includes("immutability-policy lock"));
    expect(locks).toBeGreaterThan(0);
    expect(commands.slice(locks + 1, locks + 3)).toEqual(["azd env set AUDIT_RETENTION_LOCKED true", "azd up"]);
  });

  it("runs scripts that are there, with parameters that they have", () => {
    const scripts = all(/(infra\/[\w/-]+\.(?:sh|ps1))/g);
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter(({ name }) => !globSync("infra/**/*.{sh,ps1}", { cwd: ROOT }).includes(name))).toEqual([]);
    const unknown = lines.flatMap(({ file, line }) => {
      const [, script = "", words = ""] = /^(infra\/[\w/-]+\.ps1)(.*)$/.exec(line) ?? [];
      const given = [...words.matchAll(/ -(\w+)/g)].map(([, name = ""]) => name);
      return given.filter((name) => !textOf(script).includes(`$${name}`)).map((name) => `${file}: -${name}`);
    });
    expect(unknown).toEqual([]);
  });
});

/** First column of a table whose heading is `azd env set …`. */
function settingsInTables() {
  return pages.flatMap(({ file, prose }) => {
    const [, rows = ""] = /^\| `azd env set …` \|[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)/m.exec(prose) ?? [];
    const cells = [...rows.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = ""]) => cell);
    return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)[^`]*`/g)].map(([, name = ""]) => ({ file, name })));
  });
}
