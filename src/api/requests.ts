import type { RequestStory, RequestSummary, RequestsAnswer } from "../domain/answers.ts";
import { AUDIT_KINDS } from "../domain/audit.ts";
import { connectionIdOf, foldedId, namespaceIdOf } from "../domain/azure-id.ts";
import { cardStateOf, type ShownDecision, votesNeeded } from "../domain/card.ts";
import { type AnyEntry, entryIn } from "../domain/recorded.ts";
import type { ConnectionRequest, Decision } from "../domain/request.ts";
import { isRequestId } from "../domain/request-id.ts";
import type { AuditQuery } from "../domain/search/query.ts";
import { deadlineOf, type Story } from "../domain/story.ts";
import { inParallel } from "../in-parallel.ts";
import { loadStory } from "../orchestration/load-story.ts";
import { draw } from "../orchestration/talk.ts";
import type { World } from "../orchestration/world.ts";
import { type Names, namesFrom } from "./names.ts";
import { type Answered, type ApiParts, type Call, type Query, valueIn } from "./parts.ts";
import { notFound } from "./problem.ts";
import { mayRead, type Reader, readerOf } from "./reader.ts";
import { planFor, positionOf, search } from "./search.ts";

const DEFAULT_TOP = 50;
const DEFAULT_TOP_OPEN = 500;
/** Requests of which the rows are read at the same time. */
const AT_ONCE = 8;

/** Open requests stand in an index of their own; those that ended are found by their beginning in the record. */
export async function listRequests({ parts, caller, query }: Call): Promise<Answered> {
  const reader = await readerOf(parts.world, caller);
  const state = valueIn(query, "state") ?? "open";
  const listing = { parts, reader, query, asked: query.filter(([name]) => ["namespace", "from", "to"].includes(name)) };
  return { json: state === "open" ? await openRequests(listing) : await pastRequests(listing, state) };
}

interface Listing {
  readonly parts: ApiParts;
  readonly reader: Reader;
  readonly query: Query;
  /** What says which requests are meant. */
  readonly asked: Query;
}

/** Oldest first: they wait longest. */
async function openRequests({ parts, reader, query, asked }: Listing): Promise<RequestsAnswer> {
  const { world, cursors } = parts;
  const { query: meant } = await planFor(world, reader, asked);
  const bound = JSON.stringify(["open", reader.caller.person.objectId, ...asked]);
  const past = (await positionOf(cursors, valueIn(query, "cursor"), bound))?.key ?? "";
  const open = (await world.store.requests.allOpen()).filter(
    (request) => mayRead(reader, request.connection) && isMeant(meant, request) && placeOf(request) > past,
  );
  const oldestFirst = open.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  const page = oldestFirst.slice(0, Number(valueIn(query, "top") ?? DEFAULT_TOP_OPEN));
  const last = page.length < open.length ? page.at(-1) : undefined;
  const next = last && (await cursors.cursorAt({ key: placeOf(last), askedAt: "" }, bound));
  return { requests: await summariesOf(world, page), ...(next !== undefined && { next }) };
}

const placeOf = ({ seenAt, id }: ConnectionRequest) => `${seenAt}|${id}`;

function isMeant({ filters, span: { from = "", to = "~" } }: AuditQuery, request: ConnectionRequest): boolean {
  const namespace = foldedId(namespaceIdOf(request.connection));
  const isThere = filters.every(({ key, anyOf }) => key !== "namespace" || anyOf.includes(namespace));
  return isThere && request.seenAt >= from && request.seenAt < to;
}

async function pastRequests({ parts, reader, query, asked }: Listing, state: string): Promise<RequestsAnswer> {
  const parameters = [...asked, ["kind", "request.seen,request.asked"] as const];
  const top = Number(valueIn(query, "top") ?? DEFAULT_TOP);
  const asking = { parameters, top, cursor: valueIn(query, "cursor"), facets: [], explain: false };
  const { entries, next } = await search({ ...parts, reader }, asking);
  const found = await Promise.all(entries.map(({ request }) => parts.world.store.requests.find(request)));
  const requests = found.filter((request) => request !== undefined);
  const meant = state === "ended" ? requests.filter(({ progress }) => progress.closed) : requests;
  return { requests: await summariesOf(parts.world, meant), ...(next !== undefined && { next }) };
}

