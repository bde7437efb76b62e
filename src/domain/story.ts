import { isSameId } from "./azure-id.ts";
import type { Connection } from "./connection.ts";
import type { WatchedGroup } from "./policy.ts";
import { type ConnectionRequest, type Decision, type Intent, type Outcome, startingStatus } from "./request.ts";
import type { Round } from "./round.ts";
import type { CountedVote } from "./votes.ts";

/** Everything that is known about a request, read afresh: what `nextStep` decides from. */
export interface Story {
  readonly request: ConnectionRequest;
  readonly round: Round | undefined;
  readonly votes: readonly CountedVote[];
  readonly decision: Decision | undefined;
  readonly intent: Intent | undefined;
  readonly outcome: Outcome | undefined;
  /** As ARM says now. */
  readonly connection: Connection | "gone";
  /** The policy's group for the namespace; `undefined`: nobody may decide. */
  readonly group: WatchedGroup | undefined;
  /** Of the policy as it is now. */
  readonly policyVersion: string;
}

/** The connection, if it still is the one that the request is about: the same id and the same private endpoint. */
export function ownConnection({ request, connection }: Story): Connection | undefined {
  if (connection === "gone" || connection.privateEndpoint === undefined) return undefined;
  return isSameId(connection.privateEndpoint, request.privateEndpoint) ? connection : undefined;
}

/** The same, and still in the state from which the request starts. */
export function unchangedConnection(story: Story): Connection | undefined {
  const connection = ownConnection(story);
  return connection?.status === startingStatus(story.request.kind) ? connection : undefined;
}

export function statusOf(connection: Connection | "gone"): Connection["status"] | "gone" {
  return connection === "gone" ? "gone" : connection.status;
}

/** Whether whoever decided may decide now: an owner of today, or a rule. */
export function isStillAuthorised({ decision, votes }: Story): boolean {
  if (decision?.by.kind !== "person") return true;
  const { ref } = decision.by;
  return votes.some((vote) => vote.by === ref && vote.counts);
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
