import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as yaml from "yaml";
import * as z from "zod";

const parameters = z.object({ parameters: z.record(z.string(), z.object({ value: z.unknown() })) });

const azd = z.object({
  infra: z.object({ layers: z.array(z.object({ name: z.string(), path: z.string() })) }),
  workflows: z.object({ up: z.object({ steps: z.array(z.object({ azd: z.string() })) }) }),
});

/** What azd hands over is what the templates ask for, and everything that they ask for is described. */
export function parameterFaults(root: string, infra: string): readonly string[] {
  const { layers } = azd.parse(yaml.parse(readFileSync(join(root, "azure.yaml"), "utf8"))).infra;
  return [
    ...undescribed(infra),
    ...layers.flatMap(({ path }) => layerFaults(join(infra, path.replace(/^infra\/?/, "")), path)),
    ...stepFaults(root),
  ];
}

function undescribed(infra: string): readonly string[] {
  const files = readdirSync(infra, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".bicep"));
  return files.flatMap((file) => {
    const text = readFileSync(join(infra, file), "utf8");
    const blocks = text.split(/\n\n/).filter((block) => /^(param|output) /m.test(block));
    return blocks
      .filter((block) => !block.includes("@description("))
      .map((block) => `parameters: ${file} does not describe ${/^(?:param|output) (\w+)/m.exec(block)?.[1] ?? "one"}`);
  });
}

function layerFaults(folder: string, path: string): readonly string[] {
  const template = join(folder, "main.bicep");
  if (!existsSync(template)) return [`azure.yaml: ${path} has no main.bicep`];
  const declared = declaredIn(template);
  const given = parameters.parse(JSON.parse(readFileSync(join(folder, "main.parameters.json"), "utf8"))).parameters;
  return [
    ...Object.keys(given)
      .filter((name) => !declared.some((one) => one.name === name))
      .map((name) => `parameters: ${path} has no parameter ${name}`),
    ...declared
      .filter(({ name, preset }) => preset === undefined && !(name in given))
      .map(({ name }) => `parameters: azd does not give ${path} its ${name}`),
    ...declared
      .filter((one) => !isGivenWell(one, given[one.name]?.value))
      .map(({ name }) => `parameters: where nobody sets it, azd gives ${path} another ${name} than its default`),
  ];
}

interface Declared {
  readonly name: string;
  /** As it stands in the template; `undefined` for one that must be given. */
  readonly preset: string | undefined;
}

function declaredIn(template: string): readonly Declared[] {
  const found = readFileSync(template, "utf8").matchAll(/^param (\w+) [^=\n]+?(?: = (.*))?$/gm);
  return [...found].map(([, name = "", preset]) => ({ name, preset }));
}

/** A variable of azd. It ends a default at the first brace, so an object has none: azd leaves out what is not set. */
const VARIABLE = /^\$\{\w+(?:=([^}]*))?\}$/;

/** What is written there without a variable is somebody's choice. */
function isGivenWell({ preset }: Declared, value: unknown): boolean {
  if (preset === undefined || typeof value !== "string" || !value.includes("${")) return true;
  const [isVariable, fallback] = VARIABLE.exec(value) ?? [];
  if (preset === "{}") return isVariable !== undefined && fallback === undefined;
  return fallback === preset.replace(/^'(.*)'$/, "$1");
}

/** Events last: Event Grid looks whether the function is there. */
function stepFaults(root: string): readonly string[] {
  const { steps } = azd.parse(yaml.parse(readFileSync(join(root, "azure.yaml"), "utf8"))).workflows.up;
  const order = steps.map((step) => step.azd).join(", ");
  return order === "provision core, deploy --all, provision events" ? [] : [`azure.yaml: the order is ${order}`];
}
