import { AzureNamedKeyCredential, TableClient, type TableServiceClientOptions } from "@azure/data-tables";
import type { Tables } from "../../src/adapters/storage/tables.ts";
import { type AzuriteServer, azuriteServer } from "./azurite-server.ts";

/** The emulator's account and key, which its documentation publishes. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export interface StartedAzurite {
  readonly url: string;
  readonly tables: Tables;
  close(): Promise<void>;
}

/** Azurite's table service in this process and in memory, on a port of its own; its telemetry is never initialised. */
export async function startAzurite(tls?: AzuriteTls): Promise<StartedAzurite> {
  const server = await newTableServer(tls);
  await server.start();
  const { port } = new URL(server.getHttpServerAddress());
  const url = tls ? `https://localhost:${port}/${ACCOUNT}` : `http://127.0.0.1:${port}/${ACCOUNT}`;
  return { url, tables: emulatorTables(url), close: () => server.close() };
}

/** Files in PEM. With them Azurite takes bearer tokens too. */
export interface AzuriteTls {
  readonly certPath: string;
  readonly keyPath: string;
}

export function emulatorTables(url: string, options: TableServiceClientOptions = {}): Tables {
  const credential = new AzureNamedKeyCredential(ACCOUNT, KEY);
  const plain = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 }, ...options };
  return (name) => new TableClient(url, name, credential, plain);
}

async function newTableServer(tls: AzuriteTls | undefined): Promise<AzuriteServer> {
  const file = "unused: nothing is kept on disk";
  const access = tls ? [tls.certPath, tls.keyPath, "", "basic"] : ["", "", "", undefined];
  const plain = [5, file, false, false, undefined, undefined, false, true, ...access, false];
  return azuriteServer("table", ["127.0.0.1", 0, ...plain, true]);
}
