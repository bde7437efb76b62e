import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { derOf } from "../../../src/adapters/signing/der.ts";
import { keyVaultSigner } from "../../../src/adapters/signing/key-vault-signer.ts";
import { localSigner } from "../../../src/adapters/signing/local-signer.ts";
import { Fault } from "../../../src/ports.ts";
import { type StartedVault, startVault } from "../../support/key-vault.ts";
import { tokensFor } from "../../support/unsigned-tokens.ts";

describe("a signature in DER", () => {
  const number = (...end: readonly number[]) => [...Array.from({ length: 32 - end.length }, () => 0), ...end];

  it("has numbers without zeros in front, but for the one that keeps them above 0", () => {
    const der = derOf(Uint8Array.of(...number(0x80), ...number(0x7f, 0x00)));
    expect([...der]).toEqual([0x30, 8, 0x02, 2, 0x00, 0x80, 0x02, 2, 0x7f, 0x00]);
    expect([...derOf(new Uint8Array(64))]).toEqual([0x30, 6, 0x02, 1, 0, 0x02, 1, 0]);
    expect(derOf(new Uint8Array(64).fill(0xff))).toHaveLength(2 + 35 + 35);
  });

  it("is made of 64 bytes and of nothing else", () => {
    expect(() => derOf(new Uint8Array(63))).toThrow("A signature of P-256 has 64 bytes, not 63");
  });
});

describe("a key in Key Vault", () => {
  let vault: StartedVault;
  afterEach(() => vault.close());

  const signerOf = (scopes: string[] = []) => {
    const credential = tokensFor("https://vault.azure.net", scopes);
    return keyVaultSigner(vault, { credential, logName: "contoso.example/log", httpClient: vault.httpClient });
  };

  it("is asked for once by us and once by the library, with a token for Key Vault that only its challenge brings", async () => {
    vault = await startVault();
    const scopes: string[] = [];
    const signer = signerOf(scopes);
    await signer.verifierKey();
    await signer.verifierKey();
    for (const byte of [1, 2, 3]) await signer.sign(Uint8Array.of(byte));
    const key = `/keys/audit-log/${vault.version}`;
    expect(vault.asked.filter((line) => line === `GET ${key} with a token`)).toHaveLength(2);
    expect(vault.asked.filter((line) => line === `POST ${key}/sign with a token`)).toHaveLength(3);
    expect(new Set(scopes)).toEqual(new Set(["https://vault.azure.net/.default"]));
  });

  it("that may not be used is a fault, and is asked for again", async () => {
    vault = await startVault();
    vault.fail(403);
    const signer = signerOf();
    await expect(signer.sign(Uint8Array.of(1))).rejects.toBeInstanceOf(Fault);
    await expect(signer.verifierKey()).rejects.toThrow(/^Key Vault does not give the public key: /);
    await expect(signer.verifierKey()).rejects.toThrow(Fault);
  });

  it("of another curve is refused", async () => {
    vault = await startVault("P-384");
    await expect(signerOf().verifierKey()).rejects.toThrow("no EC key of curve P-256");
  });
});

describe("a key in a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "signing-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ["is not there", undefined, "ENOENT"],
    ["is no key", "key", "DECODER"],
    [
      "is of another curve",
      generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ type: "pkcs8", format: "pem" }),
      "holds no key of curve P-256",
    ],
    [
      "is no EC key",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
      "holds no key of curve P-256",
    ],
  ])("is refused when it %s", async (_, pem, why) => {
    const path = join(folder, `${Math.abs(why.length)}.pem`);
    await rm(path, { force: true });
    if (pem !== undefined) await writeFile(path, pem);
    expect(() => localSigner(path, "contoso.example/log")).toThrow(why);
  });
});
