import { createHmac, timingSafeEqual } from "node:crypto";

/** Where the next page of an answer begins, signed together with what was asked and by whom: a cursor is good for nothing else. */
export interface Cursors {
  cursorAt(key: string, asked: string): Promise<string>;
  /** `undefined`: nobody got this cursor for what is asked now. */
  keyIn(cursor: string, asked: string): Promise<string | undefined>;
}

export function signedCursors(secret: () => Promise<Uint8Array>): Cursors {
  const signatureOf = async (key: string, asked: string) =>
    createHmac("sha256", await secret())
      .update(`${key}\n${asked}`)
      .digest();
  return {
    async cursorAt(key, asked) {
      return `${Buffer.from(key).toString("base64url")}.${(await signatureOf(key, asked)).toString("base64url")}`;
    },
    async keyIn(cursor, asked) {
      const [key64 = "", signature64 = ""] = cursor.split(".");
      const key = Buffer.from(key64, "base64url").toString();
      const [given, right] = [Buffer.from(signature64, "base64url"), await signatureOf(key, asked)];
      return given.length === right.length && timingSafeEqual(given, right) ? key : undefined;
    },
  };
}
