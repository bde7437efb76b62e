import { foldedId, type NamespaceId, namespaceIdOf } from "../domain/azure-id.ts";
import { type Caller, hasRole } from "../domain/caller.ts";
import { scopeOf } from "../orchestration/command-scope.ts";
import type { World } from "../orchestration/world.ts";
import { Refused } from "./problem.ts";

/** Whoever reads, and what they may see. */
export interface Reader {
  readonly caller: Caller;
  /** Of the namespaces that they may read about, folded; `undefined`: all, and what is about no namespace. */
  readonly within: readonly string[] | undefined;
}

/** An auditor reads everything; an owner what is theirs now. */
export async function readerOf(world: World, caller: Caller): Promise<Reader> {
  if (hasRole(caller, "Audit.Read.All")) return { caller, within: undefined };
  if (!hasRole(caller, "Audit.Read"))
    throw new Refused(403, "You have no role here: ask for Audit.Read or Audit.Read.All in Entra.");
  if (caller.kind === "app") throw new Refused(403, "An app owns no namespace: it needs the role Audit.Read.All.");
  const scope = await scopeOf(world, { person: caller.person, channel: undefined });
  const covered = await scope.readable();
  return { caller, within: covered.map(({ namespace }) => foldedId(namespaceIdOf(namespace))) };
}

export function mayRead({ within }: Reader, namespace: NamespaceId): boolean {
  return within === undefined || within.includes(foldedId(namespaceIdOf(namespace)));
}
