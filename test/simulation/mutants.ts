import type { Edit } from "./bundle.ts";
import type { Removed } from "./safeguards.ts";

/** A safeguard taken away: by an edit of shipped source, or in the models. */
export interface Mutant {
  readonly name: string;
  /** How the violation begins by which it must show: whatever else is found proves nothing. */
  readonly by: string;
  /** Where it shows soonest; main if nothing is said. */
  readonly config?: string;
  readonly edits?: readonly Edit[];
  readonly removed?: Partial<Removed>;
}

const NEXT_STEP = "src/domain/next-step.ts";
const CHANGE = "src/orchestration/change.ts";
const CARRY_OUT = "src/domain/carry-out.ts";
const KEEP_GOING = "src/orchestration/keep-going.ts";
const DURABLE = "src/orchestration/durable.ts";

export const MUTANTS: readonly Mutant[] = [
  {
    name: "no intent",
    by: "2: ",
    edits: [
      {
        file: NEXT_STEP,
        find: 'if (wantedBy(decision.verdict) !== undefined) return { kind: "intend", decision };',
        replace: `const to = wantedBy(decision.verdict);
          if (to !== undefined) return { kind: "change", intent: { mark: "RA-none", from: story.request.from, to, description: decision.comment + " [RA-none]", at: now.toISOString() } };`,
      },
    ],
  },
  { name: "no sweep", by: "3: ", removed: { sweep: true } },
  {
    name: "sweep never wakes",
    config: "all-events-lost",
    by: "6: ",
    edits: [
      {
        file: KEEP_GOING,
        find: "  await orchestrations.wakeApproval(request.id);\n}\n\n/** The same generation",
        replace: "}\n\n/** The same generation",
      },
    ],
  },
  {
    name: "sweep never restarts",
    by: "6: ",
    config: "hub-deleted",
    edits: [
      { file: KEEP_GOING, find: "    return orchestrations.startApproval(request.id);\n", replace: "    return;\n" },
    ],
  },
  {
    name: "no drift revoke",
    by: "4: ",
    config: "swaps",
    edits: [
      {
        file: "src/domain/situation.ts",
        find: 'if (status !== "Approved") return undefined;',
        replace: "return undefined;",
      },
    ],
  },
  {
    name: "no identity check",
    by: "1: ",
    config: "swaps",
    edits: [
      {
        file: "src/domain/story.ts",
        find: "return isSameId(connection.privateEndpoint, request.privateEndpoint) ? connection : undefined;",
        replace: "return connection;",
      },
    ],
  },
  {
    name: "no re-read before the PUT",
    by: "4: Azure was changed",
    edits: [
      {
        file: CHANGE,
        find: 'const connection: Connection | "gone" = await lookAt(world, request);',
        replace: "const { connection } = story;",
      },
    ],
  },
  { name: "upsert for insert", by: "1: a row of", removed: { insertIfAbsent: true } },
  {
    name: "applied without Succeeded",
    by: "1: ",
    edits: [{ file: CARRY_OUT, find: 'if (isOurs && connection.provisioning === "done") {', replace: "if (isOurs) {" }],
  },
  {
    name: "any voter counts",
    by: "5: ",
    edits: [
      {
        file: "src/orchestration/owners.ts",
        find: "if (isOwner(group, person.objectId, escalated)) return true;",
        replace: "return true;",
      },
    ],
  },
  {
    name: "no watchdog",
    by: "6: ",
    edits: [{ file: KEEP_GOING, find: "if (hangs(", replace: "if (false && hangs(" }],
  },
  {
    name: "timer not cancelled",
    by: "6: ",
    config: "calm",
    edits: [{ file: DURABLE, find: "      timer.cancel();\n", replace: "" }],
  },
  {
    name: "expiry before votes",
    config: "all-events-lost",
    by: "6: ",
    edits: [
      {
        file: "src/domain/until-decided.ts",
        find: 'if (decision) return { kind: "settle", decision };',
        replace: `const deadlineAt = deadlineOf(story);
          if (decision && !(deadlineAt && new Date(deadlineAt) <= now)) return { kind: "settle", decision };`,
      },
    ],
  },
  {
    name: "conflict thrown, not read back",
    by: "3: ",
    edits: [
      {
        file: "src/adapters/storage/rows.ts",
        find: 'if (answer !== "there") return content;',
        replace: 'if (answer !== "there") return content;\n    throw new Fault("409");',
      },
    ],
  },
  {
    name: "superseded after an intent",
    by: "2: ",
    config: "swaps",
    edits: [
      {
        file: CARRY_OUT,
        find: 'if (!connection) return conclude(story, "indeterminate",',
        replace: 'if (!connection) return conclude(story, "superseded",',
      },
    ],
  },
  {
    name: "new round whenever Pending",
    by: "7: round",
    edits: [
      {
        file: "src/domain/round.ts",
        find: "      return last.seenNotPending;",
        replace: "      return true;",
      },
    ],
  },
  {
    name: "wake before the row",
    by: "6: ",
    config: "calm",
    edits: [
      {
        file: "src/orchestration/cast-vote.ts",
        find: "  const counts = await world.store.votes.insert(request.id, { ...said, verdict });",
        replace:
          "  await wakeApproval(world, orchestrations, request.id);\n  await new Promise((done) => process.nextTick(done));\n  const counts = await world.store.votes.insert(request.id, { ...said, verdict });",
      },
      {
        file: "src/orchestration/cast-vote.ts",
        find: "  await wakeApproval(world, orchestrations, request.id);\n  await recordVote",
        replace: "  await recordVote",
      },
    ],
  },
  {
    name: "no back-off",
    config: "arm-and-teams",
    by: "7: r-",
    edits: [
      {
        file: "src/orchestration/approval.ts",
        find: "return soonest(longest, backOffUntil(failures, waits, now, requestId));",
        replace: "return now;",
      },
    ],
  },
  {
    name: "record after the change",
    by: "2: Azure was changed",
    edits: [
      {
        file: NEXT_STEP,
        find: "if (missing.length > 0) return",
        replace: "if (missing.length > 0 && (story.outcome || !story.intent)) return",
      },
    ],
  },
  {
    name: "rows read in the order of writing",
    by: "thrown: advance: Contradiction",
    config: "two-orchestrations",
    edits: [
      {
        file: "src/orchestration/load-story.ts",
        find: "  const ended = await store.outcomes.find(id);\n  const intentOrEnd = await store.intents.find(id);\n  const decision = await store.decisions.find(id);\n",
        replace:
          "  const decision = await store.decisions.find(id);\n  const intentOrEnd = await store.intents.find(id);\n  const ended = await store.outcomes.find(id);\n",
      },
    ],
  },
  {
    name: "final without confirmation",
    by: "5: ",
    edits: [
      {
        file: "src/orchestration/cast-vote.ts",
        find: "if (isFinal(verdict) && !click.confirmed) {",
        replace: "if (false as boolean) {",
      },
    ],
  },
  {
    name: "clean-up before its grace is over",
    by: "4: ",
    edits: [
      {
        file: "src/domain/situation.ts",
        find: "later(own.disconnectedSince, { hours: graceHours }) <= now;",
        replace: "later(own.disconnectedSince, { hours: 0 * graceHours }) <= now;",
      },
    ],
  },
  {
    name: "nobody is called out of the line",
    by: "3: ",
    config: "crowded",
    edits: [
      {
        file: "src/orchestration/tend-channels.ts",
        find: "if (isAnybody) await callNext(world, orchestrations, cards, line);",
        replace: "",
      },
    ],
  },
  {
    name: "the known card is taken for a copy",
    by: "3: the card of",
    config: "crowded",
    edits: [
      {
        file: "src/domain/copies.ts",
        find: "const known = [card, ...copies].find",
        replace: "const known = copies.find",
      },
    ],
  },
];
