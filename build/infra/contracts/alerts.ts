import * as z from "zod";
import { refusalsTold } from "../../../src/adapters/teams/refusals.ts";
import { SEAL_ALERT_MINUTES, SWEEP_ALERT_MINUTES } from "../../../src/domain/examination-timers.ts";
import { OVERDUE_HOURS } from "../../../src/domain/overdue.ts";
import { sweptDetails } from "../../../src/orchestration/sweep.ts";
import type { LogDetails } from "../../../src/ports.ts";
import { ofType, resourcesIn, type Snapshots } from "../snapshots.ts";

const rule = z.object({
  displayName: z.string(),
  windowSize: z.string(),
  criteria: z.object({
    allOf: z.tuple([z.looseObject({ query: z.string(), dimensions: z.array(z.object({ name: z.string() })) })]),
  }),
});

/** As Microsoft words it: the only alert that asks for nothing of ours. */
const CAP = '_LogOperation | where Category =~ "Ingestion" | where Detail contains "OverQuota"';

/** Doctor says after what time without a run they fire. */
const SILENCES = new Map([
  ["sweep", SWEEP_ALERT_MINUTES],
  ["seal", SEAL_ALERT_MINUTES],
]);
const OVERDUE = OVERDUE_HOURS === 24 ? "a day" : `${OVERDUE_HOURS} hours`;

/** Nothing would ever fire that looks for a line that is never written, or for a detail that it does not have. */
export function alertFaults(snapshots: Snapshots, functions: readonly string[], source: string): readonly string[] {
  const rules = ofType(resourcesIn(snapshots, "core"), "Microsoft.Insights/scheduledQueryRules");
  const parsed = rules.map(({ properties }) => rule.parse(properties));
  const asked = parsed.map(({ criteria }) => criteria.allOf[0]);
  const ours = asked.filter(({ query }) => query !== CAP);
  return [
    ...ours.flatMap(({ query }) => faultsOf(query, functions, source)),
    ...parsed.flatMap(timeFaults),
    ...asked.flatMap(({ query, dimensions }) =>
      dimensions
        .filter(({ name }) => !query.includes(`| mv-expand ${name} = `))
        .map(({ name }) => `alerts: no column ${name} to tell by`),
    ),
    ...(ours.length === asked.length - 1 ? [] : ["alerts: none tells that the cap of the logs is reached"]),
  ];
}

function timeFaults({ displayName, windowSize, criteria }: z.infer<typeof rule>): readonly string[] {
  const [{ query }] = criteria.allOf;
  const silences = functionsIn(query).flatMap((name) => {
    const minutes = SILENCES.get(name);
    return minutes === undefined || windowSize === `PT${minutes}M` ? [] : [{ name, minutes }];
  });
  return [
    ...silences.map(({ name, minutes }) => `alerts: ${windowSize} without ${name}, and doctor says ${minutes} minutes`),
    ...(query.includes("line.overdueIds") && !displayName.endsWith(`for more than ${OVERDUE}`)
      ? [`alerts: requests are overdue after ${OVERDUE}, and it is called "${displayName}"`]
      : []),
  ];
}

function functionsIn(query: string): readonly string[] {
  return quotedAfter(query, /Name == "([^"]+)"/g);
}

function faultsOf(query: string, functions: readonly string[], source: string): readonly string[] {
  const names = functionsIn(query);
  const lines = [
    ...quotedAfter(query, /message == "([^"]+)"/g),
    ...quotedAfter(query, /message in \(([^)]+)\)/g).flatMap((list) => quotedAfter(list, /"([^"]+)"/g)),
  ];
  const details = quotedAfter(query, /\bline\.(\w+)/g).filter((name) => name !== "message");
  const written = detailsWritten();
  return [
    ...names.filter((name) => !functions.includes(name)).map((name) => `alerts: there is no function ${name}`),
    ...lines.filter((line) => !source.includes(`"${line}"`)).map((line) => `alerts: nothing logs "${line}"`),
    ...details.flatMap((detail) =>
      lines.filter((line) => !written.get(line)?.has(detail)).map((line) => `alerts: "${line}" has no ${detail}`),
    ),
    ...(names.length + lines.length > 0 ? [] : [`alerts: this asks for nothing of ours: ${query}`]),
  ];
}

/** Of the lines whose details alerts ask for: what the code itself writes. */
function detailsWritten(): ReadonlyMap<string, ReadonlySet<string>> {
  const written = new Map<string, ReadonlySet<string>>();
  const warn = (message: string, details: LogDetails = {}) => void written.set(message, new Set(Object.keys(details)));
  warn("Swept", sweptDetails({ namespaces: 0, begun: 0, open: 0, failed: 0 }, new Map(), new Date(0)));
  const tell = refusalsTold({ warn }, () => new Date(0));
  for (let call = 0; call < 1_000; call += 1) tell({ kind: "refused", status: 401, why: "no token" });
  return written;
}

function quotedAfter(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, quoted]) => quoted ?? []);
}
