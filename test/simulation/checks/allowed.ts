import { isSameId, parsePrivateEndpointId } from "../../../src/domain/azure-id.ts";
import { MINUTE } from "../engine/schedule.ts";
import type { Happening, Life } from "../models/arm-state.ts";
import type { Evidence } from "./invariants.ts";
import type { RequestRows } from "./rows.ts";

/** An allow rule lets in no more connections of a subscription than it says, whatever else is let in. */
export function allowedAtMost(evidence: Evidence): readonly string[] {
  return evidence.record.requests.flatMap((rows) => {
    const { request, decision } = rows;
    if (decision?.by.kind !== "rule" || request.rule?.verdict !== "approve") return [];
    const landed = evidence.state.happenings.find((one) => isLanding(one) && one.request === request.id);
    return landed && isSameId(landed.life.privateEndpoint, request.privateEndpoint)
      ? faultsOf(evidence, rows, landed)
      : [];
  });
}

const isLanding = ({ by, kind, status }: Happening) => by === "service" && kind === "begun" && status === "Approved";

function faultsOf(evidence: Evidence, { request, intent }: RequestRows, { at, life }: Happening): readonly string[] {
  const mostAllowed = evidence.policies.versions.flatMap(({ policy }) => policy.allow.map(({ atMost }) => atMost));
  const most = Math.max(...mostAllowed.map((atMost) => atMost ?? Number.POSITIVE_INFINITY));
  const intendedAt = intent ? evidence.sim.msOf(intent.at) - MINUTE : at;
  const others = approvedAt(evidence, at).filter(
    ({ happening }) =>
      happening.life !== life && isOfSame(happening.life, life) && isCounted(evidence, happening, intendedAt),
  );
  return others.length < most
    ? []
    : [`5: ${request.id}: an allow rule for ${most} lets in one more beside ${others.length}`];
}

/** What a rule let in, and whatever else stood when it was counted. */
function isCounted({ record }: Evidence, { at, request: id }: Happening, intendedAt: number): boolean {
  const own = record.requests.find(({ request }) => request.id === id);
  return at < intendedAt || own?.decision?.by.kind === "rule";
}

function isOfSame(one: Life, other: Life): boolean {
  const subscriptionOf = ({ privateEndpoint }: Life) => parsePrivateEndpointId(privateEndpoint)?.subscription;
  return one.id.namespace === other.id.namespace && subscriptionOf(one) === subscriptionOf(other);
}

/** The lives that are Approved at a time, each with what made it so. */
function approvedAt({ state }: Evidence, at: number): readonly { readonly happening: Happening }[] {
  const last = new Map<Life, Happening>();
  const approved = new Map<Life, Happening>();
  for (const happening of state.happenings.filter((one) => one.at <= at)) {
    const { life, status } = happening;
    if (status === "Approved" && last.get(life)?.status !== "Approved") approved.set(life, happening);
    if (status !== "Approved") approved.delete(life);
    last.set(life, happening);
  }
  return [...approved.values()].map((happening) => ({ happening }));
}
