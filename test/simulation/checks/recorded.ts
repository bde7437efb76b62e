import { isSameId } from "../../../src/domain/azure-id.ts";
import type { Intent, Outcome } from "../../../src/domain/request.ts";
import { wantedBy } from "../../../src/domain/request-kind.ts";
import { MINUTE } from "../engine/schedule.ts";
import type { Happening } from "../models/arm-state.ts";
import type { Evidence } from "./invariants.ts";
import { isAbout, type RequestRows } from "./rows.ts";

const WITHOUT_CHANGE: readonly Outcome["kind"][] = ["superseded", "expired", "kept"];
const DENIED: readonly Outcome["kind"][] = ["refused", "failed", ...WITHOUT_CHANGE];

/** Invariants 1 and 2: one decision, an intent before each change, and a record that says what Azure did. */
export function recordedIsApplied(evidence: Evidence): readonly string[] {
  const { record, state } = evidence;
  const intents = new Map(record.requests.map(({ request, intent }) => [request.id, intent]));
  const landed = state.happenings.filter(({ by, kind }) => by === "service" && kind === "begun");
  const unmeant = landed.filter((change) => !isMeant(change, intents.get(change.request ?? "")));
  return [
    ...unmeant.map(({ description }) => `2: a change without an intent on record: ${description}`),
    ...record.requests.flatMap((rows) => [
      ...decidedOnce(rows),
      ...recordedOnce(rows),
      ...saysWhatAzureDid(evidence, rows),
    ]),
  ];
}

/** What is deleted shows as Disconnected. */
function isMeant({ status, description }: Happening, intent: Intent | undefined): boolean {
  if (!intent) return false;
  return intent.to === "gone" ? status === "Disconnected" : intent.to === status && description === intent.description;
}

function decidedOnce({ request, decision, intent, outcome, entries }: RequestRows): readonly string[] {
  const told = entries.filter(({ kind }) => kind === "decision.made");
  const isTold = told.every(({ verdict }) => verdict === decision?.verdict);
  const isWanted = !intent || (decision && intent.to === wantedBy(decision.verdict));
  const isContrary = intent && outcome && WITHOUT_CHANGE.includes(outcome.kind);
  return [
    ...(isTold ? [] : [`1: ${request.id}: the record tells another decision than was made`]),
    ...(isWanted ? [] : [`1: ${request.id}: the intent is not what was decided`]),
    ...(isContrary ? [`2: ${request.id}: ${outcome.kind} though a change was intended`] : []),
  ];
}

function recordedOnce({ request, intent, outcome, entries }: RequestRows): readonly string[] {
  if (!request.progress.closed) return [];
  const count = (isCounted: (kind: string) => boolean) => entries.filter(({ kind }) => isCounted(kind)).length;
  const intents = count((kind) => kind === "change.intended");
  const outcomes = count((kind) => OUTCOMES.test(kind));
  const isNamed = entries.some(({ kind }) => kind.endsWith(`.${outcome?.kind}`));
  return [
    ...(intents === (intent ? 1 : 0) ? [] : [`2: ${request.id}: ${intents} entries of an intent`]),
    ...(outcomes === 1 && isNamed ? [] : [`2: ${request.id}: ${outcomes} entries of an outcome ${outcome?.kind}`]),
  ];
}

const OUTCOMES = /^(?:change\.(?:applied|refused|failed|indeterminate)|request\.(?:superseded|expired|kept))$/;

function saysWhatAzureDid(evidence: Evidence, rows: RequestRows): readonly string[] {
  const { request, outcome, entries, intent } = rows;
  if (!outcome) return [];
  const isDone = intent?.to === "gone" ? isGoneBy(evidence, rows, outcome) : isChanged(evidence, rows);
  if (outcome.kind === "applied" && !isDone) return [`1: ${request.id}: applied on record, but not in Azure`];
  const isSettled = entries.some(({ kind }) => kind === "change.settled");
  const isDenied = DENIED.includes(outcome.kind) && isChanged(evidence, rows) && !isSettled;
  return isDenied ? [`1: ${request.id}: ${outcome.kind} on record, but done in Azure`] : [];
}

function isChanged({ state }: Evidence, { request }: RequestRows): boolean {
  return state.happenings.some(
    ({ kind, by, life, request: from }) =>
      kind === "done" &&
      by === "azure" &&
      from === request.id &&
      isSameId(life.privateEndpoint, request.privateEndpoint),
  );
}

/** Whoever took it away: when the outcome was written it was gone. */
function isGoneBy({ state, endpoints, sim }: Evidence, { request }: RequestRows, { at }: Outcome): boolean {
  const until = sim.msOf(at) + MINUTE;
  if (request.kind === "clean-up-endpoint") {
    return endpoints.gone.some((gone) => isSameId(gone.id, request.privateEndpoint) && gone.at <= until);
  }
  return state.happenings.some(
    ({ status, life, at: goneAt }) => status === "gone" && isAbout(request, life) && goneAt <= until,
  );
}
