import { open } from "node:fs/promises";

const LINE_END = 10;

/** The lines of a file, as they are: a line ends with a line feed and with nothing else, since an entry may hold any other character. */
export async function* linesIn(file: string): AsyncGenerator<Buffer> {
  const reading = await open(file);
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of reading.createReadStream()) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      let from = 0;
      for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
        yield bytes.subarray(from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
  } finally {
    await reading.close();
  }
  if (rest.length > 0) yield rest;
}
