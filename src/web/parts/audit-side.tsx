import type { AuditAnswer, FacetValue, MeAnswer } from "../../domain/answers.ts";
import { type ExportFormat, exportPath } from "../api/paths.ts";
import { Link } from "../location.tsx";
import { hasTerm, termFor, toggled } from "../query/terms.ts";
import type { Route } from "../route.ts";
import { Outside } from "./outside.tsx";
import { useMedia } from "./use-media.ts";

type Search = Extract<Route, { view: "audit" }>;

interface AuditSideProps {
  readonly answer: AuditAnswer;
  readonly route: Search;
  readonly me: MeAnswer;
}

const TITLES: Readonly<Record<string, string>> = { kind: "What happened", actor: "Who" };

export function AuditSide({ answer, route, me }: AuditSideProps) {
  const hasRoom = useMedia("(min-width: 64rem)");
  const facets = Object.entries(answer.facets ?? {}).filter(([, values]) => values.length > 0);
  return (
    <aside class="audit-side" aria-label="Narrow down and export">
      {facets.map(([key, values]) => (
        <details key={key} class="facet" open={hasRoom}>
          <summary>
            <h2>{TITLES[key] ?? key}</h2>
          </summary>
          <ul>
            {values.map((one) => (
              <Facet key={one.value} facet={key} found={one} route={route} />
            ))}
          </ul>
        </details>
      ))}
      <Export route={route} me={me} />
    </aside>
  );
}

interface FacetProps {
  readonly facet: string;
  readonly found: FacetValue;
  readonly route: Search;
}

/** One press narrows to it, the other leaves it out; pressed again, it is as before. */
function Facet({ facet, found: { value, name, count }, route }: FacetProps) {
  const only = termFor(facet, value);
  const without = `-${only}`;
  const isOnly = hasTerm(route.query, only);
  return (
    <li class="facet-value">
      <Link
        to={{ ...route, query: toggled(route.query, only) }}
        current={isOnly ? "true" : undefined}
        class="facet-only"
      >
        <Outside text={name ?? value} />
        <span class="facet-count">{count.toLocaleString("en-GB")}</span>
      </Link>
      <Link
        to={{ ...route, query: toggled(route.query, without) }}
        label={`Leave out ${name ?? value}`}
        class="facet-not"
      >
        −
      </Link>
    </li>
  );
}

const FORMATS: readonly (readonly [format: ExportFormat, title: string, says: string])[] = [
  ["csv", "CSV", "for a spreadsheet; names resolved"],
  ["ndjson", "NDJSON", "the recorded bytes, for verify"],
  ["ocsf", "OCSF", "events for a SIEM"],
];

function Export({ route, me }: Pick<AuditSideProps, "route" | "me">) {
  return (
    <section class="export" aria-labelledby="export-title">
      <h2 id="export-title">Export all that matches</h2>
      {me.roles.includes("Audit.Export") ? (
        <ul>
          {FORMATS.map(([format, title, says]) => (
            <li key={format}>
              <a href={exportPath(route.query, route.order, format)} download={`audit.${format}`}>
                {title}
              </a>{" "}
              <span class="quiet small">{says}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet small">
          You need the role <code>Audit.Export</code> for that.
        </p>
      )}
    </section>
  );
}
