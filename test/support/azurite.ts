import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";
import type { Tables } from "../../src/adapters/storage/tables.ts";

/** The emulator's account and key, which its documentation publishes. */
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export interface StartedAzurite {
  readonly url: string;
  readonly tables: Tables;
  close(): Promise<void>;
}

/** Azurite's table service in this process and in memory, on a port of its own; its telemetry is never initialised. */
export async function startAzurite(): Promise<StartedAzurite> {
  const server = await newTableServer();
  await server.start();
  const url = `${server.getHttpServerAddress()}/${ACCOUNT}`;
  const credential = new AzureNamedKeyCredential(ACCOUNT, KEY);
  const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  return {
    url,
    tables: (name) => new TableClient(url, name, credential, options),
    close: () => server.close(),
  };
}

async function newTableServer() {
  const [configuration, server] = [
    await import("azurite/dist/src/table/TableConfiguration.js"),
    await import("azurite/dist/src/table/TableServer.js"),
  ];
  const file = "unused: nothing is kept on disk";
  const plain = [5, file, false, false, undefined, undefined, false, true, "", "", "", undefined, false];
  return new server.default(new configuration.default("127.0.0.1", 0, ...plain, true));
}
