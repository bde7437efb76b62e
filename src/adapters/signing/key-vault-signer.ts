import { createPublicKey } from "node:crypto";
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import type { CryptographyClient, JsonWebKey, KeyClient } from "@azure/keyvault-keys";
import { ECDSA, keyOf, type VerifierKey } from "../../domain/log/note.ts";
import type { Signer } from "../../log.ts";
import { logCrypto } from "../../log-crypto.ts";
import { Fault } from "../../ports.ts";
import { whyNoAnswer } from "../error-words.ts";
import { derOf } from "./der.ts";

export interface VaultKey {
  /** `https://….vault.azure.net`. */
  readonly vault: string;
  readonly name: string;
  readonly version: string;
}

export interface KeyVaultParts {
  readonly credential: TokenCredential;
  /** The name of the log. */
  readonly logName: string;
  readonly httpClient?: HttpClient;
}

interface Clients {
  readonly keys: KeyClient;
  readonly cryptography: CryptographyClient;
}

/** Signs with a P-256 key that never leaves Key Vault; the public half is asked for once. */
export function keyVaultSigner(key: VaultKey, { credential, logName, httpClient }: KeyVaultParts): Signer {
  let clients: Promise<Clients> | undefined;
  let known: VerifierKey | undefined;

  /** The library is loaded with the first call: no start waits for it. */
  async function clientsOf(): Promise<Clients> {
    const { KeyClient } = await import("@azure/keyvault-keys");
    const options = { retryOptions: { maxRetries: 0 }, ...(httpClient && { httpClient }) };
    const keys = new KeyClient(key.vault, credential, options);
    return { keys, cryptography: keys.getCryptographyClient(key.name, { keyVersion: key.version }) };
  }

  async function call<Answer>(what: string, send: (clients: Clients) => Promise<Answer>): Promise<Answer> {
    clients ??= clientsOf();
    try {
      return await send(await clients);
    } catch (cause) {
      throw new Fault(`Key Vault does not ${what}: ${whyNoAnswer(cause)}`, { cause });
    }
  }

  return {
    async verifierKey() {
      const { key: jwk } = known
        ? { key: undefined }
        : await call("give the public key", ({ keys }) => keys.getKey(key.name, { version: key.version }));
      known ??= keyOf(logCrypto.sha256, logName, ECDSA, spkiOf(jwk));
      return known;
    },
    async sign(bytes) {
      const digest = logCrypto.sha256(bytes);
      const { result } = await call("sign", ({ cryptography }) => cryptography.sign("ES256", digest));
      return derOf(result);
    },
  };
}

function spkiOf(jwk: JsonWebKey | undefined): Uint8Array {
  const { crv, x, y } = jwk ?? {};
  if (crv !== "P-256" || !x || !y) throw new Error("The signing key in Key Vault is no EC key of curve P-256");
  const [alongX, alongY] = [x, y].map((part) => Buffer.from(part).toString("base64url"));
  const key = createPublicKey({ key: { kty: "EC", crv, x: String(alongX), y: String(alongY) }, format: "jwk" });
  return Uint8Array.from(key.export({ type: "spki", format: "der" }));
}
