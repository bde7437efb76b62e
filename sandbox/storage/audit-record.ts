import { storageTables } from "../../src/adapters/storage/tables.ts";
import type { Entra } from "../entra/entra.ts";
import type { Azurite } from "./azurite.ts";

/** The whole audit log as lines of JSON, in the order of its rows: what `npm run policy -- replay` reads. */
export async function auditRecord(
  auditTablesUrl: Azurite["auditTablesUrl"],
  entra: Pick<Entra, "signIdentityToken">,
): Promise<string> {
  const token = await entra.signIdentityToken("https://storage.azure.com");
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const lines: string[] = [];
  try {
    for await (const { bytes } of storageTables(auditTablesUrl, credential)("AuditEntries").listEntities()) {
      lines.push(`${String(bytes)}\n`);
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
  return lines.join("");
}
