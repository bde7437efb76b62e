import { type AuditEntry, voteEntry } from "../../src/domain/audit.ts";
import { type ConnectionId, connectionIdOf, type NamespaceId } from "../../src/domain/azure-id.ts";
import type { Connection } from "../../src/domain/connection.ts";
import type { Hold } from "../../src/domain/hold.ts";
import type { Person } from "../../src/domain/person.ts";
import type { AllowRule, DenyRule, Policy, PolicyPerson, WatchedGroup } from "../../src/domain/policy.ts";
import { type CardCopy, NO_PROGRESS, type Progress } from "../../src/domain/progress.ts";
import type { ConnectionRequest, Decision, Intent, Outcome, Rule, Vote } from "../../src/domain/request.ts";
import type { Round } from "../../src/domain/round.ts";
import type { Story } from "../../src/domain/story.ts";
import type { CountedVote } from "../../src/domain/votes.ts";

export const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
export const OTHER_TENANT = "bbbbbbbb-0000-4000-8000-000000000002";
export const OWNER_SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const FABRIKAM = "22222222-2222-4222-8222-222222222222";
export const LOGISTICS = "33333333-3333-4333-8333-333333333333";

export const olga: Person = { objectId: "e0000000-0000-4000-8000-000000000001", tenant: TENANT, name: "Olga Owens" };
export const omar: Person = { objectId: "e0000000-0000-4000-8000-000000000002", tenant: TENANT, name: "Omar Osei" };
export const rita: Person = { objectId: "e0000000-0000-4000-8000-000000000003", tenant: TENANT, name: "Rita Reader" };
export const gus: Person = {
  objectId: "e0000000-0000-4000-8000-000000000004",
  tenant: OTHER_TENANT,
  name: "Gus Guest",
};

export function aNamespace(overrides: Partial<NamespaceId> = {}): NamespaceId {
  return { subscription: OWNER_SUBSCRIPTION, resourceGroup: "rg-relay", namespace: "contoso-orders", ...overrides };
}

export function aConnectionId(overrides: Partial<ConnectionId> = {}): ConnectionId {
  return { ...aNamespace(), connection: "97086447-89ef-4090-a1da-e4bb33a72509", ...overrides };
}

export function aPrivateEndpoint(name = "pe-orders", subscription = FABRIKAM): string {
  return `/subscriptions/${subscription}/resourceGroups/rg-app/providers/Microsoft.Network/privateEndpoints/${name}`;
}

export function aConnection(overrides: Partial<Connection> = {}): Connection {
  return {
    id: aConnectionId(),
    privateEndpoint: aPrivateEndpoint(),
    status: "Pending",
    description: "Please let our order importer in",
    provisioning: "done",
    region: "westeurope",
    ...overrides,
  };
}

export type RequestOverrides = Partial<Omit<ConnectionRequest, "progress">> & { readonly progress?: Partial<Progress> };

export function aRequest({ progress, ...overrides }: RequestOverrides = {}): ConnectionRequest {
  return {
    id: `r-${"a".repeat(26)}`,
    kind: "approve-or-reject",
    connection: aConnectionId(),
    privateEndpoint: aPrivateEndpoint(),
    round: 1,
    from: "Pending",
    fromMark: undefined,
    rule: undefined,
    askedBy: undefined,
    why: "No rule fits.",
    requester: { subscription: FABRIKAM, tenant: "other" },
    message: "Please let our order importer in",
    region: "westeurope",
    endpointsUsed: 3,
    background: undefined,
    seenAt: "2026-11-20T09:00:00.000Z",
    deadlineAt: undefined,
    policyVersion: "sha256:0123456789abcdef",
    progress: { ...NO_PROGRESS, ...progress },
    ...overrides,
  };
}

export function aRule(overrides: Partial<Rule> = {}): Rule {
  return { of: "policy", name: "partners", verdict: "approve", comment: "On the allow list", ...overrides };
}

export function aVote(overrides: Partial<Vote> = {}): Vote {
  return {
    by: `p-${"o".repeat(26)}`,
    commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    verdict: "approve",
    comment: "Known partner",
    at: "2026-11-20T09:10:00.000Z",
    policyVersion: "sha256:0123456789abcdef",
    ...overrides,
  };
}

export function aHold(overrides: Partial<Hold> = {}): Hold {
  const { by, commitment, policyVersion } = aVote();
  return {
    ...{ by, commitment, policyVersion, question: "Which team is this for?" },
    at: "2026-11-20T10:00:00.000Z",
    until: "2026-11-23T10:00:00.000Z",
    ...overrides,
  };
}

