import { type Zippable, zipSync } from "fflate";

/** The first moment that a zip can tell, in the machine's own time: so that the same files make the same bytes, anywhere and at any time. */
const NO_TIME = new Date(1980, 0, 1);

/** A plain file that everybody may read, as zip tells it of Unix: without it nobody may, once it is unpacked. */
const READABLE = { os: 3, attrs: (0o100644 * 2 ** 16) >>> 0 };

/** Files at the root, in the order of their names. */
export function zipOf(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const sorted = Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const zippable: Zippable = Object.fromEntries(
    sorted.map(([name, bytes]) => [name, [bytes, { mtime: NO_TIME, ...READABLE }]]),
  );
  return zipSync(zippable, { level: 9 });
}
