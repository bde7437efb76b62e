import { isSameId } from "../../../src/domain/azure-id.ts";
import { carriesMark } from "../../../src/domain/description.ts";
import { type Life, nameOf } from "../models/arm-state.ts";
import type { Evidence } from "./invariants.ts";
import { isAbout } from "./rows.ts";

/**
 * Invariant 4: no approval of ours stands on another endpoint than the one that was decided on, unless Azure refused to take it back.
 * What others approved before our PUT came is theirs: the policy says what becomes of it.
 */
export function boundToEndpoint({ state, record }: Evidence): readonly string[] {
  const isOfAnother = (life: Life) =>
    record.requests.some(
      ({ request, intent }) =>
        intent &&
        carriesMark(life.description, intent.mark) &&
        !isSameId(request.privateEndpoint, life.privateEndpoint),
    );
  const isGivenUp = (life: Life) =>
    record.requests.some(
      ({ request, outcome }) =>
        request.kind === "revoke" && isAbout(request, life) && ["refused", "failed"].includes(outcome?.kind ?? ""),
    );
  const isOfOthers = (life: Life) =>
    state.happenings.find(({ life: one, status }) => one === life && status === "Approved")?.by !== "service";
  return state
    .all()
    .filter((life) => life.status === "Approved" && isOfAnother(life) && !isOfOthers(life) && !isGivenUp(life))
    .map((life) => `4: an approval of another endpoint stands on ${nameOf(life)}`);
}
