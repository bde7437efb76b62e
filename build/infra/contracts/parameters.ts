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
  const declared = [...readFileSync(template, "utf8").matchAll(/^param (\w+) [^=\n]+?( = .*)?$/gm)];
  const given = Object.keys(
    parameters.parse(JSON.parse(readFileSync(join(folder, "main.parameters.json"), "utf8"))).parameters,
  );
  const names = declared.map(([, name]) => name ?? "");
  const needed = declared.flatMap(([, name, preset]) => (preset === undefined && name ? [name] : []));
  return [
    ...given.filter((name) => !names.includes(name)).map((name) => `parameters: ${path} has no parameter ${name}`),
    ...needed
      .filter((name) => !given.includes(name))
      .map((name) => `parameters: azd does not give ${path} its ${name}`),
  ];
}

/** Events last: Event Grid looks whether the function is there. */
function stepFaults(root: string): readonly string[] {
  const { steps } = azd.parse(yaml.parse(readFileSync(join(root, "azure.yaml"), "utf8"))).workflows.up;
  const order = steps.map((step) => step.azd).join(", ");
  return order === "provision core, deploy --all, provision events" ? [] : [`azure.yaml: the order is ${order}`];
}