async function summariesOf(world: World, requests: readonly ConnectionRequest[]): Promise<readonly RequestSummary[]> {
  const names = namesFrom(world.store.people);
  return inParallel(requests, AT_ONCE, async (request) =>
    summaryOf(await loadStory(world, request, "gone"), names, world.clock()),
  );
}

async function summaryOf(story: Story, names: Names, now: Date): Promise<RequestSummary> {
  const { request, decision, outcome } = story;
  const { id, kind, connection, privateEndpoint, requester, message, round, seenAt } = request;
  const deadlineAt = deadlineOf(story);
  return {
    ...{
      id,
      kind,
      state: cardStateOf(story, now),
      namespace: namespaceIdOf(connection),
      connection: connectionIdOf(connection),
    },
    ...{ privateEndpoint, requester, message, round, seenAt },
    ...{ votes: story.votes.filter(({ counts }) => counts).length, votesNeeded: votesNeeded(story) },
    ...(deadlineAt !== undefined && { deadlineAt }),
    ...(decision && { decision: await shownDecision(decision, names) }),
    ...(outcome && { outcome }),
  };
}

async function shownDecision({ verdict, comment, by, voters, at }: Decision, names: Names): Promise<ShownDecision> {
  const people = await Promise.all(
    voters.map(async (ref) => (await names({ actor: { kind: "person", ref } } as AnyEntry)) ?? ref),
  );
  return { verdict, comment, by: by.kind === "rule" ? by.ref : people.join(" and "), byKind: by.kind, at };
}

/** With everything that is on record about it; what happened in one millisecond comes in the order of a story. */
export async function showRequest({ parts, caller, path }: Call): Promise<Answered> {
  const { world } = parts;
  const reader = await readerOf(world, caller);
  const { story, card } = await storyFor(world, reader, path["id"] ?? "");
  const names = namesFrom(world.store.people);
  const entries = await entriesOf(world, story.request.id);
  const history = await inParallel(entries, AT_ONCE, (entry) => shown(world, entry, names));
  const json: RequestStory = {
    ...(await summaryOf(story, names, world.clock())),
    ...{ card, verbs: card.verbs, history: history.toSorted(asInAStory) },
  };
  return { json };
}

function asInAStory(one: AnyEntry, other: AnyEntry): number {
  return one.at.localeCompare(other.at) || AUDIT_KINDS.indexOf(one.kind) - AUDIT_KINDS.indexOf(other.kind);
}

async function entriesOf({ store, log }: World, requestId: string): Promise<readonly AnyEntry[]> {
  const span = { from: "1970-01-01T00:00:00.000Z", to: "9999-01-01T00:00:00.000Z" };
  const entries: AnyEntry[] = [];
  for await (const rows of store.index.read({ by: "request", value: requestId, span }, { page: 1_000 }))
    for (const row of rows) {
      const entry = entryIn(row);
      if (entry) entries.push(entry);
      else log.error("A row of the audit log is no entry: somebody has written there", { entry: row.id });
    }
  return entries;
}

async function shown({ store }: World, entry: AnyEntry, names: Names): Promise<RequestStory["history"][number]> {
  const [actorName, index] = await Promise.all([names(entry), store.inbox.indexOf(entry)]);
  return { ...entry, ...(actorName !== undefined && { actorName }), ...(index !== undefined && { index }) };
}

async function storyFor(world: World, reader: Reader, id: string) {
  const request = isRequestId(id) ? await world.store.requests.find(id) : undefined;
  if (!request || !mayRead(reader, request.connection)) throw notFound();
  const story = await loadStory(world, request, "gone");
  return { story, card: await draw(world, story) };
}
