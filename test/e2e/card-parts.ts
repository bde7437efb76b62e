/** A string on a card, and the type of the element that holds it. */
export interface CardText {
  readonly type: unknown;
  readonly property: string;
  readonly text: string;
}

/** Every string of a card, with where it stands. */
export function textsOn(element: unknown): readonly CardText[] {
  if (Array.isArray(element)) return element.flatMap(textsOn);
  if (typeof element !== "object" || element === null) return [];
  const { type } = element as { type?: unknown };
  return Object.entries(element).flatMap(([property, value]) =>
    typeof value === "string" ? [{ type, property, text: value }] : textsOn(value),
  );
}

/** The elements of one type. */
export function elementsOn(card: unknown, type: string): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(card)) return card.flatMap((part) => elementsOn(part, type));
  if (typeof card !== "object" || card === null) return [];
  const own = (card as { type?: unknown }).type === type ? [card as Readonly<Record<string, unknown>>] : [];
  return [...own, ...Object.values(card).flatMap((part) => elementsOn(part, type))];
}
