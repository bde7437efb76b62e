import { cut } from "../visible.ts";
import type { Element } from "./elements.ts";

/** Well below what Teams takes of a message, in UTF-8 and in UTF-16. */
const MOST_BYTES = 19_000;

const SHORTER = [400, 200, 100, 50, 25] as const;

/** A card that is small enough: of one that would be too large each piece of text is cut shorter. */
export function fitted(card: Element): Element {
  let drawn = card;
  for (const longest of SHORTER) {
    if (bytesOf(drawn) <= MOST_BYTES) return drawn;
    drawn = withRunsCut(card, longest) as Element;
  }
  return drawn;
}

function bytesOf(card: Element): number {
  const json = JSON.stringify(card);
  return Math.max(Buffer.byteLength(json), json.length * 2);
}

function withRunsCut(element: unknown, longest: number): unknown {
  if (Array.isArray(element)) return element.map((one) => withRunsCut(one, longest));
  if (typeof element !== "object" || element === null) return element;
  const { type, text } = element as Element;
  if (type === "TextRun" && typeof text === "string") return { ...element, text: cut(text, longest) };
  return Object.fromEntries(Object.entries(element).map(([name, value]) => [name, withRunsCut(value, longest)]));
}
