import type { AuditEntry } from "../domain/audit.ts";
import { foldedId, isGuid, namespaceIdOf, parsePrivateEndpointId } from "../domain/azure-id.ts";
import { type CommandAnswer, tableOf } from "../domain/command.ts";
import type { AuditRange } from "../domain/search/plan.ts";
import { later } from "../domain/waits.ts";
import { NOT_FOUND, namespaceNamed, requestNamed, type Scope, severalNamespaces, severalOf } from "./command-scope.ts";
import { newestEntries } from "./newest-entries.ts";
import type { World } from "./world.ts";

const COLUMNS = ["When", "What", "Who", "About", "Words"];

/** So many entries are read, the newest ones. */
const MOST_ENTRIES = 200;

interface Asked {
  readonly about: string;
  readonly sinceHours: number;
  readonly from: number;
}

/** What is on record about a request, a namespace or a requester's subscription, newest first. */
export async function trailOf(world: World, scope: Scope, { about, sinceHours, from }: Asked): Promise<CommandAnswer> {
  const found = await meantBy(world, scope, about);
  if ("text" in found) return { kind: "words", text: found.text };
  const span = spanSince(world.clock(), sinceHours);
  const newest = await newestEntries(world.store.index, { ...found, span }, MOST_ENTRIES);
  const entries = newest.filter((entry) => isWithin(found, entry));
  if (entries.length === 0 && found.by === "subscription") return { kind: "words", text: NOT_FOUND };
  const whoIn = await actorsIn(world, entries);
  const rows = entries.map((entry) => rowOf(entry, whoIn(entry)));
  const title = entries.length === 1 ? "1 entry on record" : `${entries.length} entries on record`;
  const far = newest.length === MOST_ENTRIES ? `, the newest ${MOST_ENTRIES}` : "";
  const note = `Since ${span.from.slice(0, 16).replace("T", " ")} UTC${far}.`;
  const asked = { kind: "audit", about: found.of, sinceHours, from } as const;
  return { kind: "table", table: tableOf({ title, about: found.of, asked, columns: COLUMNS, rows, from, note }) };
}

/** A machine's clock may be ahead of ours. */
function spanSince(now: Date, hours: number) {
  return { from: later(now, { hours: -hours }).toISOString(), to: later(now, { minutes: 5 }).toISOString() };
}

/** By what entries are looked up, and what of them the asker may see; or words why nothing is. */
type Meant =
  | (Pick<AuditRange, "by" | "value"> & { readonly of: string; readonly within: readonly string[] | undefined })
  | { readonly text: string };

async function meantBy(world: World, scope: Scope, about: string): Promise<Meant> {
  if (isGuid(about)) return ofSubscription(scope, about.toLowerCase());
  const request = await ofRequest(world, scope, about);
  if (request) return request;
  const found = await namespaceNamed(scope, about);
  if (found === "none") return { text: NOT_FOUND };
  if (!("namespace" in found)) return { text: severalNamespaces(found) };
  const of = namespaceIdOf(found.namespace);
  return { by: "namespace", value: foldedId(of), of, within: undefined };
}

/** A namespace may begin as an id does. */
async function ofRequest(world: World, scope: Scope, name: string): Promise<Meant | undefined> {
  const request = name.toLowerCase().startsWith("r-") ? await requestNamed(world, scope, name) : "none";
  if (request === "none") return undefined;
  return "id" in request
    ? { by: "request", value: request.id, of: request.id, within: undefined }
    : { text: severalOf("requests", request) };
}

async function ofSubscription(scope: Scope, of: string): Promise<Meant> {
  const { covered } = await scope.all();
  const within = covered.map(({ namespace }) => foldedId(namespaceIdOf(namespace)));
  return { by: "subscription", value: of, of, within };
}

function isWithin({ within }: Exclude<Meant, { readonly text: string }>, { namespace }: AuditEntry): boolean {
  return within === undefined || within.includes(foldedId(namespace));
}

function rowOf(entry: AuditEntry, who: string): readonly string[] {
  const { at, kind, privateEndpoint, comment, before, after } = entry;
  const changed = after === undefined ? [] : [before === undefined ? after : `${before} → ${after}`];
  const endpoint = parsePrivateEndpointId(privateEndpoint)?.name ?? privateEndpoint;
  const words = [...changed, ...(comment ? [comment] : [])].join(": ");
  return [`${at.slice(0, 16).replace("T", " ")}`, kind, who, endpoint, words];
}

/** A person by name, as long as People knows them; each is looked up once. */
async function actorsIn({ store }: World, entries: readonly AuditEntry[]): Promise<(entry: AuditEntry) => string> {
  const people = entries.flatMap(({ actor }) => (actor.kind === "person" ? [actor.ref] : []));
  const find = async (ref: string) => [ref, (await store.people.find(ref))?.name || ref] as const;
  const names = new Map(await Promise.all([...new Set(people)].map(find)));
  return ({ actor }) => {
    if (actor.kind === "person") return String(names.get(actor.ref));
    return actor.kind === "rule" ? `rule ${actor.ref}` : actor.kind;
  };
}
