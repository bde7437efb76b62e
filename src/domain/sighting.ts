import { type About, type AuditEntry, AZURE, entryOf, SERVICE } from "./audit.ts";
import { keptText } from "./description.ts";
import { base32, type Hash } from "./request-id.ts";
import type { Sighting } from "./round.ts";

/** Entries about what was seen in Azure, or would be done there, apart from any open request. */

/** Somebody else changed a connection, or it was born so. */
export function externalEntry(about: About, sighting: Sighting, serviceVersion: string, hash: Hash): AuditEntry {
  const { number, before, after, at } = sighting;
  const comment = keptText(sighting.comment);
  const step = `external-${number}-${after.toLowerCase()}-${wayOf([before ?? "", comment], hash)}`;
  return entryOf(about, step, serviceVersion, { at, kind: "external.change", actor: AZURE, before, after, comment });
}

/** What makes it another fact is part of the step, so that an entry never contradicts an earlier one. */
function wayOf(parts: readonly string[], hash: Hash): string {
  return base32(hash(parts.join("\n")), 8);
}

/** What Azure shows after a change of which it was not certain whether it was ours. */
export function settledEntry(
  about: About,
  { after, at }: Pick<Sighting, "after" | "at">,
  serviceVersion: string,
): AuditEntry {
  const step = `settled-${after.toLowerCase()}`;
  return entryOf(about, step, serviceVersion, { at, kind: "change.settled", actor: AZURE, after });
}

/** A dry run would have deleted it. */
export function plannedEntry(
  about: About,
  { since, at }: { readonly since: string; readonly at: string },
  serviceVersion: string,
  hash: Hash,
): AuditEntry {
  const comment = "Dry run: set CLEAN_UP=delete to have it deleted.";
  const before = "Disconnected";
  return entryOf(about, `clean-up-planned-${wayOf([since], hash)}`, serviceVersion, {
    at,
    kind: "clean-up.planned",
    actor: SERVICE,
    before,
    comment,
  });
}
