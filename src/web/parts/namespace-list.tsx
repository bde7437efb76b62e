import type { NamespaceSummary } from "../../domain/answers.ts";
import { Link } from "../location.tsx";
import { counted } from "../words.ts";
import { Gauge } from "./gauge.tsx";
import { Outside } from "./outside.tsx";
import { Age } from "./when.tsx";

/** More than these are in the table of all. */
const MOST = 12;

/** Those where somebody waits come first, then the fullest. */
export function NamespaceList({ namespaces }: { readonly namespaces: readonly NamespaceSummary[] }) {
  if (namespaces.length === 0) return <p class="quiet">The policy watches none that you may see.</p>;
  const shown = byNeed(namespaces).slice(0, MOST);
  return (
    <>
      <ul class="namespaces">
        {shown.map((one) => (
          <li key={one.id}>
            <div class="namespace-head">
              <Link to={{ view: "requests", state: "open", namespace: one.name }}>
                <Outside text={one.name} />
              </Link>
              <span class="quiet small">{one.open > 0 ? `${one.open} open` : ""}</span>
            </div>
            <Gauge used={one.used} most={one.most} />
            {one.oldestPendingAt !== undefined && (
              <p class="quiet small">
                oldest waits for <Age at={one.oldestPendingAt} />
              </p>
            )}
          </li>
        ))}
      </ul>
      {namespaces.length > MOST && <p class="quiet">and {counted(namespaces.length - MOST, "more", "more")}</p>}
    </>
  );
}

export function byNeed(namespaces: readonly NamespaceSummary[]): readonly NamespaceSummary[] {
  return namespaces.toSorted((one, other) => {
    const need = Math.sign(other.open) - Math.sign(one.open) || other.used / other.most - one.used / one.most;
    return need || one.name.localeCompare(other.name);
  });
}
