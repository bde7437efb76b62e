import { isSameId } from "./azure-id.ts";
import type { Connection } from "./connection.ts";
import { carriesMark } from "./description.ts";
import { deadlineWith, type Hold } from "./hold.ts";
import type { WatchedGroup } from "./policy.ts";
import type { ConnectionRequest, Decision, Intent, Outcome } from "./request.ts";
import { choiceOf } from "./request-kind.ts";
import type { Round } from "./round.ts";
import { type CountedVote, isStillMade, quorumFor } from "./votes.ts";
import { later } from "./waits.ts";

/** Everything that is known about a request, read afresh: what `nextStep` decides from. */
export interface Story {
  readonly request: ConnectionRequest;
  readonly round: Round | undefined;
  readonly votes: readonly CountedVote[];
  /** Oldest first. */
  readonly holds: readonly Hold[];
  readonly decision: Decision | undefined;
  readonly intent: Intent | undefined;
  readonly outcome: Outcome | undefined;
  /** As ARM says now. */
  readonly connection: Connection | "gone";
  /** The policy's group for the namespace; `undefined`: nobody may decide. */
  readonly group: WatchedGroup | undefined;
  /** Of the policy as it is now. */
  readonly policyVersion: string;
  /** Whether the rule that decides it, if one does, may decide it by the policy as it is now. */
  readonly ruleStands: boolean;
  /** Whether it stands in a channel's line, and has not been called out of it. */
  readonly inLine: boolean;
}

/** The connection, if it still is the one that the request is about: the same id and the same private endpoint. */
export function ownConnection({ request, connection }: Story): Connection | undefined {
  if (connection === "gone" || connection.privateEndpoint === undefined) return undefined;
  return isSameId(connection.privateEndpoint, request.privateEndpoint) ? connection : undefined;
}

/** The same, and still as it was when the request began. */
export function unchangedConnection(story: Story): Connection | undefined {
  const connection = ownConnection(story);
  const { from, fromMark } = story.request;
  const isUnchanged =
    connection?.status === from && (fromMark === undefined || carriesMark(connection.description, fromMark));
  return isUnchanged ? connection : undefined;
}

export function statusOf(connection: Connection | "gone"): Connection["status"] | "gone" {
  return connection === "gone" ? "gone" : connection.status;
}

/** Whether whoever decided may decide now: owners of today, or a rule that still is in the policy. */
export function isStillAuthorised({ request, decision, votes, group, ruleStands }: Story): boolean {
  if (decision?.by.kind === "person") {
    const isAgainst = decision.verdict === choiceOf(request.kind).against;
    return group !== undefined && isStillMade(decision, votes, isAgainst ? 1 : quorumFor(request, group));
  }
  return request.rule || !decision ? ruleStands : group !== undefined;
}

/** The moment from which on a vote comes too late, with the time for which the request was held; none before anybody was asked. */
export function deadlineOf({ request, holds }: Pick<Story, "request" | "holds">): string | undefined {
  const { deadlineAt, seenAt, progress } = request;
  if (deadlineAt === undefined || progress.firstCardAt === undefined) return undefined;
  // Nobody can decide before there is a card: an outage of Teams costs owners no time.
  const lateSeconds = (Date.parse(progress.firstCardAt) - Date.parse(seenAt)) / 1_000;
  return deadlineWith(later(deadlineAt, { seconds: lateSeconds }).toISOString(), holds);
}

/** What is seen instead of the connection that was asked about, in words. */
export function changeSeen(story: Story): string {
  const { connection } = story;
  if (connection === "gone")
    return "The connection is gone: the requester deleted the endpoint, or somebody removed it.";
  if (!ownConnection(story)) return "The connection belongs to another private endpoint now.";
  if (connection.status === "Other") return "Azure shows the connection in a state that this service does not know.";
  return `Somebody else changed the connection to ${connection.status}.`;
}
