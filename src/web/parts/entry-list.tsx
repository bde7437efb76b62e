import type { ShownEntry } from "../../domain/answers.ts";
import { isRequestId } from "../../domain/request-id.ts";
import { Link } from "../location.tsx";
import { entryWords, nameIn } from "../words.ts";
import { Actor, Comment, EntryFields } from "./entry.tsx";
import { Outside } from "./outside.tsx";
import { When } from "./when.tsx";

interface EntryListProps {
  readonly entries: readonly ShownEntry[];
  readonly fresh: ReadonlySet<string>;
}

export function EntryList({ entries, fresh }: EntryListProps) {
  return (
    <ol class="entries">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} isFresh={fresh.has(entry.id)} />
      ))}
    </ol>
  );
}

function Entry({ entry, isFresh }: { readonly entry: ShownEntry; readonly isFresh: boolean }) {
  const { title, tone } = entryWords(entry);
  return (
    <li class={isFresh ? "entry fresh" : "entry"}>
      <span class="entry-at">
        <When at={entry.at} seconds />
      </span>
      <div class="entry-what">
        <p>
          <b class={`entry-title tone-${tone}`}>{title}</b> <Actor entry={entry} />
          {isFresh && <span class="new">New</span>}
        </p>
        <Place entry={entry} />
        <Comment entry={entry} />
        <EntryFields entry={entry} />
      </div>
    </li>
  );
}

/** Which connection in which namespace, and the story that it belongs to. */
function Place({ entry }: { readonly entry: ShownEntry }) {
  const { namespace, privateEndpoint, request } = entry;
  if (namespace === undefined) return undefined;
  return (
    <p class="small">
      <Outside text={nameIn(privateEndpoint ?? "")} /> <span class="quiet">→</span> <Outside text={nameIn(namespace)} />
      {isRequestId(request) && (
        <>
          {" · "}
          <Link to={{ view: "request", id: request }}>its story</Link>
        </>
      )}
    </p>
  );
}
