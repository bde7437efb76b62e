import * as z from "zod";
import { ofType, resourcesIn, type Snapshots } from "../snapshots.ts";

const rule = z.object({ criteria: z.object({ allOf: z.tuple([z.looseObject({ query: z.string() })]) }) });

/** Nothing would ever fire that looks for a line that is never written. */
export function alertFaults(snapshots: Snapshots, functions: readonly string[], source: string): readonly string[] {
  const rules = ofType(resourcesIn(snapshots, "core"), "Microsoft.Insights/scheduledQueryRules");
  const queries = rules.map(({ properties }) => rule.parse(properties).criteria.allOf[0].query);
  const names = queries.flatMap((query) => quotedAfter(query, /Name == "([^"]+)"/g));
  const lines = queries.flatMap((query) => [
    ...quotedAfter(query, /message == "([^"]+)"/g),
    ...quotedAfter(query, /message in \(([^)]+)\)/g).flatMap((list) => quotedAfter(list, /"([^"]+)"/g)),
  ]);
  return [
    ...names.filter((name) => !functions.includes(name)).map((name) => `alerts: there is no function ${name}`),
    ...lines.filter((line) => !source.includes(`"${line}"`)).map((line) => `alerts: nothing logs "${line}"`),
    ...(names.length + lines.length > 0 ? [] : ["alerts: none looks for anything"]),
  ];
}

function quotedAfter(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, quoted]) => quoted ?? []);
}
