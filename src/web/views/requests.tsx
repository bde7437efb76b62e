import type { NamespacesAnswer, RequestSummary, RequestsAnswer } from "../../domain/answers.ts";
import { NAMESPACES, requestsPath } from "../api/paths.ts";
import { type Live, useLive } from "../api/use-live.ts";
import { go, Link } from "../location.tsx";
import { FreshNote } from "../parts/fresh-note.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { NamespaceList } from "../parts/namespace-list.tsx";
import { usePaged } from "../parts/paged.ts";
import { RequestTable } from "../parts/request-table.tsx";
import { Notice, Shown } from "../parts/states.tsx";
import { useFresh } from "../parts/use-fresh.ts";
import type { RequestsShown, Route } from "../route.ts";

const REQUESTS_MS = 5_000;
const NAMESPACES_MS = 30_000;

type Filter = Extract<Route, { view: "requests" }>;

const STATES: Readonly<Record<RequestsShown, string>> = { open: "Open", ended: "Ended", all: "All" };

export function RequestsView({ route }: { readonly route: Filter }) {
  const { state, namespace } = route;
  const path = requestsPath(state, namespace);
  const live = useLive<RequestsAnswer>(path, REQUESTS_MS);
  const namespaces = useLive<NamespacesAnswer>(NAMESPACES, NAMESPACES_MS);
  return (
    <div class="beside">
      <section aria-labelledby="view-title">
        <div class="view-head">
          <h1 id="view-title" tabIndex={-1}>
            {STATES[state]} requests
          </h1>
          <nav class="switcher" aria-label="Which requests">
            {(["open", "ended", "all"] as const).map((one) => (
              <Link key={one} to={{ ...route, state: one }} current={one === state ? "true" : undefined}>
                {STATES[one]}
              </Link>
            ))}
          </nav>
          {namespace && <NamespaceFilter route={route} />}
        </div>
        <Shown live={live}>{(body) => <Requests key={path} first={body} path={path} route={route} />}</Shown>
      </section>
      <NamespacesAside live={namespaces} />
    </div>
  );
}

function NamespaceFilter({ route }: { readonly route: Filter }) {
  const clear = () => go({ ...route, namespace: "" });
  return (
    <span class="chip">
      in <b>{route.namespace}</b>
      <button
        type="button"
        class="chip-clear"
        onClick={clear}
        aria-label={`All namespaces, not only ${route.namespace}`}
      >
        ✕
      </button>
    </span>
  );
}

interface RequestsProps {
  readonly first: RequestsAnswer;
  readonly path: string;
  readonly route: Filter;
}

function Requests({ first, path, route }: RequestsProps) {
  const { pages, ...rest } = usePaged(first, path, (cursor) => requestsPath(route.state, route.namespace, cursor));
  const requests = withoutRepeats([first, ...pages].flatMap((page) => page.requests));
  const fresh = useFresh(
    first.requests.map(({ id, seenAt }) => ({ id, at: seenAt })),
    path,
    "request",
  );
  if (requests.length === 0) return <NoRequests route={route} />;
  return (
    <>
      <FreshNote count={fresh.ids.size} one="request" several="requests" onSeen={fresh.markSeen} />
      <RequestTable requests={requests} fresh={fresh.ids} state={route.state} />
      <MoreButton {...rest} />
    </>
  );
}

/** A list that grew between two pages gives its last one twice. */
function withoutRepeats(requests: readonly RequestSummary[]): readonly RequestSummary[] {
  return [...new Map(requests.map((request) => [request.id, request])).values()];
}

function NoRequests({ route }: { readonly route: Filter }) {
  const where = route.namespace ? ` in ${route.namespace}` : "";
  if (route.state === "open") {
    return (
      <Notice title={`Nothing waits${where}`}>
        <p>When somebody asks to join, the request appears here and its owners get a card in Teams.</p>
        <p>
          <Link to={{ ...route, state: "ended" }}>See how earlier requests ended</Link>
        </p>
      </Notice>
    );
  }
  return (
    <Notice title={`No requests${where}`}>
      <p>There was none yet, or none that you may see.</p>
    </Notice>
  );
}

function NamespacesAside({ live }: { readonly live: Live<NamespacesAnswer> }) {
  return (
    <aside aria-labelledby="namespaces-title">
      <div class="aside-head">
        <h2 id="namespaces-title">Namespaces</h2>
        <Link to={{ view: "namespaces" }}>All, as a table</Link>
      </div>
      <Shown live={live}>{({ namespaces }) => <NamespaceList namespaces={namespaces} />}</Shown>
    </aside>
  );
}
