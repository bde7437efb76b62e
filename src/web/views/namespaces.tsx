import type { NamespaceSummary, NamespacesAnswer } from "../../domain/answers.ts";
import { NAMESPACES } from "../api/paths.ts";
import { useLive } from "../api/use-live.ts";
import { Link } from "../location.tsx";
import { Gauge } from "../parts/gauge.tsx";
import { byNeed } from "../parts/namespace-list.tsx";
import { Outside } from "../parts/outside.tsx";
import { Notice, Shown } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Age } from "../parts/when.tsx";
import { termFor } from "../query/terms.ts";
import { auditOf } from "../route.ts";

const EVERY_MS = 15_000;

export function NamespacesView() {
  const live = useLive<NamespacesAnswer>(NAMESPACES, EVERY_MS);
  return (
    <section aria-labelledby="view-title">
      <div class="view-head">
        <h1 id="view-title" tabIndex={-1}>
          Namespaces
        </h1>
      </div>
      <Shown live={live}>{({ namespaces }) => <Namespaces namespaces={namespaces} />}</Shown>
    </section>
  );
}

function Namespaces({ namespaces }: NamespacesAnswer) {
  if (namespaces.length === 0) {
    return (
      <Notice title="No namespaces">
        <p>The policy watches none that you may see. Its groups name the namespaces and their owners.</p>
      </Notice>
    );
  }
  return <Table caption="Namespaces" columns={COLUMNS} rows={byNeed(namespaces)} keyOf={({ id }) => id} />;
}

const COLUMNS: readonly Column<NamespaceSummary>[] = [
  { title: "Namespace", kind: "wide", cell: (one) => <Name namespace={one} /> },
  { title: "Endpoints used", cell: ({ used, most }) => <Gauge used={used} most={most} /> },
  { title: "Open", kind: "count", cell: (one) => <Open namespace={one} /> },
  ...(["Pending", "Approved", "Rejected", "Disconnected"] as const).map(
    (state): Column<NamespaceSummary> => ({
      title: state,
      kind: "count",
      cell: ({ connections }) => connections[state] || <span class="quiet">0</span>,
    }),
  ),
  {
    title: "Oldest waits for",
    kind: "number",
    cell: ({ oldestPendingAt: at }) => (at ? <Age at={at} /> : <span class="quiet">–</span>),
  },
  { title: "Owners asked", cell: ({ group }) => <Outside text={group} /> },
];

function Name({ namespace }: { readonly namespace: NamespaceSummary }) {
  const { name, resourceGroup, subscription } = namespace;
  return (
    <>
      <Link to={auditOf(termFor("namespace", name))} class="what">
        <Outside text={name} />
      </Link>
      <span class="quiet small">
        <Outside text={resourceGroup} /> · <code>{subscription}</code>
      </span>
    </>
  );
}

function Open({ namespace: { open, name } }: { readonly namespace: NamespaceSummary }) {
  if (open === 0) return <span class="quiet">0</span>;
  return (
    <Link to={{ view: "requests", state: "open", namespace: name }} label={`${open} open in ${name}`}>
      {open}
    </Link>
  );
}
