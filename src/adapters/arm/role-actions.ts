/** Whether a role's actions without its `notActions` cover an action: `*` stands for any characters, letters match in any case. */
export function grants(actions: readonly string[], notActions: readonly string[], wanted: string): boolean {
  const covers = (pattern: string) => fits(pattern.toLowerCase(), wanted.toLowerCase());
  return actions.some(covers) && !notActions.some(covers);
}

/** Takes each piece between the stars where it first fits: linear, however many stars there are. */
function fits(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
