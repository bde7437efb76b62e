import type { ShownEntry } from "../../domain/answers.ts";
import { duration, secondsBetween } from "../time.ts";
import { entryWords, type Tone } from "../words.ts";
import { Actor, Comment, EntryFields } from "./entry.tsx";
import { When } from "./when.tsx";

const SIGNS: Readonly<Record<Tone, string>> = { wait: "‖", busy: "•", good: "✓", bad: "✕", doubt: "?", over: "·" };

/** Oldest first, as it went; what took long is said between two entries. */
export function Timeline({ history }: { readonly history: readonly ShownEntry[] }) {
  return (
    <ol class="timeline">
      {history.map((entry, index) => (
        <Moment key={entry.id} entry={entry} before={history[index - 1]} />
      ))}
    </ol>
  );
}

interface MomentProps {
  readonly entry: ShownEntry;
  readonly before: ShownEntry | undefined;
}

function Moment({ entry, before }: MomentProps) {
  const { title, tone } = entryWords(entry);
  return (
    <li class={`moment tone-${tone}`}>
      <span class="dot" aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <div>
        <p class="moment-head">
          <b>{title}</b> <Actor entry={entry} />
        </p>
        <p class="quiet small">
          <When at={entry.at} seconds />
          <Pause entry={entry} before={before} />
        </p>
        <Change entry={entry} />
        <Comment entry={entry} />
        <EntryFields entry={entry} />
      </div>
    </li>
  );
}

const LONG_SECONDS = 60;

function Pause({ entry, before }: MomentProps) {
  const seconds = before ? secondsBetween(before.at, new Date(entry.at)) : 0;
  return seconds < LONG_SECONDS ? undefined : <> · {duration(seconds)} later</>;
}

function Change({ entry: { before, after } }: { readonly entry: ShownEntry }) {
  if (before === undefined && after === undefined) return undefined;
  return (
    <p class="small">
      {before ?? "nothing known"} <span aria-hidden="true">→</span>
      <span class="only-heard">becomes</span> {after ?? "not said"}
    </p>
  );
}
