import { ENDPOINTS_A_NAMESPACE } from "./connection.ts";
import type { CardState, Decision, Outcome } from "./request.ts";
import type { Story } from "./story.ts";

/** What a card tells, whatever draws it. Everything that came from outside stands in fields of its own, to be shown as text only. */
export interface Card {
  readonly requestId: string;
  readonly state: CardState;
  readonly namespace: string;
  readonly resourceGroup: string;
  readonly region: string | undefined;
  /** From Azure, chosen by the requester. */
  readonly privateEndpoint: string;
  readonly requesterSubscription: string | undefined;
  readonly requesterTenant: "own" | "other" | "unknown";
  /** Free text of the requester. */
  readonly message: string;
  readonly endpointsUsed: number;
  readonly endpointsMost: number;
  readonly askedAt: string;
  readonly deadlineAt: string | undefined;
  readonly askedGroup: string | undefined;
  readonly rejectNeedsComment: boolean;
  readonly decision: ShownDecision | undefined;
  readonly outcome: Outcome | undefined;
  /** Whether an approval is taken back, not a new connection decided. */
  readonly revokes: boolean;
}

export interface ShownDecision {
  readonly verdict: Decision["verdict"];
  readonly comment: string;
  /** A name as the directory gives it, or the rule's. */
  readonly by: string;
  readonly byKind: "person" | "rule";
  readonly at: string;
}

export function cardStateOf({ outcome, decision }: Pick<Story, "outcome" | "decision">): CardState {
  return outcome?.kind ?? (decision ? "applying" : "asking");
}

export function cardOf(story: Story, nameOf: (decision: Decision) => string): Card {
  const { request, decision, group } = story;
  return {
    requestId: request.id,
    state: cardStateOf(story),
    namespace: request.connection.namespace,
    resourceGroup: request.connection.resourceGroup,
    region: request.region,
    privateEndpoint: request.privateEndpoint,
    requesterSubscription: request.requester.subscription,
    requesterTenant: request.requester.tenant,
    message: request.message,
    endpointsUsed: request.endpointsUsed,
    endpointsMost: ENDPOINTS_A_NAMESPACE,
    askedAt: request.seenAt,
    deadlineAt: request.deadlineAt,
    askedGroup: group?.name,
    rejectNeedsComment: group?.rejectNeedsComment ?? true,
    decision: decision && {
      verdict: decision.verdict,
      comment: decision.comment,
      by: nameOf(decision),
      byKind: decision.by.kind,
      at: decision.at,
    },
    outcome: story.outcome,
    revokes: request.kind === "revoke",
  };
}
