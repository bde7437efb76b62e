import type { ShownEntry } from "../domain/answers.ts";
import { type Cell, type Row, Table, tableOf } from "./table.ts";
import type { Screen } from "./terminal.ts";
import { endpointName, namespaceName, secondOf, verdictCell } from "./words.ts";

type Column = "AT (UTC)" | "WHAT" | "WHO" | "VERDICT" | "ABOUT" | "COMMENT" | "REQUEST" | "ENTRY" | "STEP";

const AUDIT_HEAD: readonly Column[] = ["AT (UTC)", "WHAT", "WHO", "VERDICT", "ABOUT", "COMMENT", "REQUEST"];

/** With the whole id of each entry. */
const WIDE_HEAD: readonly Column[] = [...AUDIT_HEAD.slice(0, -1), "ENTRY"];

/** Where all entries are about one request. */
const STORY_HEAD: readonly Column[] = ["AT (UTC)", "WHAT", "WHO", "VERDICT", "COMMENT", "STEP"];

const CELLS: Readonly<Record<Column, (entry: ShownEntry) => Cell>> = {
  "AT (UTC)": ({ at }) => secondOf(at),
  WHAT: ({ kind }) => ({ text: kind, colour: isTroubling(kind) ? "yellow" : undefined }),
  WHO: ({ actor, actorName }) => actorName ?? actor.ref,
  VERDICT: ({ verdict, before, after }) => (verdict ? verdictCell(verdict) : stateChange(before, after)),
  ABOUT: ({ namespace, privateEndpoint, request }) =>
    namespace ? [namespaceName(namespace), endpointName(privateEndpoint ?? "")].filter(Boolean).join("/") : request,
  COMMENT: ({ comment }) => comment || undefined,
  REQUEST: ({ request }) => request,
  ENTRY: ({ id }) => id,
  STEP: ({ id, request }) => id.slice(request.length + 1),
};

/** Tables of entries, page by page. */
export function entryLines(
  screen: Screen | undefined,
  wide = false,
): (entries: readonly ShownEntry[]) => readonly string[] {
  const head = wide ? WIDE_HEAD : AUDIT_HEAD;
  const table = new Table(head, screen, head.indexOf("COMMENT"));
  return (entries) => (entries.length > 0 ? table.lines(entries.map((entry) => row(entry, head))) : []);
}

export function storyTable(history: readonly ShownEntry[], screen: Screen | undefined): readonly string[] {
  const rows = history.map((entry) => row(entry, STORY_HEAD));
  return tableOf(STORY_HEAD, rows, screen, STORY_HEAD.indexOf("COMMENT"));
}

function row(entry: ShownEntry, head: readonly Column[]): Row {
  return head.map((column) => CELLS[column](entry));
}

const TROUBLING = /^alert\.|\.(?:refused|failed|indeterminate)$/;

function isTroubling(kind: string): boolean {
  return TROUBLING.test(kind);
}

function stateChange(before: string | undefined, after: string | undefined): string | undefined {
  return before && after ? `${before} → ${after}` : (after ?? before);
}
