import * as z from "zod";
import { EXPORT_FORMATS } from "./export.ts";
import { FACETS } from "./facets.ts";

/** The query's parameters of each route; a name that is not here is a fault. What the query language takes is checked where it is read. */

const MOST_TOP = 500;

const text = z.string();
const top = z
  .string()
  .regex(/^\d+$/, { error: "is no number", abort: true })
  .refine((digits) => Number(digits) >= 1 && Number(digits) <= MOST_TOP, `is not between 1 and ${MOST_TOP}`)
  .optional()
  .meta({ description: `At most so many, up to ${MOST_TOP}` });
const cursor = text
  .max(2_000, "is longer than any cursor")
  .optional()
  .meta({ description: "`next` of the page before" });
const time = (meaning: string) =>
  text.optional().meta({ description: `${meaning}: 2026-10-01, 2026-10-01T10:00Z or 7d` });
const range = { from: time("Beginning, included"), to: time("End; a day is included, a moment is not") };
const filter = (what: string) => text.optional().meta({ description: `${what}; several are separated by commas` });

export const auditParameters = z.strictObject({
  q: text.optional().meta({
    description:
      'The query language: `namespace:contoso-orders actor:olga -kind:card.posted created:>2026-10-01 "ticket 4711"`',
  }),
  request: filter("Id of a request"),
  connection: filter("Azure id, or namespace/connection"),
  namespace: filter("Name or Azure id"),
  subscription: filter("The requester's"),
  actor: filter("Words of a name, a pseudonym, a rule's name, me, service or azure"),
  kind: filter("Kind of an entry, or a family like change.*"),
  verdict: filter("approve, reject, revoke, remove or keep"),
  rule: text.optional().meta({ description: "Name of a rule that decided" }),
  text: text.optional().meta({ description: "In comments and names" }),
  ...range,
  order: z.enum(["newest", "oldest"]).optional(),
  top,
  cursor,
  format: z.enum(["json", ...EXPORT_FORMATS], "is none of json, ndjson, csv, ocsf").optional(),
  facets: text
    .refine(
      (list) => list.split(",").every((facet) => (FACETS as readonly string[]).includes(facet)),
      `is no list of ${FACETS.join(", ")}`,
    )
    .optional()
    .meta({ description: `Counts of ${FACETS.join(", ")}` }),
  explain: z
    .enum(["true", "false"], "is neither true nor false")
    .optional()
    .meta({ description: "Which rows are read" }),
});

export const requestsParameters = z.strictObject({
  state: z.enum(["open", "ended", "all"], "is none of open, ended, all").optional(),
  namespace: text.optional().meta({ description: "Name or Azure id" }),
  ...range,
  top,
  cursor,
});

export const metricsParameters = z.strictObject({ namespace: filter("Name or Azure id"), ...range });

export const noParameters = z.strictObject({});
