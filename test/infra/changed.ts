import { join } from "node:path";
import { contractFaults } from "../../build/infra/contracts/all.ts";
import { type Resource, readSnapshots, type Snapshots } from "../../build/infra/snapshots.ts";

const ROOT = join(__dirname, "../..");
const INFRA = join(ROOT, "infra");

export const committed = () => readSnapshots(INFRA);

export const faultsIn = (snapshots: Snapshots) => contractFaults(ROOT, INFRA, snapshots);

/** The committed snapshots, with the resources of one type changed in one of them. */
export function changed(
  name: string,
  type: string,
  change: (one: Resource) => Resource,
  snapshots: Snapshots = committed(),
): Snapshots {
  const resources = (snapshots.get(name) ?? []).map((one) => (one.type === type ? change(one) : one));
  return new Map([...snapshots, [name, resources]]);
}

/** The text of a resource, with one piece of it replaced. */
export function withText(before: string, after: string): (one: Resource) => Resource {
  return (one) => JSON.parse(JSON.stringify(one).replaceAll(before, after)) as Resource;
}
