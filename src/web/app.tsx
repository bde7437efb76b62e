import { useEffect, useRef } from "preact/hooks";
import type { MeAnswer } from "../domain/answers.ts";
import { ME } from "./api/paths.ts";
import { useLive } from "./api/use-live.ts";
import { Link, useRoute } from "./location.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { Header } from "./parts/header.tsx";
import { Now, useTicking } from "./parts/now.ts";
import { NoRole, Notice, NoticeHeading, Shown } from "./parts/states.tsx";
import { OPEN_REQUESTS, type Route } from "./route.ts";
import { AuditView } from "./views/audit.tsx";
import { FiguresView } from "./views/figures.tsx";
import { NamespacesView } from "./views/namespaces.tsx";
import { RequestView } from "./views/request.tsx";
import { RequestsView } from "./views/requests.tsx";

const ME_MS = 60_000;

export function App() {
  const route = useRoute();
  const me = useLive<MeAnswer>(ME, ME_MS);
  useArrival(route);
  return (
    <Now.Provider value={useTicking()}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header route={route} me={me.body} />
      <main id="main" tabIndex={-1}>
        <NoticeHeading.Provider value="h1">
          <Shown live={me}>{(body) => (mayRead(body) ? <Titled route={route} me={body} /> : <NoRole />)}</Shown>
        </NoticeHeading.Provider>
      </main>
      <Announcer />
    </Now.Provider>
  );
}

function mayRead({ roles }: MeAnswer): boolean {
  return roles.some((role) => role === "Audit.Read" || role === "Audit.Read.All");
}

interface ViewProps {
  readonly route: Route;
  readonly me: MeAnswer;
}

/** Every view but that of an unknown address has a title, below which a notice stands. */
function Titled({ route, me }: ViewProps) {
  return (
    <NoticeHeading.Provider value={route.view === "unknown" ? "h1" : "h2"}>
      <View route={route} me={me} />
    </NoticeHeading.Provider>
  );
}

function View({ route, me }: ViewProps) {
  switch (route.view) {
    case "requests":
      return <RequestsView route={route} />;
    case "namespaces":
      return <NamespacesView />;
    case "audit":
      return <AuditView route={route} me={me} />;
    case "figures":
      return <FiguresView route={route} />;
    case "request":
      return <RequestView id={route.id} key={route.id} />;
    case "unknown":
      return <Unknown />;
  }
}

function Unknown() {
  return (
    <Notice title="There is nothing at this address">
      <p>
        <Link to={OPEN_REQUESTS}>Open requests</Link>
      </p>
    </Notice>
  );
}

const TITLES: Readonly<Record<Route["view"], string>> = {
  requests: "Requests",
  namespaces: "Namespaces",
  audit: "Audit log",
  figures: "Figures",
  request: "Request",
  unknown: "Not found",
};

/** Whoever follows a link to another view hears its title and goes on from there; at the start the browser does that. */
function useArrival(route: Route): void {
  const place = route.view === "request" ? route.id : route.view;
  const arrived = useRef(place);
  useEffect(() => {
    document.title = `${TITLES[route.view]} · Relay Approvals`;
    if (arrived.current === place) return;
    arrived.current = place;
    window.scrollTo(0, 0);
    document.getElementById("view-title")?.focus();
  }, [place, route.view]);
}
