import type { ShownEntry } from "../../domain/answers.ts";
import { proofPath } from "../api/paths.ts";
import { actorWords, entryWords } from "../words.ts";
import { Outside } from "./outside.tsx";

interface EntryProps {
  readonly entry: ShownEntry;
}

export function Actor({ entry }: EntryProps) {
  return (
    <span class="actor">
      by <Outside text={actorWords(entry)} />
    </span>
  );
}

export function Comment({ entry }: EntryProps) {
  if (!entry.comment?.trim()) return undefined;
  return (
    <p class="said" title={entryWords(entry).says}>
      <Outside text={entry.comment} />
    </p>
  );
}

/** Everything that is on record, for whoever wants it to the letter, and the proof that it is. */
export function EntryFields({ entry }: EntryProps) {
  const fields = fieldsOf(entry);
  return (
    <details class="fields">
      <summary>
        Record<span class="only-heard"> of {entry.id}</span>
      </summary>
      <dl>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Outside text={value} />
            </dd>
          </div>
        ))}
      </dl>
      <Proof entry={entry} />
    </details>
  );
}

function Proof({ entry: { id, index } }: EntryProps) {
  if (index === undefined)
    return <p class="quiet small">Not sealed yet: within a minute it has its place in the log.</p>;
  return (
    <p class="small">
      Sealed as number {index.toLocaleString("en-GB")}.{" "}
      <a href={proofPath(id)} download={`${id.replaceAll("/", "-")}.tlog-proof`}>
        Download its proof
      </a>
    </p>
  );
}

function fieldsOf({
  requester,
  actor,
  actorName,
  index,
  ...plain
}: ShownEntry): readonly (readonly [string, string])[] {
  const flat = {
    ...plain,
    "requester.subscription": requester?.subscription,
    "requester.tenant": requester?.tenant,
    "actor.kind": actor.kind,
    "actor.ref": actor.ref,
    "actor.commitment": "commitment" in actor ? actor.commitment : undefined,
    "actor, by name": actorName,
  };
  return Object.entries(flat).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
}
