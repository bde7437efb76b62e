import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as z from "zod";

const resource = z.looseObject({
  id: z.string().default(""),
  type: z.string(),
  name: z.string(),
  apiVersion: z.string(),
  scope: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

const snapshot = z.object({ predictedResources: z.array(resource) });

/** What a deployment would make, as far as it can be told without Azure. */
export type Resource = z.infer<typeof resource>;

/** Resources by the name of the snapshot: `core`, `events`. */
export type Snapshots = ReadonlyMap<string, readonly Resource[]>;

const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";

const PLACES = {
  resourceGroup: ["--subscription-id", SUBSCRIPTION, "--resource-group", "rg-relay"],
  subscription: ["--subscription-id", SUBSCRIPTION, "--location", "westeurope"],
  managementGroup: ["--management-group-id", "mg-contoso", "--location", "westeurope"],
} as const;

/** Parameter files of `infra/snapshots`, as paths from `infra`. */
export function parameterFiles(infra: string): readonly string[] {
  const names = readdirSync(join(infra, "snapshots")).filter((name) => name.endsWith(".bicepparam"));
  return names.toSorted().map((name) => join("snapshots", name));
}

/** Where the snapshot plays: names in it are made of these ids. */
export function placeOf(infra: string, file: string): readonly string[] {
  const used = /^using '([^']+)'/m.exec(readFileSync(join(infra, file), "utf8"))?.[1] ?? "";
  const template = readFileSync(join(infra, dirname(file), used), "utf8");
  const scope = /^targetScope = '(\w+)'/m.exec(template)?.[1] ?? "resourceGroup";
  const place = new Map<string, readonly string[]>(Object.entries(PLACES)).get(scope);
  if (!place) throw new Error(`${file} has a template of scope ${scope}`);
  return ["--tenant-id", TENANT, "--deployment-name", "snapshot", ...place];
}

export function snapshotOf(file: string): string {
  return file.replace(/\.bicepparam$/, ".snapshot.json");
}

/** The CLI gives the outputs in another order each time. */
export function inOrder(text: string): string {
  const read = z.looseObject({ outputs: z.record(z.string(), z.unknown()).default({}) }).parse(JSON.parse(text));
  const outputs = Object.fromEntries(Object.entries(read.outputs).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify({ ...read, outputs }, undefined, 2)}\n`;
}

export function readSnapshots(infra: string): Snapshots {
  return new Map(
    parameterFiles(infra).map((file) => {
      const read: unknown = JSON.parse(readFileSync(join(infra, snapshotOf(file)), "utf8"));
      return [basename(file, ".bicepparam"), snapshot.parse(read).predictedResources];
    }),
  );
}

/** Throws when there is none: then the contract that asks has lost its subject. */
export function resourcesIn(snapshots: Snapshots, name: string): readonly Resource[] {
  const resources = snapshots.get(name);
  if (!resources) throw new Error(`There is no snapshot ${name}`);
  return resources;
}

export function ofType(resources: readonly Resource[], type: string): readonly Resource[] {
  return resources.filter((one) => one.type.toLowerCase() === type.toLowerCase());
}
