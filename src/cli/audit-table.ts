import type { ShownEntry } from "../domain/answers.ts";
import type { Cell, Row } from "./table.ts";
import { endpointName, namespaceName, secondOf, verdictCell } from "./words.ts";

type Column = "AT (UTC)" | "WHAT" | "WHO" | "VERDICT" | "ABOUT" | "COMMENT" | "ENTRY" | "STEP";

export const AUDIT_HEAD: readonly Column[] = ["AT (UTC)", "WHAT", "WHO", "VERDICT", "ABOUT", "COMMENT", "ENTRY"];

/** Where all entries are about one request. */
export const STORY_HEAD: readonly Column[] = ["AT (UTC)", "WHAT", "WHO", "VERDICT", "COMMENT", "STEP"];

const CELLS: Readonly<Record<Column, (entry: ShownEntry) => Cell>> = {
  "AT (UTC)": ({ at }) => secondOf(at),
  WHAT: ({ kind }) => ({ text: kind, colour: isTroubling(kind) ? "yellow" : undefined }),
  WHO: ({ actor, actorName }) => actorName ?? actor.ref,
  VERDICT: ({ verdict, before, after }) => (verdict ? verdictCell(verdict) : stateChange(before, after)),
  ABOUT: ({ namespace, privateEndpoint, request }) =>
    namespace ? [namespaceName(namespace), endpointName(privateEndpoint ?? "")].filter(Boolean).join("/") : request,
  COMMENT: ({ comment }) => comment || undefined,
  ENTRY: ({ id }) => id,
  STEP: ({ id, request }) => id.slice(request.length + 1),
};

export function entryRow(entry: ShownEntry, head: readonly Column[]): Row {
  return head.map((column) => CELLS[column](entry));
}

const TROUBLING = /^alert\.|\.(?:refused|failed|indeterminate)$/;

function isTroubling(kind: string): boolean {
  return TROUBLING.test(kind);
}

function stateChange(before: string | undefined, after: string | undefined): string | undefined {
  return before && after ? `${before} → ${after}` : (after ?? before);
}
