import { parsePrivateEndpointId } from "../../../src/domain/azure-id.ts";
import { HOUR, MINUTE } from "../engine/schedule.ts";
import type { Happening } from "../models/arm-state.ts";
import type { EndpointDeletion } from "../models/endpoints.ts";
import type { Evidence } from "./invariants.ts";
import { isAbout, type RequestRows } from "./rows.ts";

/** Between our read and the moment when our DELETE lands: what changes then nobody can see. */
const GAP_MS = 2 * MINUTE;
/** A life in between that no sweep needs to have seen. */
const UNSEEN_MS = 2 * HOUR;

/** Nothing is deleted that was not Disconnected for long enough, or decided to be removed by owners. */
export function removedRightly(evidence: Evidence): readonly string[] {
  const { state, endpoints, record } = evidence;
  const rowsOf = (id: string | undefined) => record.requests.find(({ request }) => request.id === id);
  const removals = state.happenings.filter(
    ({ by, kind, status }) => by === "service" && kind === "begun" && status === "Disconnected",
  );
  return [
    ...removals.flatMap((removal) =>
      faultOf(rowsOf(removal.request), (rows) => faultOfRemoval(evidence, removal, rows)),
    ),
    ...endpoints.deletions.flatMap((deletion) =>
      faultOf(rowsOf(deletion.request), (rows) => faultOfDeletion(evidence, deletion, rows)),
    ),
  ];
}

function faultOf(rows: RequestRows | undefined, judge: (rows: RequestRows) => string | undefined): readonly string[] {
  if (!rows) return ["4: something was deleted for no request"];
  const fault = judge(rows);
  return fault ? [`4: ${rows.request.id}: ${fault}`] : [];
}

function faultOfRemoval(
  evidence: Evidence,
  removal: Happening,
  { request, decision }: RequestRows,
): string | undefined {
  if (decision?.verdict !== "remove") return "a connection was deleted though that was not decided";
  if (request.kind === "remove") return undefined;
  if (request.kind !== "clean-up" || evidence.cleanUp !== "delete")
    return "a connection was deleted that nobody wanted gone";
  const before = evidence.state.happenings.filter(
    (one) => isAbout(request, one.life) && one.at <= removal.at && one !== removal,
  );
  return faultOfAge(evidence, removal.at, disconnectedSince(before, removal.at));
}

function faultOfDeletion(
  evidence: Evidence,
  { at, isDisconnected, since, id }: EndpointDeletion,
  { request }: RequestRows,
): string | undefined {
  const { consumerSubscriptions } = evidence.policies.at(0).cleanUp;
  const isListed = consumerSubscriptions.includes(parsePrivateEndpointId(id)?.subscription ?? "");
  if (request.kind !== "clean-up-endpoint" || evidence.cleanUp !== "delete" || !isListed)
    return "an endpoint was deleted that nobody wanted gone";
  if (!isDisconnected) return "an endpoint was deleted though it leads somewhere";
  return faultOfAge(evidence, at, since);
}

function faultOfAge({ policies, sim }: Evidence, at: number, since: number | undefined): string | undefined {
  const { graceHours } = policies.at(0).cleanUp;
  const slackMs = MINUTE + 2 * sim.config.skewSeconds * 1_000;
  const isLongEnough = since !== undefined && since <= at - graceHours * HOUR + slackMs;
  return isLongEnough
    ? undefined
    : `deleted after ${since === undefined ? 0 : Math.round((at - since) / MINUTE)} min as Disconnected`;
}

/** Since when it is so, without what was only in between, or came when the DELETE was on its way. */
function disconnectedSince(before: readonly Happening[], at: number): number | undefined {
  const last = spellsIn(before).at(-1);
  return last?.until !== undefined && at - last.until > GAP_MS ? undefined : last?.since;
}

interface Spell {
  readonly since: number;
  /** `undefined`: it lasts. */
  until: number | undefined;
}

/** The times in which it was Disconnected. */
function spellsIn(happenings: readonly Happening[]): readonly Spell[] {
  const spells: Spell[] = [];
  for (const { status, at } of happenings) {
    if (status === "Disconnected") enterSpell(spells, at);
    else leaveSpell(spells.at(-1), at);
  }
  return spells;
}

/** One that nobody may have seen end goes on. */
function enterSpell(spells: Spell[], at: number): void {
  const last = spells.at(-1);
  const goesOn = last && (last.until === undefined || at - last.until <= UNSEEN_MS);
  if (goesOn) last.until = undefined;
  else spells.push({ since: at, until: undefined });
}

function leaveSpell(last: Spell | undefined, at: number): void {
  if (last) last.until ??= at;
}
