import type { MeAnswer } from "../../domain/answers.ts";
import { SIGN_OUT } from "../api/paths.ts";
import { Link } from "../location.tsx";
import { auditOf, OPEN_REQUESTS, type Route } from "../route.ts";
import { Outside } from "./outside.tsx";

const VIEWS: readonly (readonly [title: string, to: Route])[] = [
  ["Requests", OPEN_REQUESTS],
  ["Namespaces", { view: "namespaces" }],
  ["Audit log", auditOf("")],
  ["Figures", { view: "figures", days: 90, namespace: "" }],
];

interface HeaderProps {
  readonly route: Route;
  readonly me: MeAnswer | undefined;
}

export function Header({ route, me }: HeaderProps) {
  return (
    <header class="top">
      <div class="top-inner">
        <span class="brand">Relay Approvals</span>
        <nav aria-label="Views">
          {VIEWS.map(([title, to]) => (
            <Link key={title} to={to} current={currentOf(to, route)}>
              {title}
            </Link>
          ))}
        </nav>
        {me && (
          <span class="me">
            <span title={scopeOf(me)}>
              <Outside text={me.name} />
            </span>
            <a href={SIGN_OUT}>Sign out</a>
          </span>
        )}
      </div>
    </header>
  );
}

/** A request's story belongs to the requests. */
function currentOf(to: Route, { view }: Route): "page" | "true" | undefined {
  if (to.view === view) return "page";
  return to.view === "requests" && view === "request" ? "true" : undefined;
}

function scopeOf({ roles, namespaces }: MeAnswer): string {
  return `${roles.join(", ")}: ${namespaces ? namespaces.join(", ") || "no namespaces" : "all namespaces"}`;
}
