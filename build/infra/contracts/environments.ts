import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { resourcesIn, type Snapshots } from "../snapshots.ts";

/** What two environments in one subscription share: Azure allows one topic, and the role is the same. */
const SHARED = [
  "Microsoft.Resources/resourceGroups",
  "Microsoft.EventGrid/systemTopics",
  "Microsoft.Authorization/roleDefinitions",
];

/** Of two environments that watch the same subscription neither may take what the other one has made. */
export function environmentFaults(infra: string, snapshots: Snapshots): readonly string[] {
  const first = new Set(resourcesIn(snapshots, "events").map(({ id }) => id.toLowerCase()));
  const taken = resourcesIn(snapshots, "events-beside").filter(
    ({ id, type }) => first.has(id.toLowerCase()) && !SHARED.includes(type),
  );
  return [
    ...taken.map(({ type, name }) => `environments: both make the ${type} ${name}`),
    ...templatesOf(infra).flatMap((file) => fixedNames(file, readFileSync(join(infra, file), "utf8"))),
  ];
}

function templatesOf(infra: string): readonly string[] {
  const files = readdirSync(infra, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".bicep"));
  return files.toSorted();
}

/** Azure keeps a deployment's region: in a place that environments share, another one under the same name is refused. */
function fixedNames(file: string, text: string): readonly string[] {
  if (!text.includes("targetScope = 'subscription'")) return [];
  const modules = [...text.matchAll(/^module (\w+) [\s\S]*?^}/gm)].map(([block, name = ""]) => ({ block, name }));
  return modules
    .filter(({ block }) => !/^ {2}scope: group$/m.test(block) && !/^ {2}name: '[^']*\$\{/m.test(block))
    .map(({ name }) => `environments: the deployment of ${name} in ${file} has the same name everywhere`);
}
