import stringWidth from "string-width";

/** The text in at most so many columns of a terminal, with `…` where it is cut; some letters take two columns. */
export function cutTo(
  most: number,
  text: string,
  width = stringWidth(text),
): { readonly text: string; readonly width: number } {
  if (width <= most) return { text, width };
  let [kept, taken] = ["", 0];
  for (const { segment: letter } of new Intl.Segmenter().segment(text)) {
    const next = taken + stringWidth(letter);
    if (next > most - 1) break;
    [kept, taken] = [kept + letter, next];
  }
  return { text: `${kept}…`, width: taken + 1 };
}
