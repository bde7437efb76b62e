import { conclude, NO_OWNER_ANY_MORE } from "./conclude.ts";
import type { Connection } from "./connection.ts";
import { carriesMark } from "./description.ts";
import type { NextStep } from "./next-step.ts";
import { newsOf } from "./remark.ts";
import type { Intent } from "./request.ts";
import { changeSeen, isStillAuthorised, ownConnection, type Story, unchangedConnection } from "./story.ts";
import { later, latest, type Waits } from "./waits.ts";

/** From the intent to the outcome. After an intent our change may have landed, whatever is seen: so never `superseded`. */
export function carryOut(story: Story, intent: Intent, waits: Waits, now: Date): NextStep {
  const connection = ownConnection(story);
  if (story.connection === "gone" && intent.to === "gone") {
    return conclude(story, "applied", "Azure does not show the connection any more.", now);
  }
  if (!connection) return conclude(story, "indeterminate", changeSeen(story), now, "azure");
  const isOurs = showsOurs(connection, intent);
  if (isOurs && connection.provisioning === "done") {
    return conclude(story, "applied", `Azure shows ${intent.to} and Succeeded.`, now);
  }
  if (!isOurs && !isLeaving(connection, intent) && !unchangedConnection(story)) {
    return conclude(story, "indeterminate", changeSeen(story), now, "azure");
  }
  if (later(intent.at, { hours: waits.tryHours }) <= now) {
    return conclude(story, "failed", `Azure did not carry out the change within ${waits.tryHours} hours.`, now);
  }
  return keepTrying(story, intent, waits, now);
}

function showsOurs({ status, description }: Connection, { to, mark }: Intent): boolean {
  return status === to && carriesMark(description, mark);
}

/** A connection that is removed is Disconnected before it is gone, whoever removed it; to delete it is what was decided. */
function isLeaving({ status }: Connection, { to }: Intent): boolean {
  return to === "gone" && status === "Disconnected";
}

function keepTrying(story: Story, intent: Intent, waits: Waits, now: Date): NextStep {
  const { decision, round, request } = story;
  if (decision && round?.requestId === request.id && round.mark !== intent.mark) return { kind: "intend", decision };
  const readAt = nextReadAt(story, intent, waits, now);
  if (readAt === undefined && !isStillAuthorised(story))
    return conclude(story, "indeterminate", NO_OWNER_ANY_MORE, now);
  if (readAt === undefined) return { kind: "change", intent };
  return newsOf(story, now) ?? { kind: "wait", until: readAt };
}

/** When to read ARM again, while our last change or somebody's is under way; `undefined` when it is time for a change. */
function nextReadAt({ request, connection }: Story, intent: Intent, waits: Waits, now: Date): Date | undefined {
  const { putAt } = request.progress;
  if (connection !== "gone" && connection.provisioning === "busy") {
    const firstReadAt = putAt === undefined ? now : later(putAt, { seconds: waits.applyFirstSeconds });
    return latest(firstReadAt, later(now, { seconds: waits.applyNextSeconds }));
  }
  const putAgainAt = putAt === undefined ? now : later(putAt, { seconds: pauseAfterPut(putAt, intent, waits) });
  return putAgainAt > now ? putAgainAt : undefined;
}

/** Azure may accept a change and undo it, again and again: the longer that goes on, the longer the pause. */
function pauseAfterPut(putAt: string, intent: Intent, { applyFirstSeconds, backOffMostSeconds }: Waits): number {
  const tryingForSeconds = (Date.parse(putAt) - Date.parse(intent.at)) / 1_000;
  return Math.max(applyFirstSeconds, Math.min(backOffMostSeconds, tryingForSeconds / 2));
}
