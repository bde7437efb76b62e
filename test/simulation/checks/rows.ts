import type { AuditEntry } from "../../../src/domain/audit.ts";
import { connectionIdOf, isSameId } from "../../../src/domain/azure-id.ts";
import type { Hold } from "../../../src/domain/hold.ts";
import type { Person } from "../../../src/domain/person.ts";
import {
  type ConnectionRequest,
  type Decision,
  type Intent,
  type IntentOrEnd,
  isIntent,
  type Outcome,
  type Vote,
} from "../../../src/domain/request.ts";
import type { Life } from "../models/arm-state.ts";
import type { Entity, TableAccount } from "../models/tables.ts";

/** All that is on record of one request. */
export interface RequestRows {
  readonly request: ConnectionRequest;
  readonly votes: readonly Vote[];
  readonly holds: readonly Hold[];
  readonly decision: Decision | undefined;
  readonly intent: Intent | undefined;
  readonly outcome: Outcome | undefined;
  readonly entries: readonly AuditEntry[];
}

export interface RecordRows {
  readonly requests: readonly RequestRows[];
  readonly entries: readonly AuditEntry[];
  readonly people: ReadonlyMap<string, Person>;
}

export function recordIn(account: TableAccount, auditAccount: TableAccount): RecordRows {
  const changes = account.table("Changes").rows();
  const entries = auditAccount
    .table("AuditEntries")
    .rows()
    .map((row) => JSON.parse(String(row["bytes"])) as AuditEntry);
  const rowOf = <Content>(rows: readonly Entity[], partition: string, row: string) =>
    rows.filter(({ partitionKey, rowKey }) => partitionKey === partition && rowKey === row).map(contentOf<Content>)[0];
  const requests = account
    .table("Requests")
    .rows()
    .filter(({ rowKey }) => rowKey === "request");
  const people = account
    .table("People")
    .rows()
    .filter(({ rowKey }) => rowKey === "person");
  const partOf = <Content>(table: "Votes" | "Holds", id: string) =>
    account
      .table(table)
      .rows()
      .filter(({ partitionKey }) => partitionKey === id)
      .map(contentOf<Content>);
  return {
    entries,
    people: new Map(people.map((row) => [row.partitionKey, contentOf<Person>(row)])),
    requests: requests.map(contentOf<ConnectionRequest>).map((request) => {
      const intentOrEnd = rowOf<IntentOrEnd>(changes, request.id, "intent");
      const end = intentOrEnd && !isIntent(intentOrEnd) ? intentOrEnd : undefined;
      return {
        request,
        votes: partOf<Vote>("Votes", request.id),
        holds: partOf<Hold>("Holds", request.id),
        decision: rowOf<Decision>(account.table("Decisions").rows(), request.id, "decision"),
        intent: isIntent(intentOrEnd) ? intentOrEnd : undefined,
        outcome: rowOf<Outcome>(changes, request.id, "outcome") ?? end,
        entries: entries.filter((entry) => entry.request === request.id),
      };
    }),
  };
}

function contentOf<Content>(row: Entity): Content {
  return JSON.parse(String(row["content"]));
}

/** Whether a request is about this connection and this endpoint. */
export function isAbout({ connection, privateEndpoint }: ConnectionRequest, life: Life): boolean {
  return (
    isSameId(connectionIdOf(connection), connectionIdOf(life.id)) && isSameId(privateEndpoint, life.privateEndpoint)
  );
}
