import { hasRole } from "../domain/caller.ts";
import type { Recorded } from "../domain/recorded.ts";
import type { World } from "../orchestration/world.ts";
import type { Answered, Call } from "./parts.ts";
import { Refused } from "./problem.ts";

/**
 * Every row of the record, in the order of their ids: what is held against the sealed log. Queries read copies of these rows, so
 * that an edit of the record itself shows here only.
 */
export function exportRecord({ parts, caller }: Call): Answered {
  if (!hasRole(caller, "Audit.Export")) throw new Refused(403, "An export needs the role Audit.Export.");
  const { world } = parts;
  const day = world.clock().toISOString().slice(0, 10);
  return {
    lines: linesOf(world),
    contentType: "application/x-ndjson",
    fileName: `relay-approvals-record-${day}.ndjson`,
  };
}

async function* linesOf({ store }: World): AsyncGenerator<string> {
  let page: readonly Recorded[];
  let after = "";
  do {
    page = await store.index.pageAfter(after);
    for (const { id, bytes } of page) yield `${JSON.stringify({ id, bytes })}\n`;
    after = page.at(-1)?.id ?? after;
  } while (page.length > 0);
}
