import type { Resource, Snapshots } from "../snapshots.ts";

/** A snapshot has resources in the order of their dependencies. What names another and does not wait for it may come first in Azure. */
export function orderFaults(snapshots: Snapshots): readonly string[] {
  return [...snapshots].flatMap(([snapshot, resources]) =>
    resources.flatMap((one, at) =>
      resources
        .slice(at + 1)
        .filter((later) => names(one, later))
        .map((later) => `${snapshot}: order: ${one.name} does not wait for ${later.name}`),
    ),
  );
}

/** The other itself, or a part of it. */
function names({ properties }: Resource, { id }: Resource): boolean {
  const text = JSON.stringify(properties).toLowerCase();
  return id !== "" && [`${id}"`, `${id}/`].some((start) => text.includes(start.toLowerCase()));
}
