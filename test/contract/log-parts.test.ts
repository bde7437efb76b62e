import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "@jest/globals";
import { blobLogFiles } from "../../src/adapters/log-files/blob-log-files.ts";
import { keyVaultSigner } from "../../src/adapters/signing/key-vault-signer.ts";
import { localSigner } from "../../src/adapters/signing/local-signer.ts";
import { tableLogHead } from "../../src/adapters/storage/log-head.ts";
import type { Signer } from "../../src/log.ts";
import { aLogKey } from "../support/a-log.ts";
import { type StartedAzurite, startAzurite } from "../support/azurite.ts";
import { type StartedBlobs, startBlobs } from "../support/azurite-blobs.ts";
import { FakeClock } from "../support/fakes/fake-clock.ts";
import { FakeLogFiles, FakeLogHead, FakeSigner } from "../support/fakes/fake-log-parts.ts";
import { type StartedVault, startVault } from "../support/key-vault.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "../support/trusted-certificate.ts";
import { tokensFor } from "../support/unsigned-tokens.ts";
import { logFilesContract, logHeadContract, signerContract } from "./log-parts-contract.ts";

const clock = new FakeClock().now;

describe("the fake head of the log", () => {
  logHeadContract(async () => new FakeLogHead());
});

describe("the head of the log on Azurite", () => {
  let azurite: StartedAzurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.close());
  logHeadContract(async () => {
    await azurite.tables("AuditHead").deleteTable();
    return tableLogHead(azurite.tables, clock);
  });
});

describe("the fake files of the log", () => {
  logFilesContract(async () => new FakeLogFiles());
});

describe("the files of the log on Azurite", () => {
  let folder: string;
  let blobs: StartedBlobs;
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "azurite-"));
    const { cert, key } = await holdTrustedCertificate();
    const [certPath, keyPath] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    await writeFile(certPath, cert);
    await writeFile(keyPath, key, { mode: 0o600 });
    blobs = await startBlobs({ certPath, keyPath });
  });
  afterAll(async () => {
    await blobs.close();
    releaseTrustedCertificate();
    await rm(folder, { recursive: true });
  });
  logFilesContract(async () => {
    count += 1;
    const container = await blobs.container(`log-${count}`);
    return blobLogFiles(container, { credential: tokensFor("https://storage.azure.com"), clock });
  });
});

describe("the fake signer", () => {
  const key = aLogKey();
  signerContract(() => new FakeSigner(key));
});

describe("the signer with a key in a file", () => {
  let folder: string;
  let signer: Signer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "signing-"));
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    await writeFile(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
    signer = localSigner(join(folder, "key.pem"), "contoso.example/log");
  });
  afterAll(() => rm(folder, { recursive: true }));
  signerContract(() => signer);
});

describe("the signer with a key in Key Vault", () => {
  let vault: StartedVault;
  beforeAll(async () => {
    vault = await startVault();
  });
  afterAll(() => vault.close());
  const credential = tokensFor("https://vault.azure.net");
  signerContract(() =>
    keyVaultSigner(vault, { credential, logName: "contoso.example/log", httpClient: vault.httpClient }),
  );
});
