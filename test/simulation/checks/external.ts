import { connectionIdOf, foldedId, isSameId } from "../../../src/domain/azure-id.ts";
import { type Life, nameOf } from "../models/arm-state.ts";
import type { Evidence } from "./invariants.ts";
import { isAbout } from "./rows.ts";

type Entry = Evidence["record"]["entries"][number];

/** What others did is on record, and once. */
export function externalOnce(evidence: Evidence): readonly string[] {
  return [...toldTooOften(evidence), ...untold(evidence)];
}

const aboutOf = ({ connection, privateEndpoint, after }: Entry) =>
  [foldedId(connection), foldedId(privateEndpoint), after].join(" ");

/** At most as often as it happened; a challenge that nobody decided leaves it to be told again. */
function toldTooOften({ record, state }: Evidence): readonly string[] {
  const entries = record.entries.filter(({ kind }) => kind === "external.change");
  const counts = Map.groupBy(entries, aboutOf);
  return [...counts.values()].flatMap((same) => {
    const [entry] = same;
    if (!entry) return [];
    const happened = state.happenings.filter(
      ({ life, status, kind }) => kind !== "begun" && status === entry.after && isOf(entry, life),
    );
    const challenges = record.requests.filter(
      ({ request, outcome }) =>
        request.kind === "revoke" &&
        !request.rule &&
        !request.askedBy &&
        outcome?.kind === "superseded" &&
        isSameId(request.privateEndpoint, entry.privateEndpoint),
    );
    const most = happened.length + challenges.length;
    return same.length > most
      ? [`1: ${entry.after} by others is ${same.length} times on record, and happened ${most} times`]
      : [];
  });
}

function isOf({ connection, privateEndpoint }: Entry, { id, privateEndpoint: endpoint }: Life): boolean {
  return isSameId(connection, connectionIdOf(id)) && isSameId(privateEndpoint, endpoint);
}

/** What stands in Azure and is not Pending is what we did, or what others did and is on record. */
function untold({ record, state }: Evidence): readonly string[] {
  const standing = state.all().filter(({ status, provisioning }) => status !== "Pending" && provisioning === "done");
  const isTold = (life: Life) =>
    record.entries.some((entry) => isOf(entry, life) && entry.after === life.status && TELLS.test(entry.kind)) ||
    record.requests.some(({ request, outcome }) => isAbout(request, life) && !outcome);
  return standing
    .filter((life) => !isTold(life))
    .map((life) => `1: ${nameOf(life)} is ${life.status}, and that is not on record`);
}

const TELLS = /^(?:external\.change|change\.\w+|request\.\w+)$/;
