import { ContainerClient } from "@azure/storage-blob";
import type { Entra } from "../entra/entra.ts";

/** In Azure it is deployed with the account. */
export async function makeContainer(url: string, entra: Pick<Entra, "signIdentityToken">): Promise<void> {
  const token = await entra.signIdentityToken("https://storage.azure.com");
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  await new ContainerClient(url, credential).createIfNotExists();
}
