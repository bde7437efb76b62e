import type { TokenCredential } from "@azure/core-auth";
import { AzureNamedKeyCredential, TableClient } from "@azure/data-tables";

export type TableName = "Requests" | "Rounds" | "Votes" | "Decisions" | "Changes" | "People" | "AuditEntries";

/** The tables of one storage account. */
export type Tables = (name: TableName) => TableClient;

/** A key only for the emulator; `http:` too is taken for this machine only. */
export function storageTables(url: string, credential: TokenCredential | AzureNamedKeyCredential): Tables {
  const clients = new Map<TableName, TableClient>();
  return (name) => {
    const client = clients.get(name) ?? clientOf(url, name, credential);
    clients.set(name, client);
    return client;
  };
}

/** No retries of its own: they would wait as long as a Retry-After says, inside an activity. The loops wait in durable timers. */
function clientOf(url: string, name: TableName, credential: TokenCredential | AzureNamedKeyCredential): TableClient {
  const options = { allowInsecureConnection: isLoopback(url), retryOptions: { maxRetries: 0 } };
  if (credential instanceof AzureNamedKeyCredential) return new TableClient(url, name, credential, options);
  return new TableClient(url, name, credential, options);
}

function isLoopback(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