export function aCountedVote(overrides: Partial<CountedVote> = {}): CountedVote {
  return { ...aVote(overrides), counts: true, ...overrides };
}

export function aDecision(overrides: Partial<Decision> = {}): Decision {
  const { by: ref, commitment } = aVote();
  return {
    verdict: "approve",
    comment: "Known partner",
    by: { kind: "person", ref, commitment },
    voters: [ref],
    at: "2026-11-20T09:10:01.000Z",
    policyVersion: "sha256:0123456789abcdef",
    ...overrides,
  };
}

export function anIntent(overrides: Partial<Intent> = {}): Intent {
  const mark = "RA-k3m9q2";
  return {
    mark,
    from: "Pending",
    to: "Approved",
    description: `Known partner [${mark}]`,
    at: "2026-11-20T09:10:02.000Z",
    ...overrides,
  };
}

export function anOutcome(overrides: Partial<Outcome> = {}): Outcome {
  return {
    kind: "applied",
    by: "service",
    at: "2026-11-20T09:10:40.000Z",
    reason: "Azure shows the change",
    after: "Approved",
    ...overrides,
  };
}

export function aRound(overrides: Partial<Round> = {}): Round {
  return {
    connection: connectionIdOf(aConnectionId()),
    privateEndpoint: aPrivateEndpoint(),
    kind: "approve-or-reject",
    round: 1,
    requestId: aRequest().id,
    outcome: undefined,
    seenNotPending: false,
    mark: undefined,
    onRecord: undefined,
    changes: 0,
    telling: undefined,
    wish: undefined,
    settled: false,
    disconnectedSince: undefined,
    rule: undefined,
    fromMark: undefined,
    cleanUpPlanned: false,
    ...overrides,
  };
}

/** As a policy names somebody. */
export function aPerson({ objectId }: Person): PolicyPerson {
  return { id: objectId, name: undefined };
}

export function aGroup(overrides: Partial<WatchedGroup> = {}): WatchedGroup {
  return {
    name: "Relay team",
    namespaces: [{ subscription: OWNER_SUBSCRIPTION, resourceGroup: undefined, name: "contoso-*" }],
    owners: [aPerson(olga), aPerson(omar)],
    ownersByAzureRole: false,
    channel: { id: "19:relayapprovals@thread.tacv2", name: "Relay approvals" },
    quorum: 1,
    quorumForOtherTenants: 1,
    comment: "on-reject",
    remindEveryHours: undefined,
    escalation: undefined,
    expiry: undefined,
    holdHours: 72,
    external: "accept",
    ...overrides,
  };
}

export function anAllowRule(overrides: Partial<AllowRule> = {}): AllowRule {
  const { hold: _, ...rule } = aDenyRule();
  return { ...rule, name: "logistics", subscription: LOGISTICS, atMost: undefined, ...overrides };
}

/** Without a condition: it is about every endpoint. */
export function aDenyRule(overrides: Partial<DenyRule> = {}): DenyRule {
  return {
    name: "closed",
    subscription: undefined,
    namespace: undefined,
    resourceGroup: undefined,
    endpoint: undefined,
    until: undefined,
    reason: "Nobody joins during the migration",
    addedBy: "Olga Owens",
    hold: false,
    ...overrides,
  };
}

export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    version: "sha256:0123456789abcdef",
    groups: [aGroup()],
    allow: [],
    deny: [],
    cleanUp: { graceHours: 72, mostARun: 10, consumerSubscriptions: [] },
    ...overrides,
  };
}

export function aCopy(overrides: Partial<CardCopy> = {}): CardCopy {
  const channel = aGroup().channel.id;
  return { channel, conversation: `${channel};messageid=1`, activity: "1", state: "found", ...overrides };
}

export function aStory(overrides: Partial<Story> = {}): Story {
  return {
    request: aRequest(),
    round: aRound(),
    votes: [],
    holds: [],
    decision: undefined,
    intent: undefined,
    outcome: undefined,
    connection: aConnection(),
    group: aGroup(),
    policyVersion: "sha256:0123456789abcdef",
    ruleStands: true,
    inLine: false,
    ...overrides,
  };
}

export function anEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return { ...voteEntry(aRequest(), aVote(), "0.1.0"), ...overrides };
}
