import { hasRole } from "../domain/caller.ts";
import { FILTER_KEYS } from "../domain/search/values.ts";
import { EXPORT_FORMATS, exported } from "./export.ts";
import { type Answered, type Call, type Query, valueIn } from "./parts.ts";
import { faulty, Refused } from "./problem.ts";
import { readerOf } from "./reader.ts";
import { search } from "./search.ts";

const DEFAULT_TOP = 50;

/** What the query itself is made of; the rest says how it is answered. */
const QUERY_PARAMETERS: readonly string[] = ["q", "from", "to", "order", ...FILTER_KEYS];

export async function searchAudit({ parts, caller, query }: Call): Promise<Answered> {
  const reader = await readerOf(parts.world, caller);
  const parameters = query.filter(([name]) => QUERY_PARAMETERS.includes(name));
  const format = EXPORT_FORMATS.find((known) => known === valueIn(query, "format"));
  if (format) {
    if (!hasRole(caller, "Audit.Export")) throw new Refused(403, "An export needs the role Audit.Export.");
    const faults = faultsOfExport(query);
    if (faults.length > 0) throw faulty(faults);
    return exported(parts, reader, parameters, format);
  }
  const asking = {
    parameters,
    top: Number(valueIn(query, "top") ?? DEFAULT_TOP),
    cursor: valueIn(query, "cursor"),
    facets: facetsIn(query),
    explain: valueIn(query, "explain") === "true",
  };
  return { json: await search({ ...parts, reader }, asking) };
}

function facetsIn(query: Query): readonly string[] {
  return [...new Set((valueIn(query, "facets") ?? "").split(",").filter(Boolean))];
}

/** Whatever says which page of an answer is meant. */
const PAGING = ["top", "cursor", "facets", "explain"];

function faultsOfExport(query: Query) {
  const paging = query.filter(([name]) => PAGING.includes(name));
  const faults = paging.map(([parameter]) => ({ parameter, message: "is not of an export, which is of everything" }));
  const isOldest = valueIn(query, "order") === "oldest";
  const message = "of an export is newest: rows are streamed as they are stored";
  return isOldest ? [...faults, { parameter: "order", message }] : faults;
}
