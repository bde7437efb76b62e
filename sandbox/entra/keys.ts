import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface SigningKeys {
  readonly bot: SigningKey;
  readonly tenant: SigningKey;
  /** Published for Web Chat only: signs what must be refused. */
  readonly forger: SigningKey;
}

type StoredKeys = Record<keyof SigningKeys, JWK>;

/** Kept in the file, so that what was signed before a restart stays valid; without a path in memory only. */
export async function signingKeys(path: string | undefined): Promise<SigningKeys> {
  const stored = path !== undefined && existsSync(path) ? readKeys(path) : await makeKeys();
  if (path !== undefined) writeKeys(path, stored);
  return {
    bot: await signingKeyOf(stored.bot),
    tenant: await signingKeyOf(stored.tenant),
    forger: await signingKeyOf(stored.forger),
  };
}

function readKeys(path: string): StoredKeys {
  return JSON.parse(readFileSync(path, "utf8")) as StoredKeys;
}

function writeKeys(path: string, keys: StoredKeys): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.draft`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${path}.draft`, path);
}

async function makeKeys(): Promise<StoredKeys> {
  return { bot: await makeKey("bot-1"), tenant: await makeKey("tenant-1"), forger: await makeKey("bot-1") };
}

async function makeKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}

async function signingKeyOf(jwk: JWK): Promise<SigningKey> {
  const { kid = "", kty, n, e } = jwk;
  const privateKey = await importJWK(jwk, "RS256");
  if (privateKey instanceof Uint8Array) throw new Error("A signing key must be an RSA key");
  return { kid, privateKey, publicJwk: { kid, kty, n, e, alg: "RS256", use: "sig" } as JWK };
}
