import type { TokenCredential } from "@azure/core-auth";
import { TableClient } from "@azure/data-tables";

export type TableName =
  | "Requests"
  | "Rounds"
  | "Votes"
  | "Holds"
  | "Channels"
  | "Heartbeats"
  | "Policies"
  | "Decisions"
  | "Changes"
  | "People"
  | "AuditEntries"
  | "AuditIndex"
  | "AuditHead";

/** The tables of one storage account. */
export type Tables = (name: TableName) => TableClient;

/** No retries of their own: they would wait as long as a Retry-After says, inside an activity. The loops wait in durable timers. */
export function storageTables(url: string, credential: TokenCredential): Tables {
  const clients = new Map<TableName, TableClient>();
  return (name) => {
    const client = clients.get(name) ?? new TableClient(url, name, credential, { retryOptions: { maxRetries: 0 } });
    clients.set(name, client);
    return client;
  };
}
