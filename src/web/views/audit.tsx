import type { AuditAnswer, MeAnswer, NamespacesAnswer, Problem, ShownEntry } from "../../domain/answers.ts";
import { auditPath, NAMESPACES } from "../api/paths.ts";
import { type Live, useLive } from "../api/use-live.ts";
import { Link } from "../location.tsx";
import { AuditSide } from "../parts/audit-side.tsx";
import { EntryList } from "../parts/entry-list.tsx";
import { FreshNote } from "../parts/fresh-note.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { usePaged } from "../parts/paged.ts";
import { QueryForm } from "../parts/query-form.tsx";
import { Notice, Shown } from "../parts/states.tsx";
import { useFresh } from "../parts/use-fresh.ts";
import { When } from "../parts/when.tsx";
import { auditOf, type Order, type Route } from "../route.ts";
import { counted } from "../words.ts";

const AUDIT_MS = 5_000;
const NAMESPACES_MS = 60_000;

type Search = Extract<Route, { view: "audit" }>;

interface AuditViewProps {
  readonly route: Search;
  readonly me: MeAnswer;
}

export function AuditView({ route, me }: AuditViewProps) {
  const path = auditPath(route);
  const live = useLive<AuditAnswer>(path, AUDIT_MS);
  const namespaces = useLive<NamespacesAnswer>(NAMESPACES, NAMESPACES_MS);
  const faults = faultsOf(live);
  const known = knownValues(live.body, namespaces.body);
  return (
    <section aria-labelledby="view-title">
      <div class="view-head">
        <h1 id="view-title" tabIndex={-1}>
          Audit log
        </h1>
        <nav class="switcher" aria-label="Order">
          {(["newest", "oldest"] as const).map((order) => (
            <Link key={order} to={{ ...route, order }} current={order === route.order ? "true" : undefined}>
              {order === "newest" ? "Newest first" : "Oldest first"}
            </Link>
          ))}
        </nav>
      </div>
      <QueryForm route={route} known={known} faults={faults} />
      {faults.length === 0 && (
        <Shown live={live}>
          {(body) => (
            <div class="beside beside-left">
              <AuditSide answer={body} route={route} me={me} />
              <Entries key={path} first={body} path={path} route={route} />
            </div>
          )}
        </Shown>
      )}
    </section>
  );
}

/** What the API finds wrong with the query stands at the field. */
function faultsOf({ fault }: Live<AuditAnswer>): readonly string[] {
  if (fault?.kind !== "problem" || fault.problem.status !== 400) return [];
  return wordsOf(fault.problem);
}

function wordsOf({ faults = [], detail, title }: Problem): readonly string[] {
  if (faults.length === 0) return [detail || title];
  return faults.map(({ parameter, message }) => (parameter === "q" ? message : `${parameter}: ${message}`));
}

function knownValues(audit: AuditAnswer | undefined, answer: NamespacesAnswer | undefined) {
  const actors = audit?.facets?.["actor"] ?? [];
  return {
    namespace: answer?.namespaces.map(({ name }) => name) ?? [],
    actor: actors.map(({ name, value }) => name ?? value),
  };
}

interface EntriesProps {
  readonly first: AuditAnswer;
  readonly path: string;
  readonly route: Search;
}

function Entries({ first, path, route }: EntriesProps) {
  const { pages, ...rest } = usePaged(first, path, (cursor) => auditPath({ ...route, cursor }));
  const entries = [...new Map([first, ...pages].flatMap((page) => page.entries).map((one) => [one.id, one])).values()];
  const fresh = useFresh(first.entries, path, "entry");
  const last = pages.at(-1) ?? first;
  return (
    <section aria-label="Entries">
      <FreshNote count={fresh.ids.size} one="entry" several="entries" onSeen={fresh.markSeen} />
      {entries.length === 0 ? <NoEntries /> : <EntryList entries={entries} fresh={fresh.ids} />}
      <MoreButton {...rest} />
      <HowFar answer={last} order={route.order} shown={entries} />
    </section>
  );
}

function NoEntries() {
  return (
    <Notice title="No entries">
      <p>
        Nothing in the range matches. Without <code>created:</code> most searches look at the last 30 days: add{" "}
        <code>created:&gt;2026-01-01</code> to look further back.
      </p>
      <p>
        <Link to={auditOf("")}>Show everything of the last days</Link>
      </p>
    </Notice>
  );
}

interface HowFarProps {
  readonly answer: AuditAnswer;
  readonly order: Order;
  readonly shown: readonly ShownEntry[];
}

/** An answer says how far it looked: what is not there may be further back. */
function HowFar({ answer: { looked }, order, shown }: HowFarProps) {
  const rest = order === "newest" ? "older" : "newer";
  return (
    <p class="quiet small how-far">
      {counted(shown.length, "entry", "entries")}. Looked by {looked.by} from <When at={looked.from} /> to{" "}
      <When at={looked.to} />, {counted(looked.rows, "row")} read.{" "}
      {looked.complete ? "Nothing in this range is left." : `There may be ${rest} ones in this range.`}
    </p>
  );
}
