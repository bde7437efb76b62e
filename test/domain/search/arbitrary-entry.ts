import fc from "fast-check";
import { AUDIT_KINDS } from "../../../src/domain/audit.ts";
import { connectionIdOf, foldedId, namespaceIdOf } from "../../../src/domain/azure-id.ts";
import type { AnyEntry } from "../../../src/domain/recorded.ts";
import type { Filter } from "../../../src/domain/search/query.ts";
import type { Span } from "../../../src/domain/search/span.ts";
import { aNamespace, anEntry, aPrivateEndpoint, FABRIKAM, LOGISTICS } from "../../support/builders.ts";

/** Few values, so that entries and queries meet. */

export const NOW = new Date("2026-11-20T12:00:00.000Z");

const NAMESPACES = [aNamespace(), aNamespace({ namespace: "Contoso-Other" })];
export const FOLDED = NAMESPACES.map((id) => foldedId(namespaceIdOf(id)));
const PEOPLE = ["p-one", "p-two"];
const RULES = ["Partner apps", "no-guests"];
const VERDICTS = ["approve", "reject"] as const;
const COMMENTS = ["Ticket 4711", "as agreed", undefined];
const KINDS = AUDIT_KINDS.slice(0, 6);
const NAMES: Readonly<Record<string, string>> = { "p-one": "Olga Owens" };

/** Mostly of the last 40 days, often at a full hour. */
const at = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -40 * 24, max: 0 }) },
  { weight: 1, arbitrary: fc.integer({ min: -600 * 24, max: 0 }) },
);
const time = at.map((hours) => new Date(NOW.getTime() + hours * 3_600_000).toISOString());

const actor = fc.oneof(
  fc.constantFrom(...PEOPLE).map((ref) => ({ kind: "person", ref, commitment: "c" }) as const),
  fc.constantFrom(...RULES).map((ref) => ({ kind: "rule", ref }) as const),
  fc.constant({ kind: "service", ref: "relay-approvals" } as const),
  fc.constant({ kind: "azure", ref: "Microsoft.Relay" } as const),
);

const ofConnection = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    connection: fc.constantFrom("pec-1", "pec-2"),
    subscription: fc.constantFrom(FABRIKAM, LOGISTICS.toUpperCase(), undefined),
  })
  .map(({ namespace, connection, subscription }) => ({
    namespace: namespaceIdOf(namespace),
    connection: connectionIdOf({ ...namespace, connection }),
    privateEndpoint: aPrivateEndpoint(),
    requester: { subscription, tenant: "own" as const },
  }));

const NO_CONNECTION = {
  namespace: undefined,
  connection: undefined,
  privateEndpoint: undefined,
  requester: undefined,
};

/** Some are about the service itself, without a connection. */
const about: fc.Arbitrary<Partial<AnyEntry>> = fc.oneof(
  { weight: 6, arbitrary: ofConnection },
  { weight: 1, arbitrary: fc.constant(NO_CONNECTION as unknown as Partial<AnyEntry>) },
);

export const entries: fc.Arbitrary<readonly AnyEntry[]> = fc
  .array(
    fc.record({
      at: time,
      request: fc.constantFrom("r-1", "r-2", "r-3"),
      kind: fc.constantFrom(...KINDS),
      actor,
      verdict: fc.constantFrom(...VERDICTS, undefined),
      comment: fc.constantFrom(...COMMENTS),
      about,
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    all.map(({ about: of, request, ...said }, number): AnyEntry => {
      const { namespace: _n, connection: _c, privateEndpoint: _p, requester: _r, ...rest } = anEntry();
      return { ...rest, ...said, request, id: `${request}/step-${number}`, ...(of as object) };
    }),
  );

const VALUES: Readonly<Record<Filter["key"], readonly string[]>> = {
  request: ["r-1", "r-2", "r-none"],
  connection: NAMESPACES.map((id) => foldedId(connectionIdOf({ ...id, connection: "pec-1" }))),
  namespace: FOLDED,
  subscription: [FABRIKAM, LOGISTICS],
  actor: [...PEOPLE, "relay-approvals", "microsoft.relay", "partner apps"],
  kind: ["vote.*", "request.seen", "decision.made"],
  verdict: [...VERDICTS],
  rule: ["partner APPS", "no-guests", "none"],
  text: ["4711", "OLGA", "contoso-other", "pec-2", "guests"],
};

const filter = fc.constantFrom<Filter["key"]>(...(Object.keys(VALUES) as Filter["key"][])).chain((key) =>
  fc.record({
    key: fc.constant(key),
    anyOf: fc.subarray([...VALUES[key]], { minLength: 1, ...(key === "text" && { maxLength: 1 }) }),
    negated: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
);

/** At most one of each key and sign, but for text. */
const filters = fc.uniqueArray(filter, {
  maxLength: 4,
  selector: ({ key, negated, anyOf }) => `${key} ${negated} ${key === "text" ? anyOf.join() : ""}`,
});

const end = fc.oneof(time, fc.constantFrom("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"));

export const queries = fc.record({
  filters,
  span: fc.record({ from: end, to: end }, { requiredKeys: [] }) satisfies fc.Arbitrary<Span>,
  order: fc.constantFrom("newest" as const, "oldest" as const),
});

export const scopes = fc.option(fc.subarray(FOLDED), { nil: undefined });

export const nameOf = ({ actor: { ref } }: AnyEntry): string | undefined => NAMES[ref];
