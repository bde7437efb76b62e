import type {
  Figures,
  MeAnswer,
  MetricsAnswer,
  NamespaceSummary,
  RequestStory,
  RequestSummary,
  ShownEntry,
} from "../../../src/domain/answers.ts";
import { anEntry, aStory, aSummary, hoursAgo, NOW, namespaceId } from "./asked.ts";

/** What the service knows, as far as the page shows it. */
export interface World {
  me: MeAnswer;
  requests: readonly RequestSummary[];
  namespaces: readonly NamespaceSummary[];
  /** Newest first. */
  entries: readonly ShownEntry[];
  stories: ReadonlyMap<string, RequestStory>;
  metrics: MetricsAnswer;
}

const OLGA = { kind: "person", ref: "p-7rj2", commitment: "c0ffee" } as const;
const OMAR = { kind: "person", ref: "p-k4wd", commitment: "decaf0" } as const;

const open: readonly RequestSummary[] = [
  aSummary({
    ...{ endpoint: "pe-orders-import", hours: 0.2, message: "Nightly order import, ticket CHG-20417" },
    more: { deadlineAt: hoursAgo(-71.8) },
  }),
  aSummary({
    ...{
      endpoint: "pe-settlement",
      namespace: "contoso-payments",
      hours: 5.4,
      message: "Settlement runs, ticket 4711",
    },
    more: { deadlineAt: hoursAgo(-18.6), votes: 1, votesNeeded: 2 },
  }),
  aSummary({
    ...{ endpoint: "pe-reporting", hours: 27, message: "Read-only reporting for the Q4 close", own: true },
    more: { state: "held", deadlineAt: hoursAgo(-60) },
  }),
  aSummary({
    endpoint: "pe-scanner-07",
    namespace: "contoso-warehouse",
    hours: 71.5,
    more: { deadlineAt: hoursAgo(0.5) },
  }),
  aSummary({
    ...{ endpoint: "pe-ledger-old", namespace: "contoso-payments", hours: 8, own: true },
    more: { kind: "revoke", state: "applying", votes: 2, votesNeeded: 2, round: 2 },
  }),
];

const decision = {
  verdict: "approve",
  comment: "Known partner, ticket 4711",
  by: "Olga Owens",
  byKind: "person",
} as const;

const ended: readonly RequestSummary[] = [
  aSummary({
    ...{ endpoint: "pe-orders-eu", hours: 50, message: "Orders from the EU shop, ticket 4711" },
    more: {
      state: "applied",
      votes: 1,
      decision: { ...decision, at: hoursAgo(47) },
      outcome: {
        kind: "applied",
        by: "service",
        at: hoursAgo(46.98),
        reason: "Azure shows Approved",
        after: "Approved",
      },
    },
  }),
  aSummary({
    ...{ endpoint: "pe-scratch-test", namespace: "contoso-warehouse", hours: 90 },
    more: {
      state: "applied",
      decision: {
        ...{ verdict: "reject", comment: "Tests have namespaces of their own", by: "No test endpoints" },
        ...{ byKind: "rule", at: hoursAgo(90) },
      },
      outcome: {
        kind: "applied",
        by: "service",
        at: hoursAgo(89.9),
        reason: "Azure shows Rejected",
        after: "Rejected",
      },
    },
  }),
  aSummary({
    ...{ endpoint: "pe-archive", namespace: "contoso-deadlines", hours: 200, message: "Archive of 2019" },
    more: {
      state: "expired",
      outcome: {
        kind: "expired",
        by: "service",
        at: hoursAgo(128),
        reason: "Nobody decided within 72 hours",
        after: "Pending",
      },
    },
  }),
];

/** How an approval goes, from the first look to the last word. */
function historyOf(request: RequestSummary, from: number): readonly ShownEntry[] {
  const at = (minutes: number) => new Date(Date.parse(request.seenAt) + minutes * 60_000).toISOString();
  const told = [
    anEntry(request, "seen", { at: at(0), kind: "request.seen", comment: request.message, after: "Pending" }),
    anEntry(request, "ruled", {
      ...{ at: at(0.02), kind: "policy.ruled", comment: "No rule allows it: the owners decide" },
      actor: { kind: "rule", ref: "Relay team" },
    }),
    anEntry(request, "asked-1", { at: at(0.1), kind: "card.posted", comment: "Relay approvals" }),
    anEntry(request, "hold-1", {
      ...{ at: at(31), kind: "request.held", actor: OMAR, actorName: "Omar Osei" },
      comment: "Which systems read the orders?",
    }),
    anEntry(request, "vote-p-7rj2", {
      ...{ at: at(179), kind: "vote.cast", actor: OLGA, actorName: "Olga Owens", verdict: "approve" },
      comment: "Known partner, ticket 4711",
    }),
    anEntry(request, "decision", {
      ...{ at: at(180), kind: "decision.made", actor: OLGA, actorName: "Olga Owens", verdict: "approve" },
      comment: "Known partner, ticket 4711",
    }),
    anEntry(request, "intent", {
      ...{ at: at(180.1), kind: "change.intended", before: "Pending", after: "Approved" },
      comment: "Known partner, ticket 4711 [RA-q3k7m2x5ba]",
    }),
    anEntry(request, "outcome", {
      ...{ at: at(181.2), kind: "change.applied", before: "Pending", after: "Approved" },
      ...{ comment: "Azure shows Approved", correlation: "6a1d1c1e-0000-4000-8000-5b4f3f2e1d0c" },
    }),
  ];
  return told.map((entry, index) => ({ ...entry, index: from + index }));
}

