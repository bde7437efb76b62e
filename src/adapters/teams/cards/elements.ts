import { visible } from "../visible.ts";

/** One JSON object of an adaptive card. */
export type Element = Readonly<Record<string, unknown>>;

export type Tone = "emphasis" | "accent" | "good" | "attention" | "warning";

/** A piece of a line: our own words, or text from outside, which is the only place for it on a card. */
export type Run = Element & { readonly type: "TextRun" };

export function words(text: string, looks: Element = {}): Run {
  return { type: "TextRun", text, ...looks };
}

export function outside(text: string, limit: number, looks: Element = {}): Run {
  return { type: "TextRun", text: visible(text, limit) || "(empty)", ...looks };
}

export function line(runs: readonly Run[], looks: Element = {}): Element {
  return { type: "RichTextBlock", inlines: runs, ...looks };
}

/** Our own words only. */
export function heading(text: string): Element {
  return { type: "TextBlock", text, style: "heading", size: "large", weight: "bolder", wrap: true, spacing: "none" };
}

export function label(text: string): Element {
  return { type: "TextBlock", text, size: "small", weight: "bolder", wrap: true, spacing: "medium" };
}

/** How far a fact can be relied on. */
export const VERIFIED = "✓ verified";
export const NOT_READABLE = "not readable by this service";

/** A label, and how far what stands below it can be relied on; both our own words. */
export function marked(name: string, mark: string): Element {
  return line([words(name, { ...STRONG, size: "small" }), words(` · ${mark}`, QUIET)], { spacing: "medium" });
}

export function note(text: string): Element {
  return { type: "TextBlock", text, weight: "bolder", size: "small", wrap: true, spacing: "medium" };
}

export function box(tone: Tone, items: readonly Element[], looks: Element = {}): Element {
  return { type: "Container", style: tone, items, ...looks };
}

/** Short facts side by side; they stay readable on a phone, where each takes half of the width. */
export function sideBySide(...facts: readonly (readonly [string, Run])[]): Element {
  const columns = facts.map(([name, value]) => ({
    type: "Column",
    width: "stretch",
    items: [{ ...label(name), spacing: "none" }, line([value], { spacing: "none" })],
  }));
  return { type: "ColumnSet", columns, spacing: "medium" };
}

export const MONOSPACE: Element = { fontType: "monospace", size: "small" };
export const STRONG: Element = { weight: "bolder" };
export const QUIET: Element = { isSubtle: true, size: "small" };
