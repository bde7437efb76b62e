import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

/** Where the next page of an answer begins. */
export interface Position {
  /** The row after which it begins. */
  readonly key: string;
  /** When the first page was asked for, ISO 8601: by it, and not by each page's own time, relative times are reckoned. */
  readonly askedAt: string;
}

/**
 * A position in the form in which a caller keeps it: sealed together with what was asked and by whom, so that it is good for
 * nothing else, and tells nothing: the row may be one that the caller may not see.
 */
export interface Cursors {
  cursorAt(position: Position, asked: string): Promise<string>;
  /** `undefined`: nobody got this cursor for what is asked now. */
  positionIn(cursor: string, asked: string): Promise<Position | undefined>;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function sealedCursors(secret: () => Promise<Uint8Array>): Cursors {
  const keyFor = async (use: string) =>
    createHmac("sha256", await secret())
      .update(use)
      .digest();

  /** The same position has the same cursor, and so the same answer the same ETag: the nonce is made of what is sealed (as in SIV). */
  async function cursorAt({ key, askedAt }: Position, asked: string): Promise<string> {
    const text = JSON.stringify([key, askedAt]);
    const nonce = createHmac("sha256", await keyFor("nonce"))
      .update(JSON.stringify([text, asked]))
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", await keyFor("seal"), nonce).setAAD(Buffer.from(asked));
    const sealed = [cipher.update(text), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString("base64url");
  }

  return {
    cursorAt,
    async positionIn(cursor, asked) {
      const bytes = Buffer.from(cursor, "base64url");
      // Another spelling of the same bytes is nothing that was given out.
      if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== cursor) return undefined;
      const text = opened(bytes, await keyFor("seal"), asked);
      if (text === undefined) return undefined;
      const [key, askedAt] = JSON.parse(text) as readonly [string, string];
      return { key, askedAt };
    },
  };
}

function opened(bytes: Buffer, key: Uint8Array, asked: string): string | undefined {
  const [nonce, rest] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(asked))
    .setAuthTag(rest.subarray(0, TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(rest.subarray(TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}
