import { hash, verify } from "node:crypto";
import { ECDSA, type LogCrypto } from "./domain/log/note.ts";

/** What the sealed log needs of cryptography, by Node. */
export const logCrypto: LogCrypto = {
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  verifies({ type, key }, bytes, signature) {
    if (type !== ECDSA) return false;
    try {
      return verify("sha256", bytes, { key: Buffer.from(key), format: "der", type: "spki" }, signature);
    } catch {
      return false;
    }
  },
};
