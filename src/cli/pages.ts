import { Ended, EXIT } from "./terminal.ts";

interface Page {
  /** Where the next one begins; there is none without it. */
  readonly next?: string | undefined;
}

/** Page after page. A cursor that comes twice would lead in a circle. */
export async function* pagesOf<Answer extends Page>(
  read: (cursor: string | undefined) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield page;
    cursor = page.next || undefined;
    if (cursor === undefined) return;
    if (seen.has(cursor)) throw new Ended(EXIT.noAnswer, "The service leads in a circle, from page to page.");
    seen.add(cursor);
  } while (true);
}
