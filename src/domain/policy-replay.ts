import { foldedId, parseNamespaceId, parsePrivateEndpointId } from "./azure-id.ts";
import { groupOf, type Policy } from "./policy.ts";
import { type Ruled, ruledOf, UNWATCHED } from "./policy-case.ts";
import { rulingOf } from "./ruling.ts";

/** What a replay reads of an entry of the record; see `AuditEntry`. */
export interface RecordedEntry {
  readonly at: string;
  readonly kind: string;
  readonly request: string;
  readonly namespace: string;
  readonly connection: string;
  readonly privateEndpoint: string;
  readonly actor: { readonly kind: string; readonly ref: string };
  readonly after: string | undefined;
  readonly verdict: string | undefined;
}

/** What became of a request: a rule decided it at once, or the owners were asked; `said` is what they decided, if they did. */
export interface Became {
  readonly kind: "approve" | "reject" | "ask";
  readonly rule: string | undefined;
  readonly said: "approve" | "reject" | undefined;
}

export interface Replayed {
  readonly request: string;
  readonly at: string;
  readonly connection: string;
  readonly privateEndpoint: string;
  readonly was: Became;
  readonly wouldBe: Ruled;
}

/**
 * What a policy would have done with the requests on record that were seen since then, oldest first. Connections that were
 * approved before the record begins are not known: a rule's `atMost` counts those on record only.
 */
export function replay(policy: Policy, record: readonly RecordedEntry[], since: Date): readonly Replayed[] {
  const soFar: SoFar = { approved: new Tally(), posted: new Set(), replayed: new Map() };
  for (const entry of [...record].sort(byTimeSeenFirst)) {
    if (isAsked(entry)) soFar.replayed.set(entry.request, ruledAnew(policy, entry, soFar.approved));
    if (entry.kind === "card.posted") soFar.posted.add(entry.request);
    if (entry.kind === "decision.made") settle(entry, soFar);
  }
  return [...soFar.replayed.values()].filter(({ at }) => Date.parse(at) >= since.getTime());
}

interface SoFar {
  readonly approved: Tally;
  /** Requests that owners were asked about. */
  readonly posted: Set<string>;
  readonly replayed: Map<string, Replayed>;
}

/** Whether the policy would have treated a request otherwise. */
export function isTreatedOtherwise({ was, wouldBe }: Replayed): boolean {
  return was.kind !== wouldBe.kind;
}

/** Whether the policy would have decided at once the opposite of what the owners said. */
export function isAgainstOwners({ was: { said }, wouldBe: { kind } }: Replayed): boolean {
  return said !== undefined && kind === (said === "approve" ? "reject" : "approve");
}

/** A record may be told newest first, and a rule decides in the moment in which a request is seen. */
function byTimeSeenFirst(one: RecordedEntry, other: RecordedEntry): number {
  const place = ({ kind }: RecordedEntry) => 2 - ["decision.made", "request.seen"].indexOf(kind);
  return Date.parse(one.at) - Date.parse(other.at) || place(one) - place(other);
}

/** A request to revoke or to remove is no policy's matter. */
function isAsked({ kind, after }: RecordedEntry): boolean {
  return kind === "request.seen" && after === "Pending";
}

const NOT_DECIDED: Became = { kind: "ask", rule: undefined, said: undefined };

function ruledAnew(policy: Policy, entry: RecordedEntry, approved: Tally): Replayed {
  const { request, at, connection, privateEndpoint } = entry;
  const wouldBe = ruledNow(policy, entry, approved);
  if (wouldBe.kind === "approve") approved.add(entry);
  return { request, at, connection, privateEndpoint, was: NOT_DECIDED, wouldBe };
}

function ruledNow(policy: Policy, entry: RecordedEntry, approved: Tally): Ruled {
  const namespace = parseNamespaceId(entry.namespace);
  if (!namespace || !groupOf(policy, namespace)) return UNWATCHED;
  const asked = { namespace, privateEndpoint: entry.privateEndpoint, ofSubscription: approved.count(entry) };
  return ruledOf(rulingOf(policy, asked, new Date(entry.at)));
}

/** A rule that decides after a card was posted is that of a deadline: the owners were asked. */
function becameOf({ verdict, actor }: RecordedEntry, wasPosted: boolean): Became {
  const said = verdict === "approve" ? "approve" : "reject";
  if (actor.kind !== "rule") return { kind: "ask", rule: undefined, said };
  return wasPosted ? NOT_DECIDED : { kind: said, rule: actor.ref, said: undefined };
}

/** Where the policy would have asked, the owners are taken to have said what they said; a revoked connection counts no more. */
function settle(decision: RecordedEntry, { approved, posted, replayed }: SoFar): void {
  const { request, verdict } = decision;
  const one = replayed.get(request);
  if (!one && verdict !== "approve") approved.remove(decision);
  if (!one) return;
  replayed.set(request, { ...one, was: becameOf(decision, posted.has(request)) });
  if (one.wouldBe.kind === "ask" && verdict === "approve") approved.add(decision);
}

type Counted = Pick<RecordedEntry, "namespace" | "connection" | "privateEndpoint">;

/** Approved connections by namespace and subscription of the endpoint. */
class Tally {
  private readonly connections = new Map<string, Set<string>>();

  add(entry: Counted): void {
    this.of(entry).add(foldedId(entry.connection));
  }

  remove(entry: Counted): void {
    this.of(entry).delete(foldedId(entry.connection));
  }

  count(entry: Counted): number {
    return this.of(entry).size;
  }

  private of({ namespace, privateEndpoint }: Counted): Set<string> {
    const place = `${foldedId(namespace)} ${parsePrivateEndpointId(privateEndpoint)?.subscription}`;
    const there = this.connections.get(place) ?? new Set();
    this.connections.set(place, there);
    return there;
  }
}
