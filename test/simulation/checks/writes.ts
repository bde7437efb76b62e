import type { AuditEntry } from "../../../src/domain/audit.ts";
import type { ConnectionRequest } from "../../../src/domain/request.ts";
import type { Simulation } from "../engine/simulation.ts";
import type { ArmState } from "../models/arm-state.ts";
import type { EndpointsModel } from "../models/endpoints.ts";
import type { Entity, OnWrite, TableAccount } from "../models/tables.ts";

const NEVER_CHANGED: readonly string[] = ["Decisions", "Changes", "Votes", "Holds", "AuditEntries"];
/** Besides one for each vote and question: seen, ruled, asked twice, reminded, escalated, decided, intended, ended, alert, told. */
const MOST_RECORDED = 11;
/** Votes of five owners, two deputies and one by a role, and five questions. */
const MOST_SAID = 13;

/** Rows that are there once are never written anew with another content, and a request's row does not grow with its age. */
export function watchWrites(sim: Simulation): OnWrite {
  return (table, entity, before) => {
    if (table === "Requests") watchGrowth(sim, entity);
    if (!before || !NEVER_CHANGED.includes(table)) return;
    const isSame = before["content"] === entity["content"] && before["bytes"] === entity["bytes"];
    if (!isSame) sim.violate(`1: a row of ${table} was overwritten (${entity.rowKey})`);
  };
}

function watchGrowth(sim: Simulation, { rowKey, content }: Entity): void {
  if (rowKey !== "request") return;
  const { id, progress } = JSON.parse(String(content)) as ConnectionRequest;
  const reminders = progress.recorded.filter((step) => step.startsWith("reminder-")).length;
  if (reminders > 1 || progress.recorded.length > MOST_RECORDED + MOST_SAID)
    sim.violate(`7: the row of ${id} grows: ${reminders} reminders, ${progress.recorded.length} steps`);
}

/** A change that Azure takes up must stand in the audit log already, with the decision that it carries out. */
export function watchChanges(
  sim: Simulation,
  { state, endpoints }: { readonly state: ArmState; readonly endpoints: EndpointsModel },
  auditAccount: TableAccount,
): void {
  const check = (request: string | undefined, what: string) => {
    const kinds = auditAccount
      .table("AuditEntries")
      .rows()
      .filter(({ partitionKey }) => partitionKey === request)
      .map(({ bytes }) => (JSON.parse(String(bytes)) as AuditEntry).kind);
    if (kinds.includes("change.intended") && kinds.includes("decision.made")) return;
    sim.violate(`2: Azure was changed before an intent and its decision were on record: ${what}`);
  };
  state.onHappening(({ by, kind, description, request }) => {
    if (by === "service" && kind === "begun") check(request, description);
  });
  endpoints.onDeletion(({ id, request }) => check(request, id));
}
