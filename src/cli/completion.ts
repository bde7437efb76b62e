import { AUDIT_KINDS } from "../domain/audit.ts";

/** Values that an option takes; the parser itself knows commands and options only. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  kind: AUDIT_KINDS,
  verdict: ["approve", "reject", "revoke", "remove", "keep"],
  facets: ["kind", "actor", "verdict", "namespace", "subscription"],
};

/** What may stand where the word `current` stands: after an option its values, else what the parser knows. */
export function complete(
  current: string,
  given: Readonly<Record<string, unknown>>,
  usual: () => void,
  done: (values: string[]) => void,
): void {
  const option = Object.keys(VALUES).find((name) => given[name] === current);
  if (option === undefined) usual();
  else done([...(VALUES[option] ?? [])]);
}
