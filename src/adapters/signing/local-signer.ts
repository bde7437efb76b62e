import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { ECDSA, keyOf } from "../../domain/log/note.ts";
import type { Signer } from "../../log.ts";
import { logCrypto } from "../../log-crypto.ts";

/** Signs with a key in a file, for machines of developers. Throws when the file holds no P-256 key in PEM. */
export function localSigner(path: string, logName: string): Signer {
  const key = createPrivateKey(readFileSync(path));
  if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new Error(`${path} holds no key of curve P-256`);
  const spki = Uint8Array.from(createPublicKey(key).export({ type: "spki", format: "der" }));
  const verifier = keyOf(logCrypto.sha256, logName, ECDSA, spki);
  return {
    verifierKey: async () => verifier,
    sign: async (bytes) => Uint8Array.from(sign("sha256", bytes, key)),
  };
}
