import { useMemo } from "preact/hooks";
import type { Figures, MetricsAnswer } from "../../domain/answers.ts";
import { metricsPath } from "../api/paths.ts";
import { useLive } from "../api/use-live.ts";
import { go, Link } from "../location.tsx";
import { Charts } from "../parts/charts.tsx";
import { useNow } from "../parts/now.ts";
import { Outside } from "../parts/outside.tsx";
import { Notice, Shown } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import type { Route } from "../route.ts";
import { duration } from "../time.ts";
import { nameIn } from "../words.ts";

const EVERY_MS = 60_000;

type Asked = Extract<Route, { view: "figures" }>;

export function FiguresView({ route }: { readonly route: Asked }) {
  const { days, namespace } = route;
  const day = useNow().toISOString().slice(0, 10);
  const path = useMemo(() => metricsPath(days, namespace, new Date(day)), [days, namespace, day]);
  const live = useLive<MetricsAnswer>(path, EVERY_MS);
  return (
    <section aria-labelledby="view-title">
      <div class="view-head">
        <h1 id="view-title" tabIndex={-1}>
          Figures
        </h1>
        <nav class="switcher" aria-label="Of how many days">
          {([30, 90, 365] as const).map((one) => (
            <Link key={one} to={{ ...route, days: one }} current={one === days ? "true" : undefined}>
              {one} days
            </Link>
          ))}
        </nav>
        {namespace && (
          <span class="chip">
            in <b>{namespace}</b>
            <button
              type="button"
              class="chip-clear"
              aria-label="All namespaces"
              onClick={() => go({ ...route, namespace: "" })}
            >
              ✕
            </button>
          </span>
        )}
      </div>
      <Shown live={live}>{(body) => <AllFigures figures={body} route={route} />}</Shown>
    </section>
  );
}

function AllFigures({ figures, route }: { readonly figures: MetricsAnswer; readonly route: Asked }) {
  const { all, namespaces, days } = figures;
  if (all.decided + all.open + all.expired === 0 && days.every(({ used }) => used === 0)) {
    return (
      <Notice title="Nothing to count yet">
        <p>The first request that is decided gives the first figures. Choose more days to look further back.</p>
      </Notice>
    );
  }
  return (
    <>
      <dl class="tiles">
        {tilesOf(all).map(([name, value, hint]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            <dd class="quiet small">{hint}</dd>
          </div>
        ))}
      </dl>
      <Charts days={days} />
      <h2 class="table-title">By namespace</h2>
      <Table caption="By namespace" columns={columnsOf(route)} rows={namespaces} keyOf={({ namespace }) => namespace} />
    </>
  );
}

function tilesOf(all: Figures): readonly (readonly [name: string, value: string, hint: string])[] {
  return [
    ["Time to decision", spoken(all.p50Seconds), "half of all are faster"],
    ["Slowest in twenty", spoken(all.p95Seconds), "95 of 100 are faster"],
    ["Approved", String(all.approved), `${all.autoApproved} of them by a rule`],
    ["Rejected", String(all.rejected), `of ${all.approved + all.rejected} that asked to join`],
    ["Expired", String(all.expired), "nobody decided in time"],
    ["Open", String(all.open), "now"],
  ];
}

function spoken(seconds: number | undefined): string {
  return seconds === undefined ? "–" : duration(seconds);
}

type Row = MetricsAnswer["namespaces"][number];

function columnsOf(route: Asked): readonly Column<Row>[] {
  const count = (title: string, of: (row: Row) => number): Column<Row> => ({ title, kind: "count", cell: of });
  const name = ({ namespace }: Row) => (
    <Link to={{ ...route, namespace: nameIn(namespace) }} class="what">
      <Outside text={nameIn(namespace)} />
    </Link>
  );
  return [
    { title: "Namespace", kind: "wide", cell: name },
    { title: "Half within", kind: "number", cell: ({ p50Seconds }) => spoken(p50Seconds) },
    { title: "95 % within", kind: "number", cell: ({ p95Seconds }) => spoken(p95Seconds) },
    count("Approved", ({ approved }) => approved),
    count("By a rule", ({ autoApproved }) => autoApproved),
    count("Rejected", ({ rejected }) => rejected),
    count("Expired", ({ expired }) => expired),
    count("Open", ({ open }) => open),
  ];
}