function firstStepsOf(request: RequestSummary): readonly ShownEntry[] {
  const { seenAt: at } = request;
  return [
    anEntry(request, "seen", { at, kind: "request.seen", comment: request.message, after: "Pending" }),
    anEntry(request, "asked-1", { at, kind: "card.posted", comment: "Relay approvals" }),
  ];
}

function aNamespace(name: string, group: string, used: number, waiting: number, oldest?: number): NamespaceSummary {
  return {
    id: namespaceId(name),
    ...{ name, group, used, most: 64, open: waiting, resourceGroup: "rg-relay" },
    subscription: "11111111-1111-4111-8111-111111111111",
    connections: { Pending: waiting, Approved: used - waiting, Rejected: 3, Disconnected: 1, Other: 0 },
    ...(oldest === undefined ? {} : { oldestPendingAt: hoursAgo(oldest) }),
  };
}

const figures: Figures = {
  ...{ decided: 214, p50Seconds: 2_460, p95Seconds: 61_200, approved: 171, rejected: 43, autoApproved: 88 },
  ...{ expired: 6, open: 5 },
};

/** Quiet weekends, and a namespace that fills up. */
function dayBefore(days: number): MetricsAnswer["days"][number] {
  const date = new Date(NOW.getTime() - days * 86_400_000);
  const isWeekend = date.getUTCDay() % 6 === 0;
  const day = date.toISOString().slice(0, 10);
  const used = 118 + Math.round((89 - days) * 0.61 + 4 * Math.sin(days / 5));
  if (isWeekend) return { day, decided: 0, used };
  const p50Seconds = Math.round(2_600 + 1_500 * Math.sin(days / 3) + (days % 7) * 260);
  return { day, decided: 3, used, p50Seconds, p95Seconds: p50Seconds * 3 + (days % 5) * 4_100 };
}

export function aWorld(): World {
  const requests = [...open, ...ended].toSorted((one, other) => (one.seenAt < other.seenAt ? 1 : -1));
  const histories = new Map(
    requests.map((one, index) => [
      one.id,
      one.outcome?.kind === "applied" && one.decision?.byKind === "person"
        ? historyOf(one, 4_120 + index * 20)
        : firstStepsOf(one),
    ]),
  );
  return {
    me: { name: "Olga Owens", roles: ["Audit.Read.All", "Audit.Export"] },
    requests,
    namespaces: [
      aNamespace("contoso-orders", "Relay team", 51, 2, 27),
      aNamespace("contoso-payments", "Payments", 64, 1, 5.4),
      aNamespace("contoso-warehouse", "Relay team", 23, 1, 71.5),
      aNamespace("contoso-deadlines", "Deadlines", 8, 0),
      aNamespace("contoso-partners", "Partners", 61, 0),
    ],
    entries: [...histories.values()].flat().sort((one, other) => (one.at < other.at ? 1 : -1)),
    stories: new Map(requests.map((one) => [one.id, aStory(one, histories.get(one.id) ?? [])])),
    metrics: {
      ...{ from: hoursAgo(90 * 24), to: NOW.toISOString(), all: figures },
      namespaces: [
        { ...figures, namespace: "contoso-orders", decided: 120, approved: 101, rejected: 19, open: 2 },
        {
          ...figures,
          namespace: "contoso-payments",
          p50Seconds: 9_720,
          decided: 61,
          approved: 40,
          rejected: 21,
          open: 2,
        },
        {
          ...figures,
          namespace: "contoso-warehouse",
          p50Seconds: 640,
          decided: 33,
          approved: 30,
          rejected: 3,
          open: 1,
        },
      ],
      days: Array.from({ length: 90 }, (_, index) => dayBefore(89 - index)),
    },
  };
}
