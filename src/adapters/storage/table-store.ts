import * as z from "zod";
import type { Hold } from "../../domain/hold.ts";
import type { Vote } from "../../domain/request.ts";
import type { Hash } from "../../domain/request-id.ts";
import type { Clock, Contradiction, Log } from "../../ports.ts";
import type { Holds, Once, Store, Votes } from "../../store.ts";
import { tableAuditLog } from "./audit.ts";
import { tableAuditEntries } from "./audit-entries.ts";
import { tableAuditInbox } from "./audit-inbox.ts";
import { tableAuditIndex } from "./audit-index.ts";
import { tableChannels } from "./channels.ts";
import { tableHeartbeats } from "./heartbeats.ts";
import { keyRanges } from "./key-ranges.ts";
import { hashKeys } from "./keys.ts";
import { type Random, tablePeople } from "./people.ts";
import { tableRequests } from "./requests.ts";
import { tableRounds } from "./rounds.ts";
import { type Rows, rowsOf } from "./rows.ts";
import {
  channelRow,
  decisionRow,
  holdRow,
  intentOrEndRow,
  knownChannelRow,
  namespaceRow,
  outcomeRow,
  personIndexRow,
  personRow,
  requestRow,
  roundRow,
  voteRow,
  waitingRow,
} from "./schemas.ts";
import type { TableName, Tables } from "./tables.ts";

export interface TableStoreParts {
  readonly tables: Tables;
  /** Of the account that holds nothing but the audit log. */
  readonly auditTables: Tables;
  readonly hash: Hash;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

export function tableStore({ tables, auditTables, hash, random, clock, log }: TableStoreParts): Store {
  const rows = <Content>(name: TableName, schema: z.ZodType<Content>) => rowsOf(tables(name), schema, clock);
  const hashKey = hashKeys(hash);
  const onMisfit = ({ message }: Contradiction) => log.error("A row is left out", { why: message });
  const asked = {
    requests: rows("Requests", requestRow),
    listed: rows("Requests", z.strictObject({})),
    namespaces: rows("Requests", namespaceRow),
  };
  const people = {
    people: rows("People", personRow),
    index: rows("People", personIndexRow),
    names: keyRanges(tables("People"), clock),
  };
  const inChannels = {
    cards: rows("Channels", channelRow),
    waiting: rows("Channels", waitingRow),
    known: rows("Channels", knownChannelRow),
  };
  const entries = tableAuditEntries(auditTables("AuditEntries"), clock);
  const index = keyRanges(auditTables("AuditIndex"), clock);
  return {
    requests: tableRequests(asked, hashKey, onMisfit),
    rounds: tableRounds(rows("Rounds", roundRow), hashKey, onMisfit),
    votes: tableVotes(rows("Votes", voteRow)),
    holds: tableHolds(rows("Holds", holdRow)),
    channels: tableChannels(inChannels, hashKey, onMisfit),
    decisions: once(rows("Decisions", decisionRow), "decision"),
    intents: once(rows("Changes", intentOrEndRow), "intent"),
    outcomes: once(rows("Changes", outcomeRow), "outcome"),
    people: tablePeople(people, hashKey, hash, random),
    audit: tableAuditLog(entries, index, log),
    inbox: tableAuditInbox(entries, index, hashKey, log),
    index: tableAuditIndex(entries, index, hashKey),
    heartbeats: tableHeartbeats(tables, clock),
  };
}

/** A row `request id / row`. */
function once<Content>(rows: Rows<Content>, row: string): Once<Content> {
  return {
    insert: (requestId, content) => rows.insert({ partition: requestId, row }, content),
    find: async (requestId) => (await rows.read({ partition: requestId, row }))?.content,
  };
}

/** Rows `request id / number`, of five digits so that they stand in order. */
function tableHolds(rows: Rows<Hold>): Holds {
  return {
    insert: (requestId, number, hold) =>
      rows.insert({ partition: requestId, row: String(number).padStart(5, "0") }, hold),
    of: async (requestId) => (await rows.list(requestId)).map(({ content }) => content),
  };
}

/** Rows `request id / pseudonym of the owner`: one vote an owner. */
function tableVotes(rows: Rows<Vote>): Votes {
  return {
    insert: (requestId, vote) => rows.insert({ partition: requestId, row: vote.by }, vote),
    of: async (requestId) => (await rows.list(requestId)).map(({ content }) => content),
  };
}
