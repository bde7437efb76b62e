import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type KnownValues, type Suggestion, suggestionsFor } from "../query/complete.ts";
import { actOf } from "../query/keyboard.ts";

type FieldEvent = Event & { readonly currentTarget: HTMLInputElement };

export interface QueryField {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly query: string;
  /** The suggestions that stand open, and which of them is chosen; -1: none. */
  readonly open: readonly Suggestion[];
  readonly chosen: number;
  search(): void;
  take(suggestion: Suggestion): void;
  typed(event: FieldEvent): void;
  keyDown(event: KeyboardEvent): void;
  close(): void;
}

const NOTHING: readonly Suggestion[] = [];

/** What is typed is the reader's until they search; `searched` is what was searched last. */
export function useQueryField(searched: string, known: KnownValues, onSearch: (query: string) => void): QueryField {
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState(searched);
  const [{ open, chosen }, setList] = useState({ open: NOTHING, chosen: -1 });
  const show = (suggestions: readonly Suggestion[]) => setList({ open: suggestions, chosen: -1 });
  useEffect(() => setQuery(searched), [searched]);

  const search = () => {
    show(NOTHING);
    onSearch(query.trim());
  };
  const take = ({ query: text, cursor }: Suggestion) => {
    setQuery(text);
    show(suggestionsFor(text, cursor, known));
    placeCursor(field.current, text, cursor);
  };
  const typed = ({ currentTarget: { value, selectionStart } }: FieldEvent) => {
    setQuery(value);
    show(suggestionsFor(value, selectionStart ?? value.length, known));
  };
  const keyDown = (event: KeyboardEvent) => {
    const act = actOf(event.key, { open, chosen });
    if (!act) return;
    event.preventDefault();
    switch (act.kind) {
      case "search":
        return search();
      case "close":
        return show(NOTHING);
      case "choose":
        return setList({ open, chosen: act.index });
      case "take":
        return take(act.suggestion);
    }
  };
  return { field, query, open, chosen, search, take, typed, keyDown, close: () => show(NOTHING) };
}

/** A value that is drawn later would put the cursor at its end, so it is written now. */
function placeCursor(input: HTMLInputElement | null, text: string, cursor: number): void {
  if (!input) return;
  input.value = text;
  input.focus();
  input.setSelectionRange(cursor, cursor);
}
