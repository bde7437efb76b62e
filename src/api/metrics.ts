import { foldedId, namespaceIdOf } from "../domain/azure-id.ts";
import { approvedAmong } from "../domain/connection.ts";
import { figuresOf } from "../domain/figures.ts";
import type { AnyEntry } from "../domain/recorded.ts";
import type { ConnectionRequest } from "../domain/request.ts";
import { looked } from "./look.ts";
import { namesFrom } from "./names.ts";
import { seenBy } from "./namespaces.ts";
import type { Answered, Call } from "./parts.ts";
import { mayRead, type Reader, readerOf } from "./reader.ts";
import { planFor, thisMinute } from "./search.ts";

/** Of what figures are made; the rest only fills the range. */
const KINDS = "request.seen,request.asked,decision.made,request.expired,change.applied,external.change";
/** Rows that one answer reads: beyond, it tells of a shorter time. */
const MOST_ROWS = 20_000;

export async function metrics({ parts, caller, query }: Call): Promise<Answered> {
  const { world } = parts;
  const reader = await readerOf(world, caller);
  const { plan } = await planFor(world, reader, [...query, ["kind", KINDS]]);
  const [seen, open] = await Promise.all([seenBy(parts, reader), world.store.requests.allOpen()]);
  const namespaces = plan.by === "namespace" ? plan.ranges.map(({ value }) => value) : undefined;
  const isMeant = (key: string) => namespaces === undefined || namespaces.includes(key);
  const { entries, from } = await entriesIn(world, reader, plan);
  const used = seen
    .filter(({ key }) => isMeant(key))
    .reduce((sum, { connections }) => sum + approvedAmong(connections), 0);
  const own = open.filter((request) => mayRead(reader, request.connection) && isMeant(keyOf(request)));
  const byNamespace = new Map([...Map.groupBy(own, keyOf)].map(([key, requests]) => [key, requests.length]));
  const to = new Date(Math.min(Date.parse(plan.span.to), thisMinute(world).getTime())).toISOString();
  return { json: figuresOf(entries, { open: byNamespace, used }, { from: from ?? plan.span.from, to }) };
}

const keyOf = ({ connection }: ConnectionRequest) => foldedId(namespaceIdOf(connection));

async function entriesIn({ store }: Call["parts"]["world"], { within }: Reader, plan: Parameters<typeof looked>[1]) {
  const entries: AnyEntry[] = [];
  let rows = 0;
  const options = { within, page: 1_000, past: "" };
  for await (const { row, entry } of looked(store.index, plan, namesFrom(store.people), options)) {
    rows += 1;
    if (rows > MOST_ROWS) return { entries, from: row.at };
    if (entry) entries.push(entry);
  }
  return { entries, from: undefined };
}
