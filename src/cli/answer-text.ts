import { Ended, EXIT } from "./terminal.ts";
import { whyOf } from "./why-no-answer.ts";

interface Limits {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** A page of 500 entries has a megabyte. */
const LIMITS: Limits = { milliseconds: 60_000, bytes: 64 * 1024 * 1024 };

/** All of an answer that is to be understood as a whole. What breaks off, or never ends, ends the command. */
export async function textOf(response: Response, { milliseconds, bytes }: Limits = LIMITS): Promise<string> {
  const { origin } = new URL(response.url);
  const reader = response.body?.getReader();
  if (!reader) return "";
  let ended: string | undefined;
  const end = (why: string) => {
    ended = why;
    void reader.cancel().catch(() => {});
  };
  const late = setTimeout(() => end("it took too long"), milliseconds);
  const [decoder, parts] = [new TextDecoder(), [] as string[]];
  let length = 0;
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      parts.push(decoder.decode(value, { stream: true }));
      length += value.length;
      if (length > bytes) end("it is too long");
    }
  } catch (cause) {
    ended ??= whyOf(cause);
  } finally {
    clearTimeout(late);
  }
  if (ended !== undefined) throw new Ended(EXIT.noAnswer, `The answer of ${origin} broke off: ${ended}.`);
  return parts.join("") + decoder.decode();
}
