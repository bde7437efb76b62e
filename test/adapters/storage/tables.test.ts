import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { storageTables } from "../../../src/adapters/storage/tables.ts";
import { Fault } from "../../../src/ports.ts";
import { type StartedAzurite, startAzurite } from "../../support/azurite.ts";
import { aRequest } from "../../support/builders.ts";
import { holdTrustedCertificate, releaseTrustedCertificate } from "../../support/trusted-certificate.ts";
import { tokensFor } from "../../support/unsigned-tokens.ts";
import { storeOn } from "./storage-fixture.ts";

let folder: string;
let azurite: StartedAzurite;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const { cert, key } = await holdTrustedCertificate();
  const [certPath, keyPath] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  await writeFile(certPath, cert);
  await writeFile(keyPath, key, { mode: 0o600 });
  azurite = await startAzurite({ certPath, keyPath });
});
afterAll(async () => {
  await azurite.close();
  releaseTrustedCertificate();
  await rm(folder, { recursive: true });
});

describe("the tables of a storage account", () => {
  it("are reached over TLS with a token for storage, and made on first use", async () => {
    const scopes: string[] = [];
    const store = storeOn(storageTables(azurite.url, tokensFor("https://storage.azure.com", scopes)));
    expect(await store.requests.insert(aRequest())).toEqual(aRequest());
    expect(await store.requests.find(aRequest().id)).toEqual(aRequest());
    expect(new Set(scopes)).toEqual(new Set(["https://storage.azure.com/.default"]));
  });

  it("are closed to a token for something else, which time may cure", async () => {
    const store = storeOn(storageTables(azurite.url, tokensFor("https://management.azure.com")));
    await expect(store.requests.find(aRequest().id)).rejects.toBeInstanceOf(Fault);
  });

  it("are never reached without TLS", async () => {
    const store = storeOn(
      storageTables(azurite.url.replace("https:", "http:"), tokensFor("https://storage.azure.com", [])),
    );
    await expect(store.requests.find(aRequest().id)).rejects.toBeInstanceOf(Error);
  });
});
