import type { KeyRanges } from "./key-ranges.ts";
import type { Random } from "./people.ts";

const KEY = { partition: "cursor-key", row: "1" };

/** The key that cursors of queries are signed with: made once, the same in every instance. Who deletes the row makes cursors void. */
export function tableCursorKey(index: KeyRanges, random: Random): () => Promise<Uint8Array> {
  let key: Promise<Uint8Array> | undefined;
  const read = async (): Promise<Uint8Array> => {
    const bytes = Buffer.from(random(32)).toString("base64url");
    await index.insert(KEY.partition, { rowKey: KEY.row, bytes });
    const kept = await index.find(KEY.partition, KEY.row);
    return Buffer.from(kept?.bytes ?? bytes, "base64url");
  };
  return () => {
    key ??= read().catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
}
